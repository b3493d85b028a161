// The incident itself, its list, and the reasons to wake its workflow.
import * as z from "zod";
import { BilingualText, Incident } from "../core/incident.ts";
import type { Table } from "../core/ports.ts";
import { isFinished, Status } from "../core/status.ts";
import { Actor } from "../core/timeline.ts";
import { incidentKey, incidentPk, incidentsListPk, under } from "./keys.ts";
import {
  change,
  changeOrCreate,
  create,
  type RecordKind,
  read,
  readAll,
  readListPage,
  type Stored,
  type ValuePage,
} from "./store.ts";

/** How long the sweeper leaves an incident alone before it looks whether its execution lives; once it is finished, which way that took. */
const LOOK_AFTER_MILLISECONDS = 15 * 60_000;

/** One that waits for a person: what ends the wait is due by itself, and an execution that dies is told of. */
const LOOK_WHILE_WAITING_MILLISECONDS = 6 * 60 * 60_000;
/** Every unfinished incident is due within this time. */
export const LONGEST_LOOK_MILLISECONDS = LOOK_WHILE_WAITING_MILLISECONDS;

const later = (at: string, milliseconds: number): string => new Date(Date.parse(at) + milliseconds).toISOString();

/**
 * `checkedAt`: when the sweeper last looked. `expiresAtSeconds`: set on finishing, from the customer's retention.
 * `statusAt`: the present status's instant in the timeline; absent on one that has its first. `statusChange`: the entry
 * that the last change has there, for whoever comes after a crash between the two.
 */
const IncidentRecord = Incident.extend({
  checkedAt: z.string(),
  expiresAtSeconds: z.int().optional(),
  statusAt: z.string().optional(),
  statusChange: z
    .object({
      from: Status,
      to: Status,
      at: z.string(),
      /** The record that made the change. */
      cause: z.string(),
      actor: Actor,
      reason: z.string().optional(),
      waitingFor: z.strictObject({ from: Incident.shape.waitingFor, to: Incident.shape.waitingFor }).optional(),
    })
    .optional(),
  /** Why it waits for an analyst, where the house handed it over; gone with the next change of status. */
  escalation: z.object({ what: BilingualText, at: z.string() }).optional(),
  /** The last round whose way through the workflow is kept. */
  pathsKept: z.int().optional(),
});
export type IncidentRecord = z.infer<typeof IncidentRecord>;

/** That instant, but after the last change of status: the timeline is sorted by instants, and clocks stand still or go back. */
export const afterStatus = ({ statusAt = "" }: Pick<IncidentRecord, "statusAt">, at: string): string =>
  at > statusAt ? at : later(statusAt, 1);

const INCIDENT: RecordKind<IncidentRecord> = {
  schema: IncidentRecord,
  key: ({ customerId, incidentId }) => incidentKey(customerId, incidentId),
  list: ({ customerId, createdAt, incidentId }) => ({
    pk: incidentsListPk(customerId),
    sk: `${createdAt}#${incidentId}`,
  }),
  dueAt: ({ status, statusAt = "", checkedAt, roundStartedAt, expiresAtSeconds, round, pathsKept = 0 }) => {
    const wasSeenWaiting = status === "on-hold" && checkedAt > statusAt && checkedAt > roundStartedAt;
    if (wasSeenWaiting) return later(checkedAt, LOOK_WHILE_WAITING_MILLISECONDS);
    if (!isFinished(status) || pathsKept < round) return later(checkedAt, LOOK_AFTER_MILLISECONDS);
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
  /** One delivery's new findings are one reason, which each of them joins. */
  findings: z.array(z.string()).optional(),
});
export type Reason = z.infer<typeof Reason>;

const REASON: RecordKind<Reason> = {
  schema: Reason,
  versions: new WeakMap(),
  key: ({ customerId, incidentId, reasonId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `${under.reason}${reasonId}`,
  }),
  dueAt: ({ handled, at }) => (handled ? undefined : later(at, 60_000)),
};

export const createReason = (table: Table, reason: Omit<Reason, "handled">): Promise<"done" | "refused"> =>
  create(table, REASON, { ...reason, handled: false });

/** Adds a finding to the reason, which is open again by that: whoever looked before it has not handled it. */
export async function addToReason(table: Table, reason: Omit<Reason, "handled">, finding: string): Promise<void> {
  await changeOrCreate(table, REASON, { ...reason, handled: false, findings: [] }, (r) => {
    const { findings = [] } = r;
    if (!findings.includes(finding)) return { ...r, handled: false, findings: [...findings, finding] };
    return r.handled ? { ...r, handled: false } : undefined;
  });
}

/** To be called when the finding that joined it can be read: who handled it between the two has not seen that one. */
export async function keepReasonOpen(table: Table, reason: Omit<Reason, "handled">): Promise<void> {
  const key = REASON.key({ ...reason, handled: false });
  await change(table, REASON, key, (r) => (r.handled ? { ...r, handled: false } : undefined));
}

/** Those whose id begins so, handled or not. */
export const readReasons = (table: Table, customerId: string, incidentId: string, begins = ""): Promise<Reason[]> =>
  readAll(table, REASON, { pk: incidentPk(customerId, incidentId), prefix: `${under.reason}${begins}` });

export async function openReasons(table: Table, customerId: string, incidentId: string): Promise<Reason[]> {
  return (await readReasons(table, customerId, incidentId)).filter(({ handled }) => !handled);
}

/** As they were read: one that a finding has joined since stays open. */
export async function handleReasons(table: Table, reasons: readonly Reason[]): Promise<void> {
  for (const reason of reasons) {
    const read = reason.findings?.length;
    const handle = (r: Reason) => (r.handled || r.findings?.length !== read ? undefined : { ...r, handled: true });
    await change(table, REASON, REASON.key(reason), handle, reason);
  }
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
