// A clock that stands still until told to move: days pass in a millisecond, and always in the same order.

import type { Timers } from "../local/state-machine/timers.ts";

export interface VirtualClock extends Timers {
  /** Resolves when the clock has moved so far; rejects when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** The clock does not move while this says true, such as `() => machine.busy()`. Returns the way to end that. */
  busyWhile(check: () => boolean): () => void;
  /** The clock does not move until this settles: for real I/O, such as a request to a local server. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing goes on any more without the clock moving. */
  settle(): Promise<void>;
  /** Moves on by so much, stopping at every timer on the way to let all that follows from it happen. */
  advance(milliseconds: number): Promise<void>;
  /** Moves from timer to timer until `done` holds. Throws when no timer is left, or `limit` milliseconds are over. */
  runUntil(done: () => boolean | Promise<boolean>, limit?: number): Promise<void>;
  /** How many timers are armed. */
  pending(): number;
}

interface Timer {
  due: number;
  order: number;
  fire: () => void;
}

/** Turns of the event loop without anything going on before the house counts as idle. */
const quietTurns = 4;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function byTime(a: Timer, b: Timer): number {
  return a.due - b.due || a.order - b.order;
}

function aborted(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted");
}

/** Starts at an ISO instant. */
export function createVirtualClock(start = "2024-05-24T09:00:00.000Z"): VirtualClock {
  let now = Date.parse(start);
  let order = 0;
  let working = 0;
  const timers = new Set<Timer>();
  const checks = new Set<() => boolean>();

  function after(milliseconds: number, fire: () => void): () => void {
    const timer = { due: now + Math.max(0, milliseconds), order: order++, fire };
    timers.add(timer);
    return () => timers.delete(timer);
  }

  function next(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) if (timer.due <= until && (!first || byTime(timer, first) < 0)) first = timer;
    return first;
  }

  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; quiet += 1) {
      await turn();
      if (working > 0 || [...checks].some((check) => check())) quiet = -1;
    }
  }

  async function fireNext(until: number): Promise<boolean> {
    await settle();
    const timer = next(until);
    if (!timer) return false;
    timers.delete(timer);
    now = timer.due;
    timer.fire();
    return true;
  }

  function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(aborted(signal));
      const cancel = after(milliseconds, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        reject(aborted(signal));
      });
    });
  }

  return {
    now: () => now,
    after,
    sleep,
    busyWhile(check) {
      checks.add(check);
      return () => checks.delete(check);
    },
    async during(work) {
      working += 1;
      try {
        return await work;
      } finally {
        working -= 1;
      }
    },
    settle,
    async advance(milliseconds) {
      const until = now + milliseconds;
      while (await fireNext(until));
      now = until;
    },
    async runUntil(done, limit = Number.MAX_SAFE_INTEGER) {
      const until = now + limit;
      await settle();
      while (!(await done())) {
        if (!(await fireNext(until))) {
          if (await done()) return;
          throw new Error(`nothing more happens (${timers.size} timers armed) and it is still not done`);
        }
        await settle();
      }
    },
    pending: () => timers.size,
  };
}
