// The incident itself, its list, and the reasons to wake its workflow.
import * as z from "zod";
import { Incident } from "../core/incident.ts";
import type { Table } from "../core/ports.ts";
import { isFinished } from "../core/status.ts";
import { Actor } from "../core/timeline.ts";
import { incidentKey, incidentPk, incidentsListPk, under } from "./keys.ts";
import { change, create, type RecordKind, read, readAll, readListPage, type Stored, type ValuePage } from "./store.ts";

/** How long the sweeper leaves an unfinished incident alone before it looks whether its execution lives. */
const LOOK_AFTER_MILLISECONDS = 15 * 60_000;

const later = (at: string, milliseconds: number): string => new Date(Date.parse(at) + milliseconds).toISOString();

/**
 * `checkedAt`: when the sweeper last looked. `expiresAtSeconds`: set on finishing, from the customer's retention.
 * `statusCause`: the record that made the present status, so that a repeat of it is known as such.
 */
const IncidentRecord = Incident.extend({
  checkedAt: z.string(),
  expiresAtSeconds: z.int().optional(),
  statusCause: z.string().optional(),
});
export type IncidentRecord = z.infer<typeof IncidentRecord>;

const INCIDENT: RecordKind<IncidentRecord> = {
  schema: IncidentRecord,
  known: new WeakMap(),
  key: ({ customerId, incidentId }) => incidentKey(customerId, incidentId),
  list: ({ customerId, createdAt, incidentId }) => ({
    pk: incidentsListPk(customerId),
    sk: `${createdAt}#${incidentId}`,
  }),
  dueAt: ({ status, checkedAt, expiresAtSeconds }) => {
    if (!isFinished(status)) return later(checkedAt, LOOK_AFTER_MILLISECONDS);
    return expiresAtSeconds === undefined ? undefined : new Date(expiresAtSeconds * 1000).toISOString();
  },
};

export const createIncident = (table: Table, incident: IncidentRecord): Promise<"done" | "refused"> =>
  create(table, INCIDENT, incident);

export const readIncident = (
  table: Table,
  customerId: string,
  incidentId: string,
): Promise<Stored<IncidentRecord> | undefined> => read(table, INCIDENT, incidentKey(customerId, incidentId));

export const changeIncident = (
  table: Table,
  customerId: string,
  incidentId: string,
  apply: (incident: IncidentRecord) => IncidentRecord | undefined,
): Promise<IncidentRecord | undefined> => change(table, INCIDENT, incidentKey(customerId, incidentId), apply);

/** Newest first. Lags behind on AWS. */
export const listIncidents = (
  table: Table,
  customerId: string,
  query: { after?: string; limit: number },
): Promise<ValuePage<IncidentRecord>> =>
  readListPage(table, INCIDENT, { pk: incidentsListPk(customerId), descending: true, ...query });

/** Why the workflow must look again. The record is the reason; a wake is only a nudge and carries no data. */
export const Reason = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  reasonId: z.string(),
  kind: z.enum(["facts", "isolate", "release", "invalidate", "finished", "answer", "attested", "resume"]),
  at: z.string(),
  by: Actor.optional(),
  handled: z.boolean(),
});
export type Reason = z.infer<typeof Reason>;

const REASON: RecordKind<Reason> = {
  schema: Reason,
  key: ({ customerId, incidentId, reasonId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `${under.reason}${reasonId}`,
  }),
  dueAt: ({ handled, at }) => (handled ? undefined : later(at, 60_000)),
};

export const createReason = (table: Table, reason: Omit<Reason, "handled">): Promise<"done" | "refused"> =>
  create(table, REASON, { ...reason, handled: false });

export async function openReasons(table: Table, customerId: string, incidentId: string): Promise<Reason[]> {
  const all = await readAll(table, REASON, { pk: incidentPk(customerId, incidentId), prefix: under.reason });
  return all.filter((reason) => !reason.handled);
}

export async function handleReasons(table: Table, reasons: readonly Reason[]): Promise<void> {
  for (const reason of reasons)
    await change(table, REASON, REASON.key(reason), (r) => (r.handled ? undefined : { ...r, handled: true }));
}

/** Where the workflow waits: its task token. Written by the waiter before it reads the reasons. */
const Wait = z.object({ customerId: z.string(), incidentId: z.string(), token: z.string(), at: z.string() });
const WAIT: RecordKind<z.infer<typeof Wait>> = {
  schema: Wait,
  key: ({ customerId, incidentId }) => ({ pk: incidentPk(customerId, incidentId), sk: "WAIT" }),
};

export async function writeWait(table: Table, wait: z.infer<typeof Wait>): Promise<void> {
  if ((await create(table, WAIT, wait)) === "done") return;
  await change(table, WAIT, WAIT.key(wait), () => wait);
}

export const readWait = async (table: Table, customerId: string, incidentId: string): Promise<string | undefined> =>
  (await read(table, WAIT, { pk: incidentPk(customerId, incidentId), sk: "WAIT" }))?.value.token;
