// Which lives are lived: every single fault of a path, and pairs of faults by a seed.
import { createHash } from "node:crypto";
import { type Kind, kindsOf, type Plan } from "./injector.ts";
import { type Life, live, type Prepared, prepare } from "./life.ts";
import type { Path } from "./paths.ts";
import type { WorldOptions } from "./world.ts";

export interface Found {
  path: string;
  /** As `12 table put CLAIM absent: after`. */
  faults: string[];
  violations: string[];
}

export interface Report {
  points: number;
  lives: number;
  found: Found[];
  /** How often each kind of fault met each port, as `table late`. */
  met: Record<string, number>;
  /** Hash of the traces of all lives, in order. */
  trace: string;
}

export function createReport() {
  const hash = createHash("sha256");
  const report = { points: 0, lives: 0, found: [] as Found[], met: {} as Record<string, number> };
  return {
    report,
    add(path: Path, life: Life): void {
      report.lives += 1;
      hash.update(life.trace);
      for (const { port, kind } of life.injected) {
        const met = `${port} ${kind}`;
        report.met[met] = (report.met[met] ?? 0) + 1;
      }
      if (life.violations.length === 0) return;
      const faults = life.injected.map(({ index, port, what, kind }) => `${index} ${port} ${what}: ${kind}`);
      report.found.push({ path: path.name, faults, violations: life.violations });
    },
    end: (): Report => ({ ...report, trace: hash.copy().digest("hex") }),
  };
}

export const prepareAll = async (paths: readonly Path[], options?: WorldOptions): Promise<Prepared[]> => {
  const prepared: Prepared[] = [];
  for (const path of paths) prepared.push(await prepare(path, options));
  return prepared;
};

/** Each point of the calm life with each fault that it can have. */
export const singles = ({ calm }: Prepared): Plan[] =>
  (calm?.points ?? []).flatMap((point) => kindsOf(point).map((kind): Plan => new Map([[point.index, kind]])));

/** A generator of numbers in [0, 1) (mulberry32), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const LATE = [1_000, 20_000, 90_000] as const;

export interface Pair {
  prepared: Prepared;
  plan: Plan;
  late: number;
}

/** The second fault is near the first more often than not, where one's healing meets the other. */
export function pair(all: readonly Prepared[], random: () => number): Pair | undefined {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const prepared = pick(all);
  const points = prepared?.calm?.points ?? [];
  const first = pick(points);
  if (prepared === undefined || first === undefined) return undefined;
  const reach = random() < 0.6 ? 30 : points.length;
  const second = first.index + 1 + Math.floor(random() * reach);
  const one = pick(kindsOf(first));
  const two = pick(kindsOf(points[second] ?? { ...first, effect: true }));
  if (one === undefined || two === undefined) return undefined;
  const plan: [number, Kind][] = [
    [first.index, one],
    [second, two],
  ];
  return { prepared, plan: new Map(plan), late: pick(LATE) ?? 20_000 };
}

export const liveOn = ({ prepared, plan, late }: Pair): Promise<Life> => live(prepared, plan, late);
