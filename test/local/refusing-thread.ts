// A committing thread whose disk is full with the first batch, and has room again.
import { parentPort } from "node:worker_threads";

let batches = 0;
parentPort?.on("message", (batch: string[] | "close") => {
  if (batch === "close") process.exit(0);
  batches += 1;
  parentPort?.postMessage(batches === 1 ? { failed: 13 } : { outcomes: batch.map((write) => `${write} done`) });
});
