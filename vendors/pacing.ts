// Keeps a connector within its product's documented rate: so many calls at once, the next when the first is a window old.
import { Unavailable } from "../core/errors.ts";
import type { HttpCall } from "./http-call.ts";
import type { ConnectorDeps } from "./vendor.ts";

/** At most `calls` begin in any `milliseconds`. */
export interface Rate {
  calls: number;
  milliseconds: number;
}

/** Waiting longer than this is the caller's to decide. */
const longestWaitMilliseconds = 30_000;

/**
 * A sliding window a rate, since nobody says how a product counts and this is within any way to: a token bucket of ten a
 * second lets twenty pass within its first. Resolves when the call may begin; throws Unavailable "none" where that is too far off.
 */
export function createPacer(
  rates: readonly Rate[],
  { now, sleep }: Pick<ConnectorDeps, "now" | "sleep">,
): (call: Pick<HttpCall, "product" | "what">) => Promise<void> {
  /** When calls begin, in order; also those that wait their turn. */
  let begins: number[] = [];
  const longest = Math.max(0, ...rates.map(({ milliseconds }) => milliseconds));
  return async ({ product, what }) => {
    const at = now();
    // What lies far ahead was noted by a clock that has been set back since.
    begins = begins.filter((begin) => begin > at - longest && begin <= at + longestWaitMilliseconds);
    const turn = rates.reduce((soonest, rate) => Math.max(soonest, freeFrom(begins, rate)), at);
    const wait = turn - at;
    if (wait > longestWaitMilliseconds) {
      const seconds = Math.ceil(wait / 1000);
      throw new Unavailable(`${product.name}: ${what}: its rate is used up for ${seconds} s`, "none", seconds);
    }
    if (rates.length > 0) begins.push(turn);
    if (wait > 0) await sleep(wait);
  };
}

const freeFrom = (begins: readonly number[], { calls, milliseconds }: Rate): number =>
  (begins.at(-calls) ?? Number.NEGATIVE_INFINITY) + milliseconds;
