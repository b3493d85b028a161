// Changes an incident's status and says so in its timeline: two records, so that the first tells what the second must say.
import { isFinished, type Status } from "../core/status.ts";
import { type Actor, MDR } from "../core/timeline.ts";
import { afterStatus, changeIncident, type IncidentRecord } from "../records/incidents.ts";
import { append, appendIfMissing, type NewEntry, type Place } from "../records/timeline.ts";
import type { Deps } from "./deps.ts";

export interface StatusChange {
  at: string;
  /** The record that made the change. */
  cause: string;
  actor?: Actor;
  reason?: string;
  waitingFor?: "customer" | "analyst";
  /** Set on finishing. */
  expiresAtSeconds?: number;
}

/** Changes the status where the incident is not finished; doing it again changes nothing. Resolves to the incident as it is then. */
export async function setStatus(
  deps: Deps,
  place: Place,
  to: Status,
  change: StatusChange,
): Promise<IncidentRecord | undefined> {
  let before: IncidentRecord | undefined;
  const after = await changeIncident(deps.table, place.customerId, place.incidentId, (now) => {
    before = now;
    return withStatus(now, to, change);
  });
  await tellChange(deps, before, after);
  return after;
}

/** The incident with that status; nothing where it has it already, or is finished. Whoever writes it tells the change after that. */
export function withStatus(now: IncidentRecord, to: Status, change: StatusChange): IncidentRecord | undefined {
  const { at, cause, actor = MDR, reason, waitingFor, expiresAtSeconds } = change;
  if (isFinished(now.status) || (now.status === to && now.waitingFor === waitingFor)) return undefined;
  const { waitingFor: waited, statusChange: _c, escalation: _e, ...rest } = now;
  const statusAt = afterStatus(now, at);
  const more = { ...(reason === undefined ? {} : { reason }), ...waitChange(waited, waitingFor) };
  return {
    ...rest,
    status: to,
    statusAt,
    ...(now.status === to ? {} : { statusChange: { from: now.status, to, at: statusAt, cause, actor, ...more } }),
    ...(waitingFor === undefined ? {} : { waitingFor }),
    ...(isFinished(to) ? { finishedAt: at } : {}),
    ...(expiresAtSeconds === undefined ? {} : { expiresAtSeconds }),
  };
}

/** The last change's entry, and before it that of the change whose place it took: a crash may have kept it back. */
export async function tellChange(
  deps: Deps,
  before: IncidentRecord | undefined,
  after: IncidentRecord | undefined,
): Promise<void> {
  if (before !== undefined) await tellStatus(deps, before);
  if (after === undefined || after.statusChange === before?.statusChange) return;
  const entry = entryOf(after);
  if (entry !== undefined) await append(deps.table, after, entry);
}

type Waiter = IncidentRecord["waitingFor"];
const waitChange = (from: Waiter, to: Waiter) => (from === to ? {} : { waitingFor: { from, to } });

/** The entry of the last change; to be called before the next one takes its place. */
export async function tellStatus(deps: Deps, incident: IncidentRecord): Promise<void> {
  const entry = entryOf(incident);
  if (entry !== undefined) await appendIfMissing(deps.table, incident, entry);
}

function entryOf({ statusChange }: IncidentRecord): NewEntry | undefined {
  if (statusChange === undefined) return undefined;
  const { at, cause, actor, ...change } = statusChange;
  return { fact: { kind: "status-changed", ...change }, actor, recordedAt: at, cause: [cause, change.to] };
}
