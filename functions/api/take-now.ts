// What a person decided is taken to the product in the same call; where that does not go through, the workflow goes on with it.
import type { ActionState } from "../../core/action.ts";
import { Refusal, StillRunning, Unavailable } from "../../core/errors.ts";
import type { Action } from "../../records/actions.ts";
import type { Deps } from "../deps.ts";
import { take } from "../response/take.ts";

/** A person waits for the answer: what takes longer is the workflow's, too. */
const WITHIN_MILLISECONDS = 15_000;

/** Resolves to how far the action came. */
export async function takeNow(deps: Deps, action: Action): Promise<ActionState> {
  const tooLong = deps.sleep(WITHIN_MILLISECONDS).then(() => "requested" as const);
  return Promise.race([taken(deps, action), tooLong]);
}

async function taken(deps: Deps, action: Action): Promise<ActionState> {
  try {
    return (await take(deps, action, action.actionId)).state;
  } catch (error) {
    const isExpected = error instanceof Unavailable || error instanceof StillRunning || error instanceof Refusal;
    if (!isExpected) throw error;
    deps.log.info({ function: "take-now", incident: action.incidentId, action: action.actionId, outcome: error.name });
    return "requested";
  }
}
