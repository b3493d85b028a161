// Gathers the writes of one moment into one commit. On disk a thread of its own commits, so that the house goes on meanwhile.
import { Worker } from "node:worker_threads";
import { type Outcome, packed, type Write } from "./table-writes.ts";

export interface Writer {
  /** Resolves once it is on disk. Rejects with whatever was wrong; then it may be there or not. */
  write(write: Write): Promise<Outcome>;
  /** What was handed over is on disk when this returns; what was not is rejected. */
  close(): void;
}

interface Waiting {
  write: Write;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** Commits what came together; the next commit takes all that came while one was under way. */
function createGathering(commit: (batch: Write[]) => Promise<Outcome[]>) {
  let waiting: Waiting[] = [];
  let busy = false;

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      const outcomes = await commit(batch.map(({ write }) => write));
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] ?? "refused");
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    busy = false;
    schedule();
  }

  function schedule(): void {
    if (busy || waiting.length === 0) return;
    busy = true;
    setImmediate(() => void flush());
  }

  return (write: Write): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      waiting.push({ write, resolve, reject });
      schedule();
    });
}

/** In this thread: what a database in memory wants. */
export const createInlineWriter = (apply: (batch: Write[]) => Outcome[]): Writer => ({
  write: createGathering(async (batch) => apply(batch)),
  close: () => {},
});

const THREAD = new URL("./table-thread.ts", import.meta.url);
const CLOSE_MILLISECONDS = 5000;

/** In a thread with a connection of its own, which starts with the first write. */
export function createThreadWriter(path: string): Writer {
  const closed = new Int32Array(new SharedArrayBuffer(4));
  let thread: Worker | undefined;
  let answered: { resolve(outcomes: Outcome[]): void; reject(error: unknown): void } | undefined;
  let ended = false;

  function lost(): void {
    thread = undefined;
    answered?.reject(new Error("The writing thread has ended."));
    answered = undefined;
  }

  function start(): Worker {
    const started = new Worker(THREAD, { workerData: { path, closed }, execArgv: [] });
    started.on("message", (outcomes: Outcome[] | "failed") => {
      // Only work under way keeps the process alive.
      started.unref();
      if (outcomes === "failed") answered?.reject(new Error("The database refused a write."));
      else answered?.resolve(outcomes);
      answered = undefined;
    });
    started.on("error", lost);
    started.on("exit", lost);
    return started;
  }

  const write = createGathering(
    (batch) =>
      new Promise((resolve, reject) => {
        if (ended) throw new Error("The table is closed.");
        thread ??= start();
        thread.ref();
        answered = { resolve, reject };
        thread.postMessage(packed(batch));
      }),
  );
  return {
    write,
    close: () => {
      ended = true;
      if (thread === undefined) return;
      thread.postMessage("close");
      Atomics.wait(closed, 0, 0, CLOSE_MILLISECONDS);
    },
  };
}
