// The world of a command that a person typed: this process.
import { randomUUID } from "node:crypto";
import type { World } from "./failure.ts";

export const createWorld = (env: World["env"]): World => ({
  fetch,
  write: (text) => void process.stdout.write(text),
  warn: (text) => void process.stderr.write(text),
  env,
  now: Date.now,
  newId: randomUUID,
});
