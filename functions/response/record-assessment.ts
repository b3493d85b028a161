// Writes what an assessment decided to the incident and its timeline.
import type { ActionKind } from "../../core/action.ts";
import { highestSeverity } from "../../core/severity.ts";
import { isFinished } from "../../core/status.ts";
import type { AssessmentRecord } from "../../records/assessments.ts";
import { computersOf } from "../../records/computers.ts";
import { changeIncident, type IncidentRecord } from "../../records/incidents.ts";
import { append } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { setStatus } from "../status.ts";

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
