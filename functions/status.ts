// Changes an incident's status and says so in its timeline: two records, so that the first tells what the second must say.
import { isFinished, type Status } from "../core/status.ts";
import { type Actor, MDR } from "../core/timeline.ts";
import { afterStatus, changeIncident, type IncidentRecord } from "../records/incidents.ts";
import { append, type Place } from "../records/timeline.ts";
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
  const { at, cause, actor = MDR, reason, waitingFor, expiresAtSeconds } = change;
  let before: IncidentRecord | undefined;
  const after = await changeIncident(deps.table, place.customerId, place.incidentId, (now) => {
    before = now;
    if (isFinished(now.status) || (now.status === to && now.waitingFor === waitingFor)) return undefined;
    const { waitingFor: _w, statusChange: _c, ...rest } = now;
    const statusAt = afterStatus(now, at);
    const why = reason === undefined ? {} : { reason };
    return {
      ...rest,
      status: to,
      statusAt,
      ...(now.status === to ? {} : { statusChange: { from: now.status, to, at: statusAt, cause, actor, ...why } }),
      ...(waitingFor === undefined ? {} : { waitingFor }),
      ...(isFinished(to) ? { finishedAt: at } : {}),
      ...(expiresAtSeconds === undefined ? {} : { expiresAtSeconds }),
    };
  });
  if (before !== undefined) await tellStatus(deps, before);
  if (after !== undefined && after !== before) await tellStatus(deps, after);
  return after;
}

/** The entry of the last change; to be called before the next one takes its place. */
export async function tellStatus(deps: Deps, incident: IncidentRecord): Promise<void> {
  if (incident.statusChange === undefined) return;
  const { from, to, at, cause, actor, reason } = incident.statusChange;
  const fact = { kind: "status-changed", from, to, ...(reason === undefined ? {} : { reason }) } as const;
  await append(deps.table, incident, { fact, actor, recordedAt: at, cause: [cause, to] });
}
