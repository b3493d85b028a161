// Asks the product how an accepted action went, until it shows the end or the customer's budget is over.
import { StillRunning, Unavailable } from "../../core/errors.ts";
import { type Action, changeAction, readAction } from "../../records/actions.ts";
import type { Place } from "../../records/timeline.ts";
import type { ActionOutcome } from "../../vendors/vendor.ts";
import type { Deps } from "../deps.ts";
import { policyOf } from "../policy.ts";
import { end, settle } from "./settle.ts";
import { requestOf, take } from "./take.ts";

/** Throws StillRunning (the product works on it) or Unavailable (it does not answer) while the budget lasts. */
export async function confirm(deps: Deps, place: Place, actionId: string): Promise<Action> {
  const stored = await readAction(deps.table, place, actionId);
  if (stored === undefined) throw new Unavailable(`Action ${actionId} cannot be read.`, "none");
  return confirmStanding(deps, stored.value);
}

/** Of an action as it stood a moment ago. */
export async function confirmStanding(deps: Deps, action: Action): Promise<Action> {
  if (action.state !== "requested" && action.state !== "accepted") return settle(deps, action);
  if (action.state === "requested") return notTaken(deps, action);
  const outcome = await ask(deps, action);
  if (outcome.state === "confirmed") return end(deps, action, "confirmed");
  if (outcome.state === "failed") return end(deps, action, "failed", outcome.reason);
  return stillRunning(deps, action);
}

/** The product did not answer when it was asked: asked again while the budget lasts, never after. */
async function notTaken(deps: Deps, action: Action): Promise<Action> {
  if (await isOver(deps, action)) return end(deps, action, "unconfirmed", "budget");
  const taken = await take(deps, action, action.actionId).catch((error: unknown) => {
    if (error instanceof Unavailable) return action;
    throw error;
  });
  if (taken.state !== "requested" && taken.state !== "accepted") return taken;
  throw new StillRunning(`Action ${action.actionId} is still running.`);
}

/** The product's time counts from when it was asked: a request may wait its turn, or for the product to answer. */
const begunAt = ({ state, askedAt, retriedAt, requestedAt }: Action): string =>
  (state === "accepted" ? askedAt : undefined) ?? retriedAt ?? requestedAt;

async function isOver(deps: Deps, action: Action): Promise<boolean> {
  const budget = (await policyOf(deps, action.customerId)).confirmWithinSeconds * 1000;
  return deps.now() - Date.parse(begunAt(action)) >= budget;
}

async function stillRunning(deps: Deps, action: Action): Promise<Action> {
  if (await isOver(deps, action)) return end(deps, action, "unconfirmed", "budget");
  throw new StillRunning(`Action ${action.actionId} is still running.`);
}

/** The product's answer; an action that follows another's has that one's outcome. Silence counts as running. */
async function ask(deps: Deps, action: Action): Promise<ActionOutcome> {
  if (action.follows !== undefined) return outcomeOfAsker(deps, action, action.follows);
  const connector = await deps.connectors(action.customerId, action.source);
  if (connector === undefined || action.reference === undefined) return { state: "failed", reason: "unsupported" };
  try {
    const outcome = await connector.outcome(requestOf(action), action.reference);
    if (outcome.state === "running" && outcome.reference !== undefined)
      await keepReference(deps, action, outcome.reference);
    return outcome;
  } catch (error) {
    deps.log.warn({
      function: "confirm",
      incident: action.incidentId,
      action: action.actionId,
      outcome: error instanceof Error ? error.name : "unknown",
    });
    return { state: "running" };
  }
}

async function outcomeOfAsker(
  deps: Deps,
  action: Action,
  asker: { incidentId: string; actionId: string },
): Promise<ActionOutcome> {
  const place = { customerId: action.customerId, incidentId: asker.incidentId };
  const theirs = (await readAction(deps.table, place, asker.actionId))?.value;
  if (theirs?.state === "confirmed") return { state: "confirmed" };
  if (theirs === undefined || theirs.state === "failed")
    return { state: "failed", reason: theirs?.reason ?? "unknown" };
  return { state: "running" };
}

const keepReference = (deps: Deps, action: Action, reference: string): Promise<Action | undefined> =>
  changeAction(deps.table, action, action.actionId, (a) => (a.state === "accepted" ? { ...a, reference } : undefined));
