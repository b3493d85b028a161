// The promises under faults: a deterministic part of what `npm run faults` does as a whole.
import { describe, expect, test } from "vitest";
import { KINDS } from "./injector.ts";
import { live, type Prepared, prepare } from "./life.ts";
import { paths } from "./paths.ts";
import { createReport, liveOn, pair, prepareAll, type Report, seeded, singles } from "./runs.ts";

/** Each path's single faults, one of so many; the beginning moves from path to path. */
const EVERY = 61;
const PAIRS = 60;

async function some(all: readonly Prepared[], every: number, pairs: number, seed: number): Promise<Report> {
  const { report, add, end } = createReport();
  for (const [offset, prepared] of all.entries()) {
    report.points += prepared.calm?.points.length ?? 0;
    if (prepared.calm !== undefined) add(prepared.path, prepared.calm);
    const plans = singles(prepared);
    for (let index = offset * 7; index < plans.length; index += every)
      add(prepared.path, await live(prepared, plans[index]));
  }
  const random = seeded(seed);
  for (let count = 0; count < pairs; count += 1) {
    const one = pair(all, random);
    if (one !== undefined) add(one.prepared.path, await liveOn(one));
  }
  return end();
}

describe("whatever point fails, and however", () => {
  test("nothing accepted is lost, nothing is done twice, nothing untrue is said", { timeout: 120_000 }, async () => {
    const report = await some(await prepareAll(paths), EVERY, PAIRS, 1);
    console.log(`${report.points} points, ${report.lives} lives, ${report.found.length} violations`);
    expect(report.found).toEqual([]);
    expect(report.points).toBeGreaterThan(2000);
  });

  test("each port meets each kind of fault that it can have", { timeout: 60_000 }, async () => {
    const met = new Set<string>();
    for (const prepared of await prepareAll(paths))
      for (const plan of singles(prepared))
        for (const [index, kind] of plan) met.add(`${prepared.calm?.points[index]?.port} ${kind}`);
    const changing = ["table", "mailer", "workflow", "product"].flatMap((port) =>
      KINDS.map((kind) => `${port} ${kind}`),
    );
    const reading = ["secrets", "journal"].flatMap((port) =>
      ["before", "throttle", "crash-before"].map((kind) => `${port} ${kind}`),
    );
    expect([...met].sort()).toEqual([...changing, ...reading].sort());
  });

  test("the same seed lives the same lives, another seed lives others", { timeout: 60_000 }, async () => {
    const of = async (seed: number) => (await some(await prepareAll(paths.slice(0, 4)), 301, 8, seed)).trace;
    const first = await of(1);
    expect(await of(1)).toBe(first);
    expect(await of(2)).not.toBe(first);
  });
});

describe("the control arm", () => {
  test("finds violations where every write overwrites what stands there", { timeout: 60_000 }, async () => {
    const path = paths.find(({ name }) => name === "isolated");
    if (path === undefined) throw new Error("no such path");
    const all = [await prepare(path, { unconditional: true })];
    const report = await some(all, 41, 0, 1);
    const names = new Set(report.found.flatMap(({ violations }) => violations.map((one) => one.split(":")[0])));
    console.log(`without idempotency: ${report.lives} lives, ${report.found.length} with violations of ${[...names]}`);
    expect(report.found.length).toBeGreaterThan(report.lives / 4);
    expect([...names].length).toBeGreaterThan(1);
  });
});
