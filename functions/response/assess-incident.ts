// Decides what an incident is and what to do about it, and puts every decision on record. Asks nothing of a product but exemptions.
import * as z from "zod";
import { type Assessment, assess, isolationCeiling, type PlannedAction } from "../../core/assessment.ts";
import { hashId } from "../../core/ids.ts";
import { MAX_COMPUTERS_ACTED_ON, ResponsePolicy } from "../../core/policy.ts";
import { isFinished } from "../../core/status.ts";
import { isOpen, readActions } from "../../records/actions.ts";
import { type AssessmentRecord, keepAssessment } from "../../records/assessments.ts";
import { readComputer, takeFromCeiling } from "../../records/computers.ts";
import { readCustomer } from "../../records/customers.ts";
import {
  afterStatus,
  handleReasons,
  type IncidentRecord,
  openReasons,
  type Reason,
  readIncident,
} from "../../records/incidents.ts";
import { type Deps, nowAt } from "../deps.ts";
import { remindAfter } from "../policy.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { heldBy } from "./holds.ts";
import { recordAssessment } from "./record-assessment.ts";
import { requestAction } from "./request-actions.ts";
import { computerViews, findingsOf, fleetSize, type Member, membersOf } from "./views.ts";

const Input = StepInput.extend({ loops: z.int().default(0) });
const MAX_LOOPS = 100;

export const assessIncident: CreateStep = step("assess-incident", Input, async (deps, input) => {
  const { customerId, incidentId, round } = input;
  const loops = input.loops + 1;
  const state = { customerId, incidentId, round, loops };
  const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
  if (incident === undefined || isFinished(incident.status) || incident.round !== round)
    return { ...state, next: "end" };
  if (loops > MAX_LOOPS) return { ...state, next: "hand-over" };
  const reasons = await openReasons(deps.table, customerId, incidentId);
  // Only where an earlier round came as far as the wait: one that died before it has not acted, commented and told yet.
  const isResumed = incident.status === "on-hold" && !reasons.some(isNews);
  if (isResumed && (await heldBy(deps, incident)).length > 0)
    return { ...state, assessmentId: "", next: "wait", remindAfterSeconds: await remindAfter(deps, customerId) };
  const record = await decide(deps, incident, reasons);
  await recordAssessment(deps, incident, record);
  const isolations = await requestAll(deps, incident, record, isolatable(record));
  const others = await requestAll(deps, incident, record, record.assessment.actions);
  await handleReasons(deps.table, reasons.filter(isNews));
  const open = (await readActions(deps.table, incident))
    .filter((action) => isOpen(action) || !action.settled)
    .map(({ actionId }) => actionId);
  const tasks = [...new Set([...isolations, ...others, ...open])].map((actionId) => ({ do: "act", actionId }));
  return {
    ...state,
    assessmentId: record.assessmentId,
    next: "respond",
    isolateAtOnce: isolations,
    // Where there are no actions the comment's step announces; beside them today's workflow does, and that of 0.1.0 in an iteration of its own.
    ...(tasks.length === 0 ? { tasks, announce: true } : { tasks: [{ do: "announce" }, ...tasks] }),
  };
});

const isNews = ({ kind }: Reason): boolean => kind === "facts" || kind === "resume";

