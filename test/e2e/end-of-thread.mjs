// Preloaded into a house: on SIGUSR2 its thread that commits the records dies, as of a defect or for want of memory.
import { createRequire, syncBuiltinESMExports } from "node:module";

const threads = createRequire(import.meta.url)("node:worker_threads");

threads.Worker = class extends threads.Worker {
  constructor(script, options) {
    super(script, options);
    if (String(script).endsWith("disk-thread.ts")) process.on("SIGUSR2", () => void this.terminate());
  }
};
syncBuiltinESMExports();
