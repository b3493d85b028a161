// Time as the state machine sees it: injected, so that tests run a wait of days in a millisecond.

export interface Timers {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `fire` once, `milliseconds` from now (at once if not positive; any length). Returns the way to cancel it. */
  after(milliseconds: number, fire: () => void): () => void;
}

/** A long wait is slept in pieces: setTimeout ends at 2^31 ms, and a piece notices a clock that was set or a machine that slept. */
const longestPiece = 60 * 60 * 1000;

/** The real clock. */
export function systemTimers(now: () => number = Date.now): Timers {
  return {
    now,
    after(milliseconds, fire) {
      const due = now() + milliseconds;
      let handle: NodeJS.Timeout;
      const piece = () => {
        const left = due - now();
        if (left <= 0) fire();
        else handle = setTimeout(piece, Math.min(left, longestPiece));
      };
      handle = setTimeout(piece, Math.max(0, Math.min(milliseconds, longestPiece)));
      return () => clearTimeout(handle);
    },
  };
}