/** Exemptions are asked only for computers that something would be done to; the second look decides. */
async function decide(deps: Deps, incident: IncidentRecord, reasons: readonly Reason[]): Promise<AssessmentRecord> {
  const { customerId, incidentId } = incident;
  const policy =
    (await readCustomer(deps.table, customerId))?.value.settings.policy ??
    ResponsePolicy.parse({ remediation: false, isolation: false });
  const { ids, findings, newestAt } = await findingsOf(deps, incident);
  // What it decides follows the last status, also in the timeline.
  if (nowAt(deps) === incident.statusAt) await deps.sleep(1);
  const at = afterStatus(incident, nowAt(deps));
  const fleet = await fleetSize(deps, customerId);
  const input = { findings, policy, fleetSize: fleet, at };
  const members = await membersOf(deps, incident);
  const first = assess({ ...input, computers: await computerViews(deps, members, new Set()) });
  const touched = new Set([...first.actions, ...first.isolateAtOnce].map(({ target }) => target.computerId));
  const looked = first.isolateIfUnconfirmed
    ? new Set([...touched, ...findings.map(({ computer }) => computer.id)])
    : touched;
  const computers = await computerViews(deps, members, looked);
  const assessment = limited(withoutReleased(members, incident, assess({ ...input, computers }), newestAt));
  const overCeiling = await cut(deps, incident, assessment, { policy, fleet });
  const assessmentId = hashId(
    16,
    "assessment",
    String(incident.episode),
    String(incident.round),
    ...ids,
    JSON.stringify(computers),
    ...reasons.filter(({ kind }) => kind === "resume").map(({ reasonId }) => reasonId),
  );
  return keepAssessment(deps.table, {
    customerId,
    incidentId,
    assessmentId,
    at,
    computers,
    fleetSize: fleet,
    policy,
    assessment,
    overCeiling,
    before: {
      severity: incident.severity,
      ...(incident.assessment === undefined ? {} : { verdict: incident.assessment.verdict }),
    },
  });
}

/** Who released a computer knew what was known then: only what came after isolates it again. */
function withoutReleased(
  members: readonly Member[],
  incident: IncidentRecord,
  assessment: Assessment,
  newestAt: ReadonlyMap<string, string>,
): Assessment {
  const isReleased = ({ target: { computerId } }: PlannedAction) =>
    members.some(
      ({ computerId: id, releasedAt = "" }) =>
        id === computerId && releasedAt >= incident.episodeStartedAt && releasedAt >= (newestAt.get(computerId) ?? ""),
    );
  return { ...assessment, isolateAtOnce: assessment.isolateAtOnce.filter((planned) => !isReleased(planned)) };
}

/** At most 200 computers of an incident are acted on by themselves, whatever the table says. */
function limited(assessment: Assessment): Assessment {
  const allowed = new Set(
    [...new Set([...assessment.isolateAtOnce, ...assessment.actions].map(({ target }) => target.computerId))].slice(
      0,
      MAX_COMPUTERS_ACTED_ON,
    ),
  );
  const within = ({ target }: PlannedAction) => allowed.has(target.computerId);
  return {
    ...assessment,
    isolateAtOnce: assessment.isolateAtOnce.filter(within),
    actions: assessment.actions.filter(within),
  };
}

/** Which isolations the customer's ceiling does not allow now. */
export async function cut(
  deps: Deps,
  incident: IncidentRecord,
  { isolateAtOnce }: Pick<Assessment, "isolateAtOnce">,
  limits: { policy: ResponsePolicy; fleet: number },
): Promise<string[]> {
  if (isolateAtOnce.length === 0) return [];
  const ceiling = isolationCeiling(limits.policy, limits.fleet);
  const over: string[] = [];
  for (const { target } of isolateAtOnce) {
    const computer = await readComputer(deps.table, incident.customerId, target.computerId);
    if (computer?.isolation.wanted === "isolated") continue;
    const allowed = await takeFromCeiling(deps.table, incident.customerId, target.computerId, nowAt(deps), ceiling);
    if (!allowed) over.push(target.computerId);
  }
  return over;
}

const isolatable = ({ assessment, overCeiling }: AssessmentRecord): PlannedAction[] =>
  assessment.isolateAtOnce.filter(({ target }) => !overCeiling.includes(target.computerId));

export async function requestAll(
  deps: Deps,
  incident: IncidentRecord,
  record: Pick<AssessmentRecord, "at">,
  planned: readonly PlannedAction[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const { kind, target } of planned) {
    const action = await requestAction(deps, incident, { kind, target, by: { kind: "mdr" }, at: record.at });
    if (action !== undefined) ids.push(action.actionId);
  }
  return ids;
}
