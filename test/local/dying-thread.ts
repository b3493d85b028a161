// A committing thread that answers its first batch and dies of the second, its answer unsent.
import { parentPort } from "node:worker_threads";

let batches = 0;
parentPort?.on("message", (batch: string[] | "close") => {
  batches += 1;
  if (batch === "close" || batches > 1) process.exit(3);
  parentPort?.postMessage({ outcomes: batch.map((write) => `${write} done`) });
});
