// Data folders on disk and the processes on them; everything is gone at the end, also after a failure.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningHouse, type StartOptions, startHouse, usageOf } from "../test/running-house.ts";

const FLOOR = new URL("./floor.ts", import.meta.url).pathname;

export interface Site {
  folder(name: string): string;
  house(options: StartOptions): Promise<RunningHouse>;
  floor(data: string, relay?: string): Promise<{ port: number; pid: number }>;
}

/** Runs `work`, then ends every process it started and removes every folder. */
export async function onSite<T>(work: (site: Site) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), "hikeshi-bench-"));
  const ends: (() => Promise<void>)[] = [];
  let folders = 0;
  const clear = async () => {
    await Promise.all(ends.map((end) => end()));
    rmSync(root, { recursive: true, force: true });
  };
  const interrupted = () => void clear().finally(() => process.exit(130));
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  try {
    return await work({
      folder: (name) => {
        folders += 1;
        return mkdtempSync(join(root, `${name}-${folders}-`));
      },
      async house(options) {
        const house = await startHouse(options);
        ends.push(() => house.end());
        return house;
      },
      async floor(data, relay) {
        const more = relay === undefined ? [] : ["--relay", relay];
        const child = spawn(
          process.execPath,
          ["--disable-warning=ExperimentalWarning", FLOOR, "--data", data, ...more],
          {
            stdio: ["ignore", "pipe", "inherit"],
          },
        );
        ends.push(() => ended(child));
        return { port: await portOf(child), pid: child.pid ?? 0 };
      },
    });
  } finally {
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
    await clear();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

async function portOf(child: ChildProcess): Promise<number> {
  for await (const chunk of child.stdout ?? []) {
    const [, port] = /listens on (\d+)/.exec(String(chunk)) ?? [];
    if (port !== undefined) return Number(port);
  }
  throw new Error("The floor did not start.");
}

export const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Until the process has nothing more to do, `most` at the longest. Resolves to how long that took. */
export async function idle(pid: number, most = 10_000): Promise<number> {
  const begun = performance.now();
  let before = usageOf(pid)?.cpuMilliseconds ?? 0;
  while (performance.now() - begun < most) {
    await sleep(150);
    const now = usageOf(pid)?.cpuMilliseconds ?? 0;
    if (now - before <= 10) break;
    before = now;
  }
  return performance.now() - begun;
}
