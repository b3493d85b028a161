// Writes what an assessment decided to the incident and its timeline.
import type { ActionKind } from "../../core/action.ts";
import { highestSeverity } from "../../core/severity.ts";
import { isFinished, type Status } from "../../core/status.ts";
import { type Actor, MDR } from "../../core/timeline.ts";
import type { AssessmentRecord } from "../../records/assessments.ts";
import { computersOf } from "../../records/computers.ts";
import { changeIncident, type IncidentRecord } from "../../records/incidents.ts";
import { append, type Place } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";

const LISTED_COMPUTERS = 20;

export async function recordAssessment(deps: Deps, incident: IncidentRecord, record: AssessmentRecord): Promise<void> {
  const { assessment, at, assessmentId, overCeiling } = record;
  const { verdict, row, reason, digestOnly } = assessment;
  const members = (await computersOf(deps.table, incident)).slice(0, LISTED_COMPUTERS);
  await changeIncident(deps.table, incident.customerId, incident.incidentId, (now) =>
    now.assessment?.id === assessmentId || isFinished(now.status)
      ? undefined
      : {
          ...now,
          severity: highestSeverity([now.severity, assessment.severity]),
          computers: members.map(({ computerId, name }) => ({ computerId, name })),
          assessment: {
            id: assessmentId,
            count: (now.assessment?.count ?? 0) + 1,
            verdict,
            row,
            reason,
            digestOnly,
            at,
          },
        },
  );
  await append(deps.table, incident, {
    fact: { kind: "assessed", verdict, reason },
    recordedAt: at,
    cause: [assessmentId],
  });
  const works = assessment.actions.length + assessment.isolateAtOnce.length > 0;
  if (works) await setStatus(deps, incident, "in-progress", { at, cause: assessmentId });
  for (const { computerId, why, wouldHave } of assessment.withheld) {
    const name = record.computers.find((computer) => computer.computerId === computerId)?.name ?? computerId;
    await withheld(deps, incident, record, {
      computer: name,
      why,
      actions: [...new Set(wouldHave.map(({ kind }) => kind))],
    });
  }
  for (const computerId of overCeiling) {
    const name = record.computers.find((computer) => computer.computerId === computerId)?.name ?? computerId;
    await withheld(deps, incident, record, { computer: name, why: "ceiling", actions: ["isolate"] });
  }
}

const withheld = (
  deps: Deps,
  incident: IncidentRecord,
  { at, assessmentId }: AssessmentRecord,
  fact: { computer: string; why: string; actions: ActionKind[] },
) =>
  append(deps.table, incident, {
    fact: { kind: "action-withheld", ...fact },
    recordedAt: at,
    cause: [assessmentId, fact.computer, fact.why],
  });

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
  let from: Status | undefined;
  const after = await changeIncident(deps.table, place.customerId, place.incidentId, (now) => {
    if (isFinished(now.status) || (now.status === to && now.waitingFor === waitingFor)) return undefined;
    from = now.status;
    const { waitingFor: _w, ...rest } = now;
    return {
      ...rest,
      status: to,
      statusCause: cause,
      ...(waitingFor === undefined ? {} : { waitingFor }),
      ...(isFinished(to) ? { finishedAt: at } : {}),
      ...(expiresAtSeconds === undefined ? {} : { expiresAtSeconds }),
    };
  });
  // Written by this very cause, now or before a crash: then its entry may be missing. Nothing changed: no entry.
  if (after?.status === to && after.statusCause === cause && from !== to) {
    await append(deps.table, place, {
      fact: {
        kind: "status-changed",
        to,
        ...(from === undefined ? {} : { from }),
        ...(reason === undefined ? {} : { reason }),
      },
      actor,
      recordedAt: at,
      cause: [cause, to],
    });
  }
  return after;
}
