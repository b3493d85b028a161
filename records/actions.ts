// What was decided to do, asked of the product, and shown by it. The request stands before the product is asked.
import * as z from "zod";
import { ActionKind, ActionState, ActionTarget } from "../core/action.ts";
import type { Table } from "../core/ports.ts";
import { Actor } from "../core/timeline.ts";
import { incidentPk, under } from "./keys.ts";
import { change, create, type RecordKind, read, readAll, type Stored } from "./store.ts";
import type { Place } from "./timeline.ts";

const Action = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  /** Derived from the incident's episode, the kind and the target (and the generation, for isolation and release). */
  actionId: z.string(),
  kind: ActionKind,
  target: ActionTarget,
  /** The source whose connector acts. */
  source: z.string(),
  requestedBy: Actor,
  requestedAt: z.string(),
  /** Isolation and release: the computer's generation that this request is about. */
  generation: z.int().optional(),
  state: ActionState,
  /** What undo will need, stored before the product was asked. */
  prepared: z.string().optional(),
  /** When the product was asked; set before asking. With state `requested` it means that the answer may be lost. */
  askedAt: z.string().optional(),
  /** The answer to an earlier asking was lost: the product is asked whether it took before it is asked again. */
  lost: z.boolean().optional(),
  reference: z.string().optional(),
  /** Another incident asked for this very isolation: its outcome is ours. */
  follows: z.object({ incidentId: z.string(), actionId: z.string() }).optional(),
  endedAt: z.string().optional(),
  reason: z.string().optional(),
  /** Whether what follows from its end (computer, timeline, notice) is done. */
  settled: z.boolean(),
  /** A release that was not shown is asked for again: counts from 1. */
  attempt: z.int(),
  retriedAt: z.string().optional(),
  /** When the sweeper looks at it. A kill or a removal has none: it looks at these with their incident. */
  lookAt: z.string().optional(),
});
export type Action = z.infer<typeof Action>;

const ACTION: RecordKind<Action> = {
  schema: Action,
  versions: new WeakMap(),
  key: ({ customerId, incidentId, actionId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `${under.action}${actionId}`,
  }),
  dueAt: ({ lookAt }) => lookAt,
};

export const createAction = (table: Table, action: Action): Promise<"done" | "refused"> =>
  create(table, ACTION, action);

const keyOf = ({ customerId, incidentId }: Place, actionId: string) => ({
  pk: incidentPk(customerId, incidentId),
  sk: `${under.action}${actionId}`,
});

export const readAction = (table: Table, place: Place, actionId: string): Promise<Stored<Action> | undefined> =>
  read(table, ACTION, keyOf(place, actionId));

/** `place`: the action itself where the caller has it as it stood a moment ago. */
export const changeAction = (
  table: Table,
  place: Place | Action,
  actionId: string,
  apply: (action: Action) => Action | undefined,
): Promise<Action | undefined> =>
  change(table, ACTION, keyOf(place, actionId), apply, "actionId" in place ? place : undefined);

export const readActions = (table: Table, { customerId, incidentId }: Place): Promise<Action[]> =>
  readAll(table, ACTION, { pk: incidentPk(customerId, incidentId), prefix: under.action });

export const actionIdOf = (sk: string): string => sk.slice(under.action.length);

/** Its end changes the computer, and is mailed. */
export const holds = ({ kind }: Pick<Action, "kind">): boolean => kind === "isolate" || kind === "release";

export const isOpen = ({ state }: Pick<Action, "state">): boolean => state === "requested" || state === "accepted";
