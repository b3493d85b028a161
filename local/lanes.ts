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
}

/** Urgent tasks at a time: they write to one disk together. */
const MOST_URGENT = 32;
const MOST_ORDINARY = 16;
/** Of so many urgent tasks one is whoever waited the longest. */
const OLDEST_EVERY = 8;
/** Who takes longer waits for something outside, and holds nobody up. */
const HELD_MILLISECONDS = 50;

function takeFirst(queue: Waiting[], isLonger: boolean): Waiting | undefined {
  let first = 0;
  if (!isLonger)
    for (const [index, { progress }] of queue.entries()) if (progress < (queue[first]?.progress ?? 0)) first = index;
  return queue.splice(first, 1)[0];
}

/**
 * Two lanes. While anything urgent is there, one ordinary task at a time goes on, so that none starves; after that one
 * more with each that ends.
 */
export function createLanes({ after }: Pick<Timers, "after">): Lanes {
  const queues: Record<"urgent" | "ordinary", Waiting[]> = { urgent: [], ordinary: [] };
  const held = { urgent: 0, ordinary: 0, outside: 0 };
  let begun = 0;
  let allowed = MOST_ORDINARY;

  const isCalm = () => held.urgent + held.outside + queues.urgent.length === 0;
  const hasPlace = (lane: "urgent" | "ordinary"): boolean => {
    if (lane === "urgent") return held.urgent < MOST_URGENT;
    return held.ordinary < (isCalm() ? allowed : 1);
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
  }

  return {
    isFree: (task) => queues[laneOf(task)].length === 0 && hasPlace(laneOf(task)),
    enter(task, begin) {
      const waiting = { ...task, begin };
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
