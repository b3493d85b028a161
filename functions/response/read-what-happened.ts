// The wait has ended: reads the records for why, and says what comes next. One wake can have several reasons; the most urgent goes first.
import * as z from "zod";
import { isFinished } from "../../core/status.ts";
import { isOpen, readActions } from "../../records/actions.ts";
import { handleReasons, type IncidentRecord, openReasons, type Reason, readIncident } from "../../records/incidents.ts";
import { readRecommended } from "../../records/recommended.ts";
import type { Deps } from "../deps.ts";
import { remindAfter } from "../policy.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { heldBy } from "./holds.ts";
import { requestRelease } from "./request-actions.ts";

const Input = StepInput.extend({ loops: z.int(), finishAs: z.string().optional() });

export const readWhatHappened: CreateStep = step("read-what-happened", Input, async (deps, input) => {
  const { customerId, incidentId } = input;
  const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
  if (incident === undefined) return { ...input, next: "ended" };
  const reasons = await openReasons(deps.table, customerId, incidentId);
  const next = await nextOf(deps, incident, reasons, input.finishAs === "invalid");
  // New facts stay open for the assessment, which reads and handles them.
  await handleReasons(
    deps.table,
    reasons.filter(({ kind }) => kind !== "facts" && kind !== "resume"),
  );
  const tried = reasons.length === 0;
  return { ...input, tried, undecided: false, remindAfterSeconds: await remindAfter(deps, customerId), ...next };
});

type Next =
  | { next: "ended" | "assess" | "wait" }
  | { next: "finish"; finishAs: "resolved" }
  | { next: "isolate"; isolations: string[] }
  | { next: "release"; releases: string[]; finishAs: "resolved" | "invalid"; undecided?: boolean };

/** `isInvalid`: an analyst said so before, and a release of it is not shown yet. */
async function nextOf(
  deps: Deps,
  incident: IncidentRecord,
  reasons: readonly Reason[],
  isInvalid: boolean,
): Promise<Next> {
  if (isFinished(incident.status)) return { next: "ended" };
  const has = (kind: Reason["kind"]) => reasons.some((reason) => reason.kind === kind);
  const invalidate = reasons.find(({ kind }) => kind === "invalidate");
  if (invalidate !== undefined)
    return { next: "release", releases: await releaseAll(deps, incident, invalidate), finishAs: "invalid" };
  if (has("facts") || has("resume")) return { next: "assess" };
  const open = (await readActions(deps.table, incident)).filter((action) => isOpen(action) || !action.settled);
  const ids = (kind: "isolate" | "release") =>
    open.filter((action) => action.kind === kind).map(({ actionId }) => actionId);
  if (ids("isolate").length > 0) return { next: "isolate", isolations: ids("isolate") };
  if (ids("release").length > 0 || has("release")) {
    const undecided = incident.waitingFor === "analyst" && !isInvalid;
    return { next: "release", releases: ids("release"), finishAs: isInvalid ? "invalid" : "resolved", undecided };
  }
  if (has("attested") && (await nothingLeft(deps, incident))) return { next: "finish", finishAs: "resolved" };
  return { next: "wait" };
}

/** The analyst found that it was no incident: every hold of it ends. */
async function releaseAll(deps: Deps, incident: IncidentRecord, { by, at }: Reason): Promise<string[]> {
  const ids: string[] = [];
  for (const { computerId } of await heldBy(deps, incident)) {
    const release = await requestRelease(deps, incident, computerId, by ?? { kind: "mdr" }, at);
    if (release.kind === "requested") ids.push(release.action.actionId);
  }
  const open = (await readActions(deps.table, incident)).filter(
    (action) => action.kind === "release" && (isOpen(action) || !action.settled),
  );
  return [...new Set([...ids, ...open.map(({ actionId }) => actionId)])];
}

/** Everything recommended is done and nothing is held: what the customer was asked to do is complete. */
export async function nothingLeft(deps: Deps, incident: IncidentRecord): Promise<boolean> {
  if (incident.waitingFor === "analyst" || (await heldBy(deps, incident)).length > 0) return false;
  return (await readRecommended(deps.table, incident)).every(({ done }) => done !== undefined);
}
