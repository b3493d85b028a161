// A clock that stands still until told to move: days pass in a millisecond, and always in the same order.

import type { Timers } from "../local/state-machine/timers.ts";
import { vendors } from "../vendors/index.ts";

// The first load of a parser or a connector is real I/O that no clock here sees, and would run on while virtual hours pass; once loaded,
// asking again is over within a turn of the event loop.
await Promise.all([...vendors.values()].flatMap(({ parser, connector }) => [parser(), connector?.()]));

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

/** The timers, and the hand that moves to the next of them. */
function createTimers(start: string) {
  let now = Date.parse(start);
  let order = 0;
  const timers = new Set<Timer>();

  function next(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) if (timer.due <= until && (!first || byTime(timer, first) < 0)) first = timer;
    return first;
  }
  return {
    now: () => now,
    pending: () => timers.size,
    after(milliseconds: number, fire: () => void): () => void {
      const timer = { due: now + Math.max(0, milliseconds), order: order++, fire };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    /** False if none is due until then. */
    fireNext(until: number): boolean {
      const timer = next(until);
      if (!timer) return false;
      timers.delete(timer);
      now = timer.due;
      timer.fire();
      return true;
    },
    moveTo(instant: number): void {
      now = instant;
    },
  };
}

/** Knows when nothing goes on any more without the clock moving. */
function createIdleness() {
  let working = 0;
  const checks = new Set<() => boolean>();
  return {
    busyWhile(check: () => boolean): () => void {
      checks.add(check);
      return () => checks.delete(check);
    },
    async during<T>(work: Promise<T>): Promise<T> {
      working += 1;
      try {
        return await work;
      } finally {
        working -= 1;
      }
    },
    async settle(): Promise<void> {
      for (let quiet = 0; quiet < quietTurns; quiet += 1) {
        await turn();
        if (working > 0 || [...checks].some((check) => check())) quiet = -1;
      }
    },
  };
}

/** Starts at an ISO instant. */
export function createVirtualClock(start = "2024-05-24T09:00:00.000Z"): VirtualClock {
  const { fireNext, moveTo, ...timers } = createTimers(start);
  const idleness = createIdleness();
  const { now, after, pending } = timers;
  const { settle } = idleness;

  async function step(until: number): Promise<boolean> {
    await settle();
    return fireNext(until);
  }

  return {
    ...timers,
    ...idleness,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(aborted(signal));
        const cancel = after(milliseconds, resolve);
        signal?.addEventListener("abort", () => {
          cancel();
          reject(aborted(signal));
        });
      });
    },
    async advance(milliseconds) {
      const until = now() + milliseconds;
      while (await step(until));
      moveTo(until);
    },
    async runUntil(done, limit = Number.MAX_SAFE_INTEGER) {
      const until = now() + limit;
      await settle();
      while (!(await done())) {
        const moved = await step(until);
        await settle();
        if (moved || (await done())) continue;
        throw new Error(`nothing more happens (${pending()} timers armed) and it is still not done`);
      }
    },
  };
}
