// The side of a committing thread: batches in, outcomes out, in order, until it is told to close.
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { ThreadAnswer } from "./commits.ts";

/** Serves the thread that this is called in. `B`: the batch as it was sent. */
export function commitInThread<B, R>(prepare: (database: DatabaseSync) => (batch: B) => R[]): void {
  const { path, closed }: { path: string; closed: Int32Array } = workerData;
  const database = new DatabaseSync(path);
  database.exec(
    "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000;",
  );
  const apply = prepare(database);
  let failed = false;
  const answer = (batch: B): ThreadAnswer<R> => {
    // It builds on what is not there.
    if (failed) return { failed: undefined };
    try {
      return { outcomes: apply(batch) };
    } catch (error) {
      failed = true;
      const code = error instanceof Error && "errcode" in error ? Number(error.errcode) : undefined;
      return { failed: code };
    }
  };
  parentPort?.on("message", (batch: B | "close") => {
    if (batch !== "close") return parentPort?.postMessage(answer(batch));
    database.close();
    Atomics.store(closed, 0, 1);
    Atomics.notify(closed, 0);
    parentPort?.close();
  });
}
