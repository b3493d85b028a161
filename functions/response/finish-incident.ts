// Ends the incident, unless it still holds a computer or something came that no assessment has seen.
import * as z from "zod";
import { retentionEnd } from "../../core/policy.ts";
import type { Bilingual } from "../../core/ports.ts";
import { isFinished, statusWords } from "../../core/status.ts";
import { verdictWords } from "../../core/verdict.ts";
import { readActions } from "../../records/actions.ts";
import { addToDigest } from "../../records/assessments.ts";
import { readCustomer } from "../../records/customers.ts";
import { afterStatus, type IncidentRecord, openReasons, readIncident } from "../../records/incidents.ts";
import { momentOf } from "../../records/moments.ts";
import { changeFollowUp, readRecommended } from "../../records/recommended.ts";
import { append } from "../../records/timeline.ts";
import { type Deps, nowAt } from "../deps.ts";
import { digestOf } from "../digest.ts";
import { policyOf, remindAfter } from "../policy.ts";
import { setStatus } from "../status.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { tell } from "../telling.ts";
import { nudge } from "../waking.ts";
import { announce } from "./announce-incident.ts";
import { heldBy } from "./holds.ts";
import { targetLabel } from "./request-actions.ts";

const FinishAs = z.enum(["closed", "resolved", "invalid"]);
type FinishAs = z.infer<typeof FinishAs>;

const Input = StepInput.extend({
  finishAs: FinishAs.default("resolved"),
  /** An analyst's decision is open: what is over for the customer does not end it. */
  undecided: z.boolean().default(false),
});

export const finishIncident: CreateStep = step("finish-incident", Input, async (deps, input) => {
  const incident = (await readIncident(deps.table, input.customerId, input.incidentId))?.value;
  const next = incident === undefined ? "ended" : await finishIfOver(deps, incident, input);
  return next === "wait" && incident !== undefined ? wait(deps, incident, input) : { ...input, next };
});

/** `isFree`: it holds no computer, as was just read. "wait": it still holds a computer, or somebody has yet to decide. "assess": something came that no assessment has seen. */
export async function finishIfOver(
  deps: Deps,
  incident: IncidentRecord,
  { finishAs, undecided = false, isFree = false }: { finishAs: FinishAs; undecided?: boolean; isFree?: boolean },
): Promise<"ended" | "assess" | "wait"> {
  if (isFinished(incident.status) && !isOurs(incident)) {
    await nudge(deps, incident);
    return "ended";
  }
  // A repeat after the status was written: what is open by now is the nudge's below, which reopens for it.
  if (!isFinished(incident.status)) {
    if (undecided || !(isFree || (await heldBy(deps, incident)).length === 0)) return "wait";
    const reasons = await openReasons(deps.table, incident.customerId, incident.incidentId);
    if (reasons.some(({ kind }) => kind === "facts")) return "assess";
  }
  const finished = await finish(deps, incident, finishAs);
  // What came between the reading above and the status now finds a finished incident: look again, and reopen for it.
  await nudge(deps, finished);
  return "ended";
}

const finishing = ({ episode }: IncidentRecord): string => `finish-${episode}`;

/** Whether it was this step that finished it, before it broke off. */
const isOurs = (incident: IncidentRecord): boolean => incident.statusChange?.cause === finishing(incident);

/** On hold, for whoever it waited for before. */
async function wait(deps: Deps, incident: IncidentRecord, input: z.infer<typeof Input>) {
  const { round, waitingFor = "customer" } = incident;
  if (incident.status !== "on-hold") {
    const cause = `held-${round}`;
    const at = await momentOf(deps.table, incident, cause, nowAt(deps));
    await setStatus(deps, incident, "on-hold", { at, cause, waitingFor });
  }
  return { ...input, next: "wait", remindAfterSeconds: await remindAfter(deps, incident.customerId) };
}

async function finish(deps: Deps, incident: IncidentRecord, finishAs: FinishAs): Promise<IncidentRecord> {
  const { customerId, episode, finishedAt } = incident;
  const at = finishedAt ?? afterStatus(incident, nowAt(deps));
  const expiresAtSeconds = retentionEnd(await policyOf(deps, customerId), at);
  const change = { at, cause: finishing(incident), expiresAtSeconds };
  const finished = (await setStatus(deps, incident, finishAs, change)) ?? incident;
  // After the status, as the guide shows it.
  const after = new Date(Date.parse(at) + 1).toISOString();
  const fact = { kind: "comment", text: endComment(deps, finished) } as const;
  await append(deps.table, finished, { fact, recordedAt: after, cause: ["finish", String(episode)] });
  await announce(deps, finished, { again: true, standing: finished });
  await tellEnd(deps, finished, at);
  await followUp(deps, finished, at);
  return finished;
}

/** What is still recommended stays the customer's to do, and is reminded, although nothing waits for it. */
export async function followUp(
  deps: Deps,
  { customerId, incidentId, episode }: IncidentRecord,
  at: string,
): Promise<void> {
  const open = (await readRecommended(deps.table, { customerId, incidentId })).some(({ done }) => done === undefined);
  if (!open) return;
  const remindAt = new Date(Date.parse(at) + 1000 * (await remindAfter(deps, customerId))).toISOString();
  const initial = { customerId, incidentId, episode, reminders: 0, remindAt };
  await changeFollowUp(deps.table, initial, (standing) => (standing.episode === episode ? undefined : initial));
}

const END_WORDS = { closed: "Closed", resolved: "Resolved", invalid: "Marked as invalid" };

function endComment({ house }: Deps, { status }: IncidentRecord): Bilingual {
  const word = status === "closed" || status === "invalid" ? END_WORDS[status] : END_WORDS.resolved;
  return {
    en: `${word} by ${house.serviceName}.`,
    ja: `${house.serviceName} がステータスを「${statusWords[status].ja}」に設定しました。`,
  };
}

/** A low incident stands in the digest; one that was released has had its mails; the others get one at the end. */
export async function tellEnd(deps: Deps, incident: IncidentRecord, at: string): Promise<void> {
  const { assessment } = incident;
  if (assessment?.digestOnly === true) {
    const customer = (await readCustomer(deps.table, incident.customerId))?.value;
    if (customer !== undefined) await addToDigest(deps.table, digestOf(customer, at), incident.incidentId);
    return;
  }
  const actions = (await readActions(deps.table, incident)).filter(
    ({ requestedAt }) => requestedAt >= incident.episodeStartedAt,
  );
  if (actions.some(({ kind, state }) => kind === "release" && state === "confirmed")) return;
  const confirmed = actions
    .filter(({ state }) => state === "confirmed")
    .map(({ kind, target }) => ({ kind, target: targetLabel(target) }));
  const open = (await readRecommended(deps.table, incident)).filter(({ done }) => done === undefined).length;
  const verdict = verdictWords(assessment?.verdict ?? "");
  await tell(deps, incident, {
    notice: { kind: "finished", verdict, actions: confirmed, recommendedCount: open },
    to: "customer",
    standing: incident,
  });
}
