// Execution history in GetExecutionHistory's shape.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html

import type { HistoryEvent } from "../../core/ports.ts";
import type { Frame } from "./frame.ts";

/** Inputs and outputs stand in the history as JSON text, never cut off here. */
export function jsonField<Name extends string>(name: Name, value: unknown): Record<string, unknown> {
  return { [name]: JSON.stringify(value), [`${name}Details`]: { truncated: false } };
}

/**
 * Adds an event after the frame's last one; it becomes durable with the next commit, which must be asked for in the
 * same turn of the event loop. `details` stand under the name that AWS gives them.
 */
export function record(frame: Frame, now: number, type: string, details: Record<string, unknown> = {}): number {
  const { run } = frame;
  run.lastEvent += 1;
  const event: HistoryEvent = {
    id: run.lastEvent,
    previousEventId: frame.record.previous,
    timestamp: new Date(now).toISOString(),
    type,
    ...details,
  };
  run.pending.push(event);
  frame.record.previous = event.id;
  return event.id;
}

/** All that AWS names of a failure, without what is absent. */
export function failureDetails(error: string | undefined, cause: string | undefined): Record<string, string> {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

/** Of the optimised Lambda integration. */
export const lambdaResource = { resourceType: "lambda", resource: "invoke" };
export const lambdaTokenResource = { resourceType: "lambda", resource: "invoke.waitForTaskToken" };
