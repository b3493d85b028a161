// Recommended actions (推奨対応): what the customer is asked to do, ticked off item by item.
import * as z from "zod";
import { BilingualText } from "../core/incident.ts";
import type { Table } from "../core/ports.ts";
import { incidentPk, under } from "./keys.ts";
import { change, changeOrCreate, create, type RecordKind, read, readAll } from "./store.ts";
import type { Place } from "./timeline.ts";

const Recommended = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  /** Sorts as it was recommended: `<ordinal>-<hash of the text>`. */
  recommendedId: z.string(),
  text: BilingualText,
  at: z.string(),
  /** Of the person's comment that it came with. */
  commentId: z.string().optional(),
  done: z.object({ at: z.string(), by: z.string(), personId: z.string(), note: z.string().optional() }).optional(),
});
export type Recommended = z.infer<typeof Recommended>;

const RECOMMENDED: RecordKind<Recommended> = {
  schema: Recommended,
  key: ({ customerId, incidentId, recommendedId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `${under.recommended}${recommendedId}`,
  }),
};

export const createRecommended = (table: Table, item: Recommended): Promise<"done" | "refused"> =>
  create(table, RECOMMENDED, item);

export const readRecommended = (table: Table, { customerId, incidentId }: Place): Promise<Recommended[]> =>
  readAll(table, RECOMMENDED, { pk: incidentPk(customerId, incidentId), prefix: under.recommended });

/** The first attestation stands. */
export const attest = (table: Table, place: Place, recommendedId: string, done: NonNullable<Recommended["done"]>) =>
  change(
    table,
    RECOMMENDED,
    { pk: incidentPk(place.customerId, place.incidentId), sk: `${under.recommended}${recommendedId}` },
    (item) => (item.done === undefined ? { ...item, done } : undefined),
  );

/** What a finished incident still asks of the customer: when the next reminder is due, and how many went. */
const FollowUp = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  episode: z.int(),
  reminders: z.int(),
  remindAt: z.string().optional(),
});
export type FollowUp = z.infer<typeof FollowUp>;

const FOLLOW_UP: RecordKind<FollowUp> = {
  schema: FollowUp,
  key: ({ customerId, incidentId }) => ({ pk: incidentPk(customerId, incidentId), sk: "FOLLOW-UP" }),
  dueAt: ({ remindAt }) => remindAt,
};

export const readFollowUp = async (table: Table, { customerId, incidentId }: Place): Promise<FollowUp | undefined> =>
  (await read(table, FOLLOW_UP, { pk: incidentPk(customerId, incidentId), sk: "FOLLOW-UP" }))?.value;

export const changeFollowUp = (
  table: Table,
  initial: FollowUp,
  apply: (f: FollowUp) => FollowUp | undefined,
): Promise<FollowUp> => changeOrCreate(table, FOLLOW_UP, initial, apply);
