// One run of a task on one computer: QUEUED until the computer is there, RUNNING, then FINISHED or FAILED.
import type { Effect } from "./actions.ts";
import type { Computer } from "./computers.ts";
import { flagAt, instant, Problem } from "./json.ts";
import { page } from "./paging.ts";
import type { Wanted } from "./task-request.ts";
import type { World } from "./world.ts";

type RunStatus = "QUEUED" | "RUNNING" | "FINISHED" | "FAILED";

interface Run {
  uuid: string;
  taskUuid: string;
  taskName: string;
  computer: Computer;
  status: RunStatus;
  effect: Effect;
  /** Its task was deleted before it began. */
  cancelled?: boolean;
  /** Epoch milliseconds; absent: never expires. */
  expiresAt?: number;
  startedAt?: number;
  endedAt?: number;
}

export interface RunDelays {
  /** From the request until the computer starts, and from the start until its end is reported. */
  startMilliseconds: number;
  runMilliseconds: number;
}

/** `drop` takes a run out of the list that can never start any more. */
function startRun(run: Run, world: World, delays: RunDelays, drop: (run: Run) => void): void {
  const { computer } = run;

  async function begin(): Promise<void> {
    if (run.cancelled) return;
    if (run.expiresAt !== undefined && world.now() > run.expiresAt) {
      world.note("task-expired", computer, run.taskName);
      drop(run);
      return;
    }
    run.status = "RUNNING";
    run.startedAt = world.now();
    world.note("task-run", computer, run.taskName);
    await world.sleep(delays.runMilliseconds + world.manner(computer.id).extraMilliseconds);
    // It may have gone offline meanwhile; then its end comes when it is back.
    world.deliver(computer, end);
  }

  async function end(): Promise<void> {
    const { honesty } = world.manner(computer.id);
    const done = honesty === "lying" || (honesty !== "failing" && run.effect(computer, world.note));
    run.status = done ? "FINISHED" : "FAILED";
    run.endedAt = world.now();
    world.note(done ? "run-finished" : "run-failed", computer, run.taskName);
  }

  world.deliver(computer, async () => {
    await world.sleep(delays.startMilliseconds);
    world.deliver(computer, begin);
  });
}

/** Shape `v1DeviceTaskRun`. */
function showRun(run: Run) {
  return {
    uuid: run.uuid,
    taskUuid: run.taskUuid,
    deviceUuid: run.computer.id,
    status: `TASK_RUN_STATUS_${run.status}`,
    ...(run.startedAt !== undefined && { startTime: instant(run.startedAt) }),
    ...(run.endedAt !== undefined && { endTime: instant(run.endedAt) }),
  };
}

export interface RunOptions {
  delays: RunDelays;
  /** How a task for an offline computer shows before it is back: a QUEUED run, or no run yet. The real product's way is not documented. */
  offlineRuns: "queued" | "none";
}

export interface RunList {
  start(taskUuid: string, wanted: Wanted): void;
  /** Runs that have begun go on and stay listed: "task runs might easily survive their parent task" (OpenAPI). */
  cancel(taskUuid: string): void;
  list(taskUuid: string, query: URLSearchParams): unknown;
}

function newRun(uuid: string, taskUuid: string, wanted: Wanted, computer: Computer): Run {
  const { displayName: taskName, effect, expiresAt } = wanted;
  return {
    uuid,
    taskUuid,
    taskName,
    computer,
    status: "QUEUED",
    effect,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

export function createRuns(world: World, options: RunOptions): RunList {
  const tasksSeen = new Set<string>();
  let runs: Run[] = [];
  const drop = (run: Run) => {
    runs = runs.filter((other) => other !== run);
  };

  /** A run that can never start any more is no run, even while its computer is still away. */
  function visible({ status, expiresAt, computer }: Run): boolean {
    if (status !== "QUEUED") return true;
    if (expiresAt !== undefined && world.now() > expiresAt) return false;
    return computer.online || options.offlineRuns === "queued";
  }

  return {
    start(taskUuid, wanted) {
      tasksSeen.add(taskUuid);
      for (const computer of wanted.computers) {
        if (world.manner(computer.id).honesty === "silent") continue;
        const run = newRun(world.uuid(), taskUuid, wanted, computer);
        runs.push(run);
        startRun(run, world, options.delays, drop);
      }
    },

    cancel(taskUuid) {
      for (const run of runs.filter((one) => one.taskUuid === taskUuid && one.status === "QUEUED")) {
        run.cancelled = true;
        drop(run);
      }
    },

    list(taskUuid, query) {
      if (!tasksSeen.has(taskUuid)) throw new Problem(404, "there is no such task");
      const device = query.get("deviceUuid") ?? "";
      const all = runs.filter((run) => run.taskUuid === taskUuid && visible(run));
      const ofDevice = device === "" ? all : all.filter((run) => run.computer.id === device);
      const last = [...new Map(ofDevice.map((run) => [run.computer.id, run])).values()];
      const shown = flagAt(query, "listOnlyLastRuns") ? last : ofDevice;
      const { items, nextPageToken } = page(shown, query, `runs:${taskUuid}`);
      return { taskRuns: items.map(showRun), nextPageToken };
    },
  };
}
