// Says what was found and done, recommends what is left, and closes the incident where that is all.
import * as z from "zod";
import { type AssessmentInput, commentOn, conclude } from "../../core/assessment.ts";
import { hashId } from "../../core/ids.ts";
import type { Bilingual } from "../../core/ports.ts";
import { isFinished } from "../../core/status.ts";
import { type Action, isOpen, readActions } from "../../records/actions.ts";
import { type AssessmentRecord, readAssessment } from "../../records/assessments.ts";
import { type IncidentRecord, readIncident } from "../../records/incidents.ts";
import { momentOf, readMoment } from "../../records/moments.ts";
import { createRecommended, type Recommended, readRecommended } from "../../records/recommended.ts";
import { append } from "../../records/timeline.ts";
import { type Deps, nowAt } from "../deps.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { announce } from "./announce-incident.ts";
import { cut, requestAll } from "./assess-incident.ts";
import { finishIfOver } from "./finish-incident.ts";
import { heldBy } from "./holds.ts";
import { findingsOf, knownActions } from "./views.ts";

const Input = StepInput.extend({
  /** What was assessed; where nothing was, `next` says why. */
  next: z.enum(["respond", "end", "wait", "hand-over"]).default("respond"),
  assessmentId: z.string().default(""),
  loops: z.int(),
  /** Nothing was requested, beside which the customer could have been told. */
  announce: z.boolean().optional(),
});

export const commentOnFindings: CreateStep = step("comment-on-findings", Input, async (deps, input) => {
  if (input.next !== "respond") return { ...input, now: input.next === "end" ? "ended" : input.next };
  const { customerId, incidentId, round, loops, assessmentId } = input;
  const state = { customerId, incidentId, round, loops, assessmentId };
  const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
  const record = await readAssessment(deps.table, { customerId, incidentId }, assessmentId);
  if (incident === undefined || record === undefined)
    throw new Error(`Incident ${incidentId} or its assessment is not on record.`);
  // A person finished it meanwhile, or this step did before it broke off: nothing is decided any more.
  if (isFinished(incident.status)) return close(deps, incident, state, "resolved");
  if (input.announce === true) await announce(deps, incident, { standing: incident });
  // What an earlier episode did says nothing about this one.
  const actions = (await readActions(deps.table, incident)).filter(
    ({ requestedAt }) => requestedAt >= incident.episodeStartedAt,
  );
  const { findings } = await findingsOf(deps, incident);
  const view: AssessmentInput = {
    findings,
    policy: record.policy,
    computers: record.computers,
    fleetSize: record.fleetSize,
    at: record.at,
  };
  const known = knownActions(await withoutBegun(deps, incident, assessmentId, actions));
  if (findings.length > 0) await comment(deps, incident, commentOn(view, record.assessment, known));
  const conclusion = conclude(view, record.assessment, known);
  const held = await heldBy(deps, incident);
  if (conclusion.next === "isolate") {
    const over = await cut(
      deps,
      incident,
      { isolateAtOnce: conclusion.isolate },
      { policy: record.policy, fleet: record.fleetSize },
    );
    const within = conclusion.isolate.filter(({ target }) => !over.includes(target.computerId));
    // Decided now, not when the incident was assessed: its time to be confirmed begins here.
    const at = await momentOf(deps.table, incident, lateIsolation(assessmentId), nowAt(deps));
    const isolations = await requestAll(deps, incident, { at }, within);
    return { ...state, next: "isolate", isolations, ...waiting(record, over.length > 0) };
  }
  if (record.overCeiling.length > 0) return { ...state, next: "wait", ...waiting(record, true) };
  if (conclusion.next === "wait")
    return { ...state, next: "wait", waitingFor: conclusion.waitingFor, mustAct: conclusion.mustAct };
  if (held.length > 0) return { ...state, next: "wait", waitingFor: "customer", mustAct: false };
  return close(deps, incident, state, conclusion.status);
});

/** `now` is what came of it; a workflow of an earlier release goes by `next` alone, and finishes once more, which changes nothing. */
async function close<S extends object>(
  deps: Deps,
  incident: IncidentRecord,
  state: S,
  finishAs: "closed" | "resolved",
) {
  const now = await finishIfOver(deps, incident, { finishAs, isFree: true });
  if (now === "wait") return { ...state, next: "wait", waitingFor: "customer", mustAct: false };
  return { ...state, next: "finish", finishAs, now };
}

/** What the ceiling did not allow is an analyst's to decide. Where we did not act, the customer must, whatever else happens. */
const waiting = ({ assessment: { ask, withheld } }: AssessmentRecord, ceiling: boolean) =>
  ({
    waitingFor: ceiling || ask?.who === "analyst" ? "analyst" : "customer",
    mustAct: withheld.length > 0,
    ceiling,
  }) as const;

const lateIsolation = (assessmentId: string): string => `isolate-${assessmentId}`;

/** Isolations that this very step requested before it broke off do not count: repeated, it decides the same and completes them. */
async function withoutBegun(
  deps: Deps,
  incident: IncidentRecord,
  assessmentId: string,
  actions: readonly Action[],
): Promise<Action[]> {
  const isMine = (action: Action) => action.kind === "isolate" && action.requestedBy.kind === "mdr" && isOpen(action);
  if (!actions.some(isMine)) return [...actions];
  const begunAt = await readMoment(deps.table, incident, lateIsolation(assessmentId));
  return actions.filter((action) => !(isMine(action) && action.requestedAt === begunAt));
}

/** The same findings and outcomes give the same comment, once. */
async function comment(deps: Deps, incident: IncidentRecord, made: ReturnType<typeof commentOn>): Promise<void> {
  const id = hashId(16, "comment", String(incident.episode), JSON.stringify(made));
  const at = await momentOf(deps.table, incident, `comment-${id}`, nowAt(deps));
  await append(deps.table, incident, {
    fact: { kind: "comment", text: made.comment },
    recordedAt: at,
    cause: [id],
  });
  await recommend(deps, incident, made.recommended, at);
}

/** What a crash left without its timeline entry gets it from whoever comes by, at the instant of the first. */
async function recommend(deps: Deps, incident: IncidentRecord, texts: readonly Bilingual[], at: string): Promise<void> {
  const { customerId, incidentId, episode } = incident;
  const prefix = `${String(episode).padStart(3, "0")}-`;
  const known = await readRecommended(deps.table, incident);
  for (const [index, text] of texts.entries()) {
    const about = `-${hashId(10, text.en)}`;
    const recommendedId = `${prefix}${String(index).padStart(2, "0")}${about}`;
    // Asked for already, perhaps in another place of an earlier list: the customer does it once.
    const isSame = (item: Recommended) => item.recommendedId.startsWith(prefix) && item.recommendedId.endsWith(about);
    const item = known.find(isSame) ?? { customerId, incidentId, recommendedId, text, at };
    await createRecommended(deps.table, item);
    const fact = { kind: "recommended-added", text } as const;
    const part = Number(item.recommendedId.slice(prefix.length, prefix.length + 2));
    await append(deps.table, incident, { fact, recordedAt: item.at, cause: [item.recommendedId] }, part);
  }
}
