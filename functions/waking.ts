// Starts, wakes or reopens an incident's workflow, whichever its records call for. The reasons are on record already; this is only the nudge.
import { executionName } from "../core/ids.ts";
import { incidentsPage } from "../core/pages.ts";
import { isFinished } from "../core/status.ts";
import { type Actor, MDR } from "../core/timeline.ts";
import { isOpen, readActions } from "../records/actions.ts";
import {
  afterStatus,
  changeIncident,
  handleReasons,
  type IncidentRecord,
  openReasons,
  type Reason,
  readIncident,
  readWait,
} from "../records/incidents.ts";
import { momentOf } from "../records/moments.ts";
import { append, type Place } from "../records/timeline.ts";
import { type Deps, nowAt } from "./deps.ts";
import { heldBy } from "./response/holds.ts";
import { tellStatus } from "./status.ts";

/** Safe to repeat, and safe to race: names and versions decide. */
export async function nudge(deps: Deps, place: Place): Promise<void> {
  const { table, workflow } = deps;
  const incident = (await readIncident(table, place.customerId, place.incidentId))?.value;
  if (incident === undefined) return;
  const reasons = await openReasons(table, place.customerId, place.incidentId);
  if (isFinished(incident.status)) return afterTheEnd(deps, incident, reasons);
  const state = await workflow.state(executionName(incident.incidentId, incident.round));
  if (state === "absent") return start(deps, incident);
  if (state === "running") {
    const token = reasons.length === 0 ? undefined : await readWait(table, place.customerId, place.incidentId);
    if (token !== undefined) await workflow.wake(token);
    return;
  }
  // What the dead round knew already is no reason to try again: it would fail as often as somebody looks.
  const isNew = ({ kind, at }: Reason) =>
    at > incident.roundStartedAt || (kind !== "facts" && at === incident.roundStartedAt);
  if (reasons.some(isNew)) await nextRound(deps, incident);
}

async function start(deps: Deps, { customerId, incidentId, round }: IncidentRecord): Promise<void> {
  const page = incidentsPage(deps.house.consoleUrl, customerId, incidentId)?.href;
  const input = { customerId, incidentId, round, ...(page === undefined ? {} : { incidentPage: page }) };
  await deps.workflow.start(executionName(incidentId, round), input);
}

/** New facts reopen a finished incident, and so does an isolation that a person asked for meanwhile; other reasons have nothing left to ask for. */
async function afterTheEnd(deps: Deps, incident: IncidentRecord, reasons: readonly Reason[]): Promise<void> {
  const has = (kind: Reason["kind"]) => reasons.some((reason) => reason.kind === kind);
  if (has("facts") || (has("isolate") && (await isIsolating(deps, incident)))) {
    await reopen(deps, incident);
    return;
  }
  if (reasons.length > 0) await wakeToEnd(deps, incident);
  await handleReasons(deps.table, reasons);
}

/** Its computers are isolated by it, or will be: somebody must wait for their recovery. */
async function isIsolating(deps: Deps, incident: IncidentRecord): Promise<boolean> {
  if ((await heldBy(deps, incident)).length > 0) return true;
  const actions = await readActions(deps.table, incident);
  return actions.some((action) => action.kind === "isolate" && (isOpen(action) || !action.settled));
}

/** A person finished it: the workflow that still waits for one reads that there is nothing left to wait for. */
async function wakeToEnd({ table, workflow }: Deps, { customerId, incidentId }: IncidentRecord): Promise<void> {
  const token = await readWait(table, customerId, incidentId);
  if (token !== undefined) await workflow.wake(token);
}

/**
 * Opens it again for a new episode. Does nothing where somebody else did so already. The timeline says so first: who
 * finds it open later knows no more from what it was reopened.
 */
export async function reopen(
  deps: Deps,
  incident: IncidentRecord,
  by: { actor?: Actor; reason?: string } = {},
): Promise<void> {
  const { customerId, incidentId } = incident;
  if (isFinished(incident.status)) await openAgain(deps, incident, by);
  const now = (await readIncident(deps.table, customerId, incidentId))?.value;
  if (now !== undefined && !isFinished(now.status)) await start(deps, now);
}

async function openAgain(
  deps: Deps,
  incident: IncidentRecord,
  { actor = MDR, reason }: { actor?: Actor; reason?: string },
): Promise<void> {
  const { customerId, incidentId, status } = incident;
  const episode = incident.episode + 1;
  await tellStatus(deps, incident);
  const at = await momentOf(deps.table, incident, `reopened-${episode}`, afterStatus(incident, nowAt(deps)));
  const why = reason === undefined ? {} : { reason };
  const fact = { kind: "status-changed", from: status, to: "reopened", ...why } as const;
  await append(deps.table, incident, { fact, actor, recordedAt: at, cause: ["reopened", String(episode)] });
  await changeIncident(deps.table, customerId, incidentId, (now) => {
    if (!isFinished(now.status) || now.episode !== incident.episode) return undefined;
    const { finishedAt: _f, expiresAtSeconds: _e, waitingFor: _w, statusChange: _c, escalation: _n, ...rest } = now;
    return {
      ...rest,
      status: "reopened",
      statusAt: at,
      round: now.round + 1,
      episode,
      episodeStartedAt: at,
      roundStartedAt: at,
      checkedAt: at,
    };
  });
}

/** An execution that died is not the incident's death. */
export async function nextRound(deps: Deps, incident: IncidentRecord): Promise<void> {
  const at = nowAt(deps);
  const next = await changeIncident(deps.table, incident.customerId, incident.incidentId, (now) =>
    isFinished(now.status) || now.round !== incident.round
      ? undefined
      : { ...now, round: now.round + 1, roundStartedAt: at, checkedAt: at },
  );
  if (next !== undefined && !isFinished(next.status)) await start(deps, next);
}
