// How a state fails: an error name with its cause, and which history event tells of it.

import { Buffer } from "node:buffer";

/** The quota of Step Functions for the input or output of a state, a task or an execution: 256 KiB as UTF-8. */
export const payloadLimitBytes = 256 * 1024;

/** The history event that tells what failed, before anything that follows from it. */
export type FailureEvent = "EvaluationFailed" | "TaskFailed" | "TaskTimedOut";

interface FailureDetails {
  error: string | undefined;
  cause: string | undefined;
  event?: FailureEvent;
  /** The field whose evaluation failed, as in `Arguments/Payload/id`. */
  location?: string;
  /** AWS puts the state and its entry event before the cause of what the interpreter itself refuses. */
  interpreter?: boolean;
}

/** Thrown by whatever runs a state; Retry and Catch look at `error`. */
export class StateFailure extends Error {
  override readonly name = "StateFailure";
  readonly details: FailureDetails;
  constructor(details: FailureDetails) {
    super(details.error ?? "Fail");
    this.details = details;
  }
}

/** "Query evaluation failed in a JSONata state, such as a JSONata type error, an incorrectly typed result, or an undefined result." (spec, Appendix A) */
export function evaluationFailure(location: string, cause: string): StateFailure {
  const error = "States.QueryEvaluationError";
  return new StateFailure({ error, cause, event: "EvaluationFailed", location, interpreter: true });
}

export function exceeds(value: unknown, limit: number = payloadLimitBytes): boolean {
  return Buffer.byteLength(JSON.stringify(value) ?? "", "utf8") > limit;
}

export function dataLimitFailure(what: string, event?: FailureEvent): StateFailure {
  const cause = `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  const error = "States.DataLimitExceeded";
  return new StateFailure(event === undefined ? { error, cause } : { error, cause, event });
}

/** What AWS's optimised Lambda integration reports of a thrown error: its name, and as cause Lambda's own JSON. */
export function taskFailure(thrown: unknown): StateFailure {
  const error = thrown instanceof Error ? thrown.name : typeof thrown;
  const errorMessage = thrown instanceof Error ? thrown.message : String(thrown);
  return new StateFailure({ error, cause: JSON.stringify({ errorType: error, errorMessage }), event: "TaskFailed" });
}
