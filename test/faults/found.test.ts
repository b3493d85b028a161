// What the harness found in the house, each as the shortest life that showed it.
import { describe, expect, test } from "vitest";
import type { Kind } from "./injector.ts";
import { live, type Prepared, prepare } from "./life.ts";
import { paths } from "./paths.ts";

async function along(name: string): Promise<Prepared> {
  const path = paths.find((one) => one.name === name);
  if (path === undefined) throw new Error(`no path ${name}`);
  return prepare(path);
}

/** Each point that this is about, with each of these faults: none of them leaves a violation. */
async function holds(name: string, about: RegExp, kinds: readonly Kind[]): Promise<void> {
  const prepared = await along(name);
  const points = (prepared.calm?.points ?? []).filter(({ port, what }) => about.test(`${port} ${what}`));
  expect(points.length).toBeGreaterThan(0);
  for (const { index } of points) {
    for (const kind of kinds) {
      const { violations } = await live(prepared, new Map([[index, kind]]));
      expect([index, kind, violations]).toEqual([index, kind, []]);
    }
  }
}

describe("the house", { timeout: 60_000 }, () => {
  test("asks the product no second time where only our own record of its answer failed", async () => {
    const prepared = await along("handled");
    const points = prepared.calm?.points ?? [];
    const request = points.findIndex(({ what }) => what === "request kill");
    const record = points.findIndex(({ what }, index) => index > request && what === "put ACTION version");
    for (const kind of ["before", "after", "throttle", "late"] as const)
      for (let index = request + 1; index <= record; index += 1) {
        const life = await live(prepared, new Map([[index, kind]]));
        expect([kind, life.violations]).toEqual([kind, []]);
      }
  });

  test("assesses no incident before its finding is written, wherever the sweeper breaks off", async () => {
    const prepared = await along("closed");
    const points = prepared.calm?.points ?? [];
    const finding = points.findIndex(({ what }) => what === "put FINDING absent");
    expect(finding).toBeGreaterThan(0);
    for (let later = finding + 1; later < finding + 60; later += 1) {
      const plan = [[finding, "throttle"] as const, [later, "crash-before"] as const];
      const { violations } = await live(prepared, new Map<number, Kind>(plan), 20_000);
      expect([later, violations]).toEqual([later, []]);
    }
  });

  test("lists every recommended action in the timeline, wherever the step broke off", () =>
    holds("handled", /put RECOMMENDED/, ["before", "after", "twice", "late", "crash-before", "crash-after"]));

  test("says that it reopened an incident, wherever that broke off", () =>
    holds("reopened", /put (MOMENT|INCIDENT|TIMELINE)/, ["before", "after", "crash-after"]));

  test("repeats a late isolation that broke off after its request was written", () =>
    holds("isolated late", /(put|get) ACTION/, ["crash-before"]));

  test("opens an incident again once, however its reason, and what the sweeper looks at then, fail", async () => {
    const prepared = await along("reopened");
    const points = prepared.calm?.points ?? [];
    const reason = points.findIndex(({ what }) => what === "put REASON absent");
    expect(reason).toBeGreaterThan(0);
    for (let first = reason; first < reason + 3; first += 1)
      for (let second = first + 8; second < first + 32; second += 1) {
        const plan = new Map<number, Kind>([
          [first, "throttle"],
          [second, "throttle"],
        ]);
        expect([first, second, (await live(prepared, plan)).violations]).toEqual([first, second, []]);
      }
  });

  test("tells two changes of status in one millisecond in the order in which they came", async () => {
    const prepared = await along("two computers isolated");
    const points = prepared.calm?.points ?? [];
    const reasons = points.filter(({ what }) => what.startsWith("put REASON"));
    const second = reasons[1]?.index ?? -1;
    expect(second).toBeGreaterThan(0);
    for (let sweep = second + 8; sweep < second + 20; sweep += 1) {
      const plan = new Map<number, Kind>([
        [second, "throttle"],
        [sweep, "before"],
      ]);
      expect([sweep, (await live(prepared, plan)).violations]).toEqual([sweep, []]);
    }
  });

  test("sends a mail once where only our own record of it failed", async () => {
    const prepared = await along("closed");
    const points = prepared.calm?.points ?? [];
    const sent = points.flatMap(({ what, index }) => (what === "send" ? index : []));
    expect(sent.length).toBeGreaterThan(0);
    for (const send of sent)
      for (const kind of ["before", "after", "throttle", "late", "twice"] as const)
        for (const index of [send + 1, send + 2]) {
          const life = await live(prepared, new Map([[index, kind]]));
          expect([kind, index, life.violations]).toEqual([kind, index, []]);
        }
  });

  test("says the same comment once when it assesses again", async () => {
    const { calm } = await along("more while it waits");
    const comments = calm?.told.incidents.flatMap(({ timeline }) =>
      timeline.flatMap(({ fact }) => (fact.kind === "comment" ? fact.text.en : [])),
    );
    expect(new Set(comments).size).toBe(comments?.length);
  });
});
