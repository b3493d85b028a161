// Writes what an assessment decided to the incident and its timeline.
import type { ActionKind } from "../../core/action.ts";
import { highestSeverity } from "../../core/severity.ts";
import { isFinished } from "../../core/status.ts";
import type { AssessmentRecord } from "../../records/assessments.ts";
import { changeIncident, type IncidentRecord } from "../../records/incidents.ts";
import { append } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { tellChange, withStatus } from "../status.ts";

const LISTED_COMPUTERS = 20;

export async function recordAssessment(deps: Deps, incident: IncidentRecord, record: AssessmentRecord): Promise<void> {
  const { assessment, at, assessmentId, overCeiling } = record;
  const { verdict, row, reason, digestOnly } = assessment;
  const works = assessment.actions.length + assessment.isolateAtOnce.length > 0;
  const computers = record.computers.slice(0, LISTED_COMPUTERS).map(({ computerId, name }) => ({ computerId, name }));
  const assessed = (now: IncidentRecord): IncidentRecord => ({
    ...now,
    severity: highestSeverity([now.severity, assessment.severity]),
    computers,
    assessment: { id: assessmentId, count: (now.assessment?.count ?? 0) + 1, verdict, row, reason, digestOnly, at },
  });
  let before: IncidentRecord | undefined;
  const after = await changeIncident(deps.table, incident.customerId, incident.incidentId, (now) => {
    before = now;
    if (isFinished(now.status)) return undefined;
    const next = now.assessment?.id === assessmentId ? undefined : assessed(now);
    return (works ? withStatus(next ?? now, "in-progress", { at, cause: assessmentId }) : undefined) ?? next;
  });
  const fact = { kind: "assessed", verdict, reason, ...changed(record) } as const;
  await append(deps.table, incident, { fact, recordedAt: at, cause: [assessmentId] });
  if (works) await tellChange(deps, before, after);
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

/** As the record of the decision has it: the incident itself may be changed already by an earlier copy of this step. */
function changed({ assessment, before }: AssessmentRecord) {
  if (before === undefined) return {};
  const to = highestSeverity([before.severity, assessment.severity]);
  return {
    ...(before.verdict === undefined || before.verdict === assessment.verdict ? {} : { from: before.verdict }),
    ...(before.severity === to ? {} : { severity: { from: before.severity, to } }),
  };
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
