// Which Retrier or Catcher an error meets, and how long a retry waits.

import type { Retrier } from "./definition.ts";

/**
 * "The reserved name States.ALL … matches any Error Name" (spec), but on AWS it cannot catch States.DataLimitExceeded
 * or States.Runtime, and States.Runtime is never retried or caught. "States.TaskFailed acts as a wildcard that matches
 * any known error name except for States.Timeout."
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function matches(errorEquals: readonly string[], error: string): boolean {
  if (error === "States.Runtime") return false;
  if (errorEquals.includes(error)) return true;
  if (error === "States.DataLimitExceeded") return false;
  if (errorEquals.includes("States.ALL")) return true;
  return errorEquals.includes("States.TaskFailed") && error !== "States.Timeout";
}

/** Index of the Retrier that takes this error and has attempts left. `used` counts the retries of each Retrier so far. */
export function findRetrier(retriers: readonly Retrier[], used: readonly number[], error: string): number | undefined {
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, error));
  const retrier = retriers[index];
  // The first Retrier that names the error decides: when its attempts are used up, no later one is asked.
  return retrier && (used[index] ?? 0) < (retrier.MaxAttempts ?? 3) ? index : undefined;
}

/** Milliseconds before retry number `used` + 1 of this Retrier. JitterStrategy FULL: anywhere between 0 and the backoff. */
export function retryDelay(retrier: Retrier, used: number, random: () => number): number {
  const backoff = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
  const seconds = Math.min(backoff, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY, 99_999_999);
  return Math.round(seconds * 1000 * (retrier.JitterStrategy === "FULL" ? random() : 1));
}
