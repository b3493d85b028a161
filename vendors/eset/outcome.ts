// What became of it, from the product's words. In doubt it is `allowed`: a threat that is still there must not be closed.
import type { Outcome } from "../../core/detection.ts";

const FAILED =
  /\b(not|no|none|unable|cannot|could|fail(ed|ure)?|error|retained|ignored|skipped|reported|postponed|after restart)\b/i;
const BLOCKED = /\b(block|contain|terminat|den(y|ied)|reject|drop|prevent|stopp)/i;
const REMOVED = /\b(delet|clean|quarantin|remov|disinfect)/i;

/** One of ESET's action words, as in "Cleaned by deleting" or "Blocked and cleaned" (which never ran: blocked). */
function ofWords(words: string): Outcome | undefined {
  if (FAILED.test(words)) return "allowed";
  if (BLOCKED.test(words)) return "blocked";
  return REMOVED.test(words) ? "removed" : undefined;
}

export interface StatedHandling {
  action?: string | undefined;
  /** Non-empty when the action failed. */
  actionError?: string | undefined;
  handled?: boolean | undefined;
  /** The action ends only with the next restart: until then the object is there. */
  restartNeeded?: boolean | undefined;
}

/**
 * Syslog: `threat_handled`/`handled` with `action_taken`/`action`. Events without the flag are taken at their action's
 * word; handled without a word we know is `blocked`, since the product says that it is dealt with.
 */
export function outcomeOf({ action, actionError, handled, restartNeeded }: StatedHandling): Outcome {
  if (handled === false || restartNeeded === true || actionError !== undefined) return "allowed";
  const stated = action === undefined ? undefined : ofWords(action);
  return stated ?? (handled === true ? "blocked" : "allowed");
}

const ACTIONS: ReadonlyMap<string, Outcome> = new Map([
  ["no_action", "allowed"],
  ["error", "allowed"],
  ["terminate", "blocked"],
  ["quarantine", "removed"],
  ["clean", "removed"],
  ["delete", "removed"],
  ["replace", "removed"],
  ["move_to_folder", "removed"],
  ["move_to_trash", "removed"],
  ["move_to_junk", "removed"],
]);

export interface Response {
  actionType?: string | undefined;
  description?: string | undefined;
  displayName?: string | undefined;
  deviceRestartRequired?: boolean | undefined;
}

function ofResponse(response: Response): Outcome | undefined {
  if (response.deviceRestartRequired === true) return "allowed";
  const type = ACTIONS.get(response.actionType?.toLowerCase().replace(/^object_action_type_/, "") ?? "");
  if (type === "allowed") return type;
  return ofWords(`${response.displayName ?? ""} ${response.description ?? ""}`) ?? type;
}

/**
 * Connect: "Detection is followed by responses. Detection without any response is unhandled." (OpenAPI). A response without
 * words counts too: v1 sent one of empty strings for an event whose syslog says `Blocked`, `threat_handled`. One response
 * that failed leaves the whole `allowed`; `resolved` "means it no longer poses a security risk".
 */
export function outcomeOfResponses(responses: readonly Response[], resolved: boolean | undefined): Outcome {
  const stated = responses.map(ofResponse).filter((outcome) => outcome !== undefined);
  if (responses.length === 0 || stated.includes("allowed")) return resolved === true ? "removed" : "allowed";
  return stated.length === 0 || stated.includes("blocked") ? "blocked" : "removed";
}
