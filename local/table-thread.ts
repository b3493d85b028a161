// The thread that commits the table's writes: batches in, outcomes out, in order.
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { createWrites, unpacked } from "./table-writes.ts";

const { path, closed }: { path: string; closed: Int32Array } = workerData;
const database = new DatabaseSync(path);
database.exec(
  "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000;",
);
const apply = createWrites(database);

parentPort?.on("message", (batch: SQLInputValue[] | "close") => {
  if (batch === "close") {
    database.close();
    Atomics.store(closed, 0, 1);
    Atomics.notify(closed, 0);
    parentPort?.close();
    return;
  }
  try {
    parentPort?.postMessage(apply(unpacked(batch)));
  } catch {
    // The message of SQLite may quote a value: it stays here.
    parentPort?.postMessage("failed");
  }
});
