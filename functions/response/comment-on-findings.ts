// Says what was found and done, recommends what is left, and decides whether that closes the incident.
import * as z from "zod";
import { type AssessmentInput, commentOn, conclude } from "../../core/assessment.ts";
import { hashId } from "../../core/ids.ts";
import type { Bilingual } from "../../core/ports.ts";
import { readActions } from "../../records/actions.ts";
import { type AssessmentRecord, readAssessment } from "../../records/assessments.ts";
import { type IncidentRecord, readIncident } from "../../records/incidents.ts";
import { momentOf } from "../../records/moments.ts";
import { createRecommended, readRecommended } from "../../records/recommended.ts";
import { append } from "../../records/timeline.ts";
import { type Deps, nowAt } from "../deps.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { cut, requestAll } from "./assess-incident.ts";
import { heldBy } from "./holds.ts";
import { findingsOf, knownActions } from "./views.ts";

const Input = StepInput.extend({ assessmentId: z.string(), loops: z.int() });

export const commentOnFindings: CreateStep = step("comment-on-findings", Input, async (deps, input) => {
  const { customerId, incidentId, round, loops, assessmentId } = input;
  const state = { customerId, incidentId, round, loops, assessmentId };
  const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
  const record = await readAssessment(deps.table, { customerId, incidentId }, assessmentId);
  if (incident === undefined || record === undefined)
    throw new Error(`Incident ${incidentId} or its assessment is not on record.`);
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
  const known = knownActions(actions);
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
    const at = await momentOf(deps.table, incident, `isolate-${assessmentId}`, nowAt(deps));
    const isolations = await requestAll(deps, incident, { at }, within);
    return { ...state, next: "isolate", isolations, ...waiting(record, over.length > 0) };
  }
  if (record.overCeiling.length > 0) return { ...state, next: "wait", ...waiting(record, true) };
  if (conclusion.next === "wait")
    return { ...state, next: "wait", waitingFor: conclusion.waitingFor, mustAct: conclusion.mustAct };
  if (held.length > 0) return { ...state, next: "wait", waitingFor: "customer", mustAct: false };
  return { ...state, next: "finish", finishAs: conclusion.status };
});

/** What the ceiling did not allow is an analyst's to decide. Where we did not act, the customer must, whatever else happens. */
const waiting = ({ assessment: { ask, withheld } }: AssessmentRecord, ceiling: boolean) =>
  ({
    waitingFor: ceiling || ask?.who === "analyst" ? "analyst" : "customer",
    mustAct: withheld.length > 0,
    ceiling,
  }) as const;

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
  const items = texts.map((text, index) => ({
    ...{ customerId, incidentId, text, at },
    recommendedId: `${String(episode).padStart(3, "0")}-${String(index).padStart(2, "0")}-${hashId(10, text.en)}`,
  }));
  for (const item of items) await createRecommended(deps.table, item);
  const stands = new Map((await readRecommended(deps.table, incident)).map((item) => [item.recommendedId, item.at]));
  for (const [index, { text, recommendedId }] of items.entries()) {
    const recordedAt = stands.get(recommendedId) ?? at;
    await append(
      deps.table,
      incident,
      { fact: { kind: "recommended-added", text }, recordedAt, cause: [recommendedId] },
      index,
    );
  }
}
