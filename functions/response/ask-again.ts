// An action that nobody could show is asked for again: as a new attempt of the same decision.
import { type Action, changeAction } from "../../records/actions.ts";
import { type Deps, nowAt } from "../deps.ts";
import { LOOK_AFTER_MILLISECONDS } from "./request-actions.ts";

/** Once per attempt, however many ask. Resolves to the action as it stands then. */
export async function askAgain(deps: Deps, action: Action): Promise<Action> {
  const after = await changeAction(deps.table, action, action.actionId, (standing) => {
    if (standing.attempt !== action.attempt || !standing.settled) return undefined;
    const { reference: _r, endedAt: _e, reason: _w, askedAt: _a, lost: _l, ...rest } = standing;
    const at = nowAt(deps);
    const lookAt = new Date(deps.now() + LOOK_AFTER_MILLISECONDS).toISOString();
    return { ...rest, state: "requested", settled: false, attempt: action.attempt + 1, retriedAt: at, lookAt };
  });
  return after ?? action;
}
