// Who goes first on one machine: what acts goes before what tells. On AWS every task has a processor of its own; here they share one.
import type { Timers } from "./state-machine/timers.ts";

export interface Task {
  /** Acts on what has just been found. */
  urgent: boolean;
  /** How far its execution is: of urgent tasks, the least goes first. */
  progress: number;
}

export interface Lanes {
  /** Whether such a task may begin at once. */
  isFree(task: Task): boolean;
  /** Calls `begin` once when the task may begin, perhaps at once, with the way to say that it is over. Returns the way out of the queue. */
  enter(task: Task, begin: (leave: () => void) => void): () => void;
  /** Work from outside, which nothing holds up; ordinary tasks stand back while it lasts. */
  meanwhile<T>(work: () => Promise<T>): Promise<T>;
}

interface Waiting extends Task {
  begin(leave: () => void): void;
  /** Epoch milliseconds. */
  since: number;
}

/** Urgent tasks at a time: they write to one disk together. */
const MOST_URGENT = 32;
const MOST_ORDINARY = 16;
/** Of so many urgent tasks one is whoever waited the longest. */
const OLDEST_EVERY = 8;
/** Who takes longer waits for something outside, and holds nobody up. */
const HELD_MILLISECONDS = 50;
/** An ordinary task stands back for so long. */
const PATIENCE_MILLISECONDS = 1000;

function takeFirst(queue: Waiting[], isLonger: boolean): Waiting | undefined {
  let first = 0;
  if (!isLonger)
    for (const [index, { progress }] of queue.entries()) if (progress < (queue[first]?.progress ?? 0)) first = index;
  return queue.splice(first, 1)[0];
}

/** Calls `fire` when the patience of who waits now is over; one such call at a time. */
function once(after: Timers["after"], fire: () => void): () => void {
  let isSet = false;
  return () => {
    if (isSet) return;
    isSet = true;
    after(PATIENCE_MILLISECONDS, () => {
      isSet = false;
      fire();
    });
  };
}

/**
 * Two lanes. While anything urgent is there, ordinary tasks stand back; those that have waited long go on one at a time,
 * so that none starves. After that one more with each that ends.
 */
export function createLanes({ after, now }: Pick<Timers, "after" | "now">): Lanes {
  const queues: Record<"urgent" | "ordinary", Waiting[]> = { urgent: [], ordinary: [] };
  const held = { urgent: 0, ordinary: 0, outside: 0 };
  let begun = 0;
  let allowed = MOST_ORDINARY;
  const later = once(after, () => next());

  const isCalm = () => held.urgent + held.outside + queues.urgent.length === 0;
  const hasPlace = (lane: "urgent" | "ordinary"): boolean => {
    if (lane === "urgent") return held.urgent < MOST_URGENT;
    if (isCalm()) return held.ordinary < allowed;
    return held.ordinary === 0 && now() - (queues.ordinary[0]?.since ?? now()) >= PATIENCE_MILLISECONDS;
  };
  const laneOf = ({ urgent }: Task) => (urgent ? "urgent" : "ordinary");

  function hold(lane: "urgent" | "ordinary", { begin }: Waiting): void {
    held[lane] += 1;
    let isOver = false;
    const leave = () => {
      if (isOver) return;
      isOver = true;
      cancel();
      held[lane] -= 1;
      if (lane === "ordinary" && isCalm()) allowed = Math.min(MOST_ORDINARY, allowed + 1);
      next();
    };
    const cancel = after(HELD_MILLISECONDS, leave);
    begin(leave);
  }

  function next(): void {
    while (queues.urgent.length > 0 && hasPlace("urgent")) {
      begun += 1;
      const first = takeFirst(queues.urgent, begun % OLDEST_EVERY === 0);
      if (first !== undefined) hold("urgent", first);
    }
    while (queues.ordinary.length > 0 && hasPlace("ordinary")) {
      const first = queues.ordinary.shift();
      if (first !== undefined) hold("ordinary", first);
    }
    if (queues.ordinary.length > 0) later();
  }

  return {
    isFree: (task) => queues[laneOf(task)].length === 0 && hasPlace(laneOf(task)),
    enter(task, begin) {
      const waiting = { ...task, begin, since: now() };
      const queue = queues[laneOf(task)];
      if (task.urgent) allowed = 1;
      queue.push(waiting);
      next();
      return () => {
        const index = queue.indexOf(waiting);
        if (index >= 0) queue.splice(index, 1);
      };
    },
    async meanwhile(work) {
      held.outside += 1;
      allowed = 1;
      try {
        return await work();
      } finally {
        held.outside -= 1;
        next();
      }
    },
  };
}

/** Resolves when an ordinary task may go on. */
export const standBack = ({ enter }: Pick<Lanes, "enter">): Promise<void> =>
  new Promise((resolve) => {
    enter({ urgent: false, progress: 0 }, (leave) => {
      leave();
      resolve();
    });
  });
