// The Secrets port on one machine: a file that only its owner may read, replaced as a whole.
import { existsSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import * as z from "zod";
import { Unavailable } from "../core/errors.ts";
import type { Secrets } from "../core/ports.ts";

const Stored = z.record(z.string(), z.string());

async function replace(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new Unavailable(`The secrets cannot be written (${code}).`, "maybe");
  }
}

/** `path`: the file; it is made with the first secret. */
export function createSecrets(path: string): Secrets {
  let kept = new Map(Object.entries(existsSync(path) ? Stored.parse(JSON.parse(readFileSync(path, "utf8"))) : {}));
  let writing = Promise.resolve();
  const keep = (change: (next: Map<string, string>) => void): Promise<void> => {
    const written = writing.then(async () => {
      const next = new Map(kept);
      change(next);
      await replace(path, JSON.stringify(Object.fromEntries(next)));
      kept = next;
    });
    // One that failed fails no later one.
    writing = written.catch(() => {});
    return written;
  };
  return {
    get: async (name) => kept.get(name),
    put: (name, value) => keep((next) => next.set(name, value)),
    retire: (name) => keep((next) => next.delete(name)),
  };
}
