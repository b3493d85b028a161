// `npm run faults`: every single fault over all paths, then pairs of faults by a seed; prints points, lives and violations.
import { createHash } from "node:crypto";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import * as z from "zod";
import { Failure } from "../../operate/failure.ts";
import { readWords, wholeNumber } from "../../operate/words.ts";
import { KINDS } from "./injector.ts";
import { live } from "./life.ts";
import { paths } from "./paths.ts";
import { createReport, type Found, liveOn, pair, prepareAll, seeded, singles } from "./runs.ts";

const Share = z.object({ seed: z.int(), pairs: z.int(), every: z.int(), workers: z.int(), worker: z.int() });
type Share = z.infer<typeof Share>;

interface Progress {
  phase: "singles" | "pairs" | "done";
  lives: number;
  points: number;
  trace: string;
  found: Found[];
  met: Record<string, number>;
}

/** Every `workers`-th life is this worker's. */
async function work(share: Share, tell: (progress: Progress) => void): Promise<void> {
  const { seed, pairs, every, workers, worker } = share;
  const all = await prepareAll(paths);
  const { report, add, end } = createReport();
  report.points = all.reduce((sum, { calm }) => sum + (calm?.points.length ?? 0), 0);
  for (const prepared of all) if (worker === 0 && prepared.calm !== undefined) add(prepared.path, prepared.calm);
  let told = 0;
  const progress = (phase: Progress["phase"]) => {
    const now = performance.now();
    if (phase !== "done" && now - told < 500) return;
    told = now;
    const { lives, points, met } = report;
    tell({ phase, lives, points, met, trace: end().trace, found: report.found.splice(0) });
  };
  let number = 0;
  for (const prepared of all) {
    for (const plan of singles(prepared)) {
      number += 1;
      if (number % every !== 0 || Math.floor(number / every) % workers !== worker) continue;
      add(prepared.path, await live(prepared, plan));
      progress("singles");
    }
  }
  const random = seeded(seed);
  for (let count = 0; count < pairs; count += 1) {
    const one = pair(all, random);
    if (one === undefined || count % workers !== worker) continue;
    add(one.prepared.path, await liveOn(one));
    progress("pairs");
  }
  progress("done");
}

const show = ({ path, faults, violations }: Found): void => {
  console.log(`\n${path}: ${faults.join(" + ")}`);
  for (const violation of violations) console.log(`  ${violation}`);
};

/** How often which port met which fault. */
function showMet(all: readonly Progress[]): void {
  const sum = new Map<string, number>();
  for (const { met } of all)
    for (const [name, count] of Object.entries(met)) sum.set(name, (sum.get(name) ?? 0) + count);
  const ports = [...new Set([...sum.keys()].map((name) => name.split(" ")[0] ?? ""))].sort();
  console.log(`${"".padEnd(10)}${KINDS.map((kind) => kind.padStart(13)).join("")}`);
  for (const port of ports)
    console.log(
      `${port.padEnd(10)}${KINDS.map((kind) => String(sum.get(`${port} ${kind}`) ?? 0).padStart(13)).join("")}`,
    );
}

const HELP = `npm run faults [-- options]: proves that no fault at any I/O point breaks a promise.

  Lives every path of an incident once without a fault and counts its I/O points (table, mails, workflow, secrets, product). Then it lives
  each path again for every point and kind of fault (${KINDS.join(", ")}), then pairs of faults at random, and
  checks each life: nothing lost, nothing done twice, nothing called done that was not.

  --pairs N     pairs of faults after the single ones (10000)
  --seed N      of the pairs (1): the same seed and workers, the same lives and trace
  --every N     each n-th single fault only (1)
  --workers N   threads (2)

Takes minutes: for a look, --every 50 --pairs 100. Prints each violation with its path and faults, how often which port met which fault, and a hash of all
lives; ends with 1 where something was violated.
`;

const options = (): Omit<Share, "worker"> =>
  readWords(HELP, process.argv.slice(2), ["seed", "pairs", "every", "workers"], ({ values, positionals }) => {
    if (positionals.length > 0) throw new Failure(`It takes options only, not ${positionals.join(" ")}.`, 2);
    return {
      seed: wholeNumber("--seed", values.seed, 1, 0),
      pairs: wholeNumber("--pairs", values.pairs, 10_000, 0),
      every: wholeNumber("--every", values.every, 1),
      workers: wholeNumber("--workers", values.workers, 2),
    };
  });

async function main(): Promise<void> {
  const share = options();
  const latest = new Map<number, Progress>();
  const kinds = new Map<string, number>();
  let found = 0;
  const began = performance.now();
  const line = () => {
    const all = [...latest.values()];
    const lives = all.reduce((sum, one) => sum + one.lives, 0);
    const seconds = Math.round((performance.now() - began) / 1000);
    const phase = all.map((one) => one.phase).join(", ") || "preparing";
    return `${seconds} s: ${all[0]?.points ?? 0} points on ${paths.length} paths, ${lives} lives, ${found} violations (${phase})`;
  };
  const timer = setInterval(() => console.log(line()), 2000);
  const hear = (worker: number, progress: Progress) => {
    latest.set(worker, progress);
    for (const one of progress.found) {
      found += 1;
      for (const violation of one.violations) kinds.set(violation, (kinds.get(violation) ?? 0) + 1);
      if (found <= 100) show(one);
    }
  };
  await Promise.all(
    Array.from({ length: share.workers }, (_, worker) => {
      const thread = new Worker(new URL(import.meta.url), { workerData: { ...share, worker } });
      thread.on("message", (progress: Progress) => {
        hear(worker, progress);
        // Calls of crashed processes are never answered: what waits for them would keep the thread for its patience.
        if (progress.phase === "done") void thread.terminate();
      });
      return new Promise<void>((resolve, reject) => thread.on("error", reject).on("exit", () => resolve()));
    }),
  );
  clearInterval(timer);
  for (const [violation, count] of [...kinds].sort((a, b) => b[1] - a[1])) console.log(`${count} × ${violation}`);
  showMet([...latest.values()]);
  const hash = createHash("sha256");
  for (let worker = 0; worker < share.workers; worker += 1) hash.update(latest.get(worker)?.trace ?? "");
  console.log(`${line()}\ntrace ${hash.digest("hex")} (seed ${share.seed}, ${share.workers} workers)`);
  process.exitCode = found === 0 ? 0 : 1;
}

if (isMainThread) await main();
else await work(Share.parse(workerData), (progress) => parentPort?.postMessage(progress));
