// The world of a command that a person typed: this process.
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { setTimeout } from "node:timers/promises";
import type { World } from "./failure.ts";

export const createWorld = (env: World["env"]): World => ({
  fetch,
  write: (text) => void process.stdout.write(text),
  warn: (text) => void process.stderr.write(text),
  ask,
  sleep: async (milliseconds) => void (await setTimeout(milliseconds)),
  env,
  now: Date.now,
  newId: randomUUID,
});

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await Promise.race([
      lines.question(question),
      new Promise<string>((done) => lines.once("close", () => done(""))),
    ]);
  } finally {
    lines.close();
  }
}
