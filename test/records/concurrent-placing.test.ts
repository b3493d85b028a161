// Two deliveries placed at once, in every order in which their writes can fall.
import { expect, test } from "vitest";
import type { Detection } from "../../core/detection.ts";
import { objectHashes } from "../../core/finding.ts";
import type { Table } from "../../core/ports.ts";
import { type Placed, place } from "../../records/placing.ts";
import { arrival, detection, detectionsIn, factsIn, finish, incidentsIn, later, pointersIn, T0 } from "./detections.ts";
import { type Exploration, interleave } from "./interleave.ts";
import { type MemoryTable, memoryTable } from "./memory-table.ts";

const texts = (table: MemoryTable) =>
  factsIn(table)
    .map((fact) => JSON.stringify(fact))
    .sort();

interface Expected {
  detections: number;
  /** Outcomes that the two may get, sorted. */
  outcomes: string[];
}

/** One incident, every detection once in it, nothing told twice, and every pointer of the two leads to it. */
async function converges(pair: [Detection, Detection], expected: Expected, prepare?: (table: Table) => Promise<void>) {
  const [a, b] = pair;
  const alone = memoryTable();
  await prepare?.(alone);
  const first = await place(alone, arrival("one", later(1)), a);
  await place(alone, arrival("two", later(1)), b);
  const exploration: Exploration<Placed> = {
    ...(prepare === undefined ? {} : { prepare }),
    workers: [
      (table) => place(table, arrival("one", later(1)), a),
      (table) => place(table, arrival("two", later(1)), b),
    ],
    check(table, results) {
      expect(results.map(({ outcome }) => outcome).sort()).toEqual(expected.outcomes);
      expect(new Set(results.map(({ incidentId }) => incidentId)).size).toBe(1);
      expect(incidentsIn(table)).toHaveLength(1);
      expect(detectionsIn(table)).toHaveLength(expected.detections);
      const withoutTitle = (all: string[]) => all.filter((text) => !text.includes("incident-created"));
      expect(withoutTitle(texts(table))).toEqual(withoutTitle(texts(alone)));
      for (const [to, incidentId] of pointersIn(table)) expect([to, incidentId]).toEqual([to, results[0]?.incidentId]);
    },
  };
  // Every order in which they may claim, correlate, settle and create; and the whole of one between any two writes of the other.
  const deciding = (call: string, { pk, sk }: { pk: string; sk?: string }) =>
    call === "put" && ["CLAIM", "POINTER", "INCIDENT"].includes(sk?.split("#")[0] ?? "") && !pk.includes("SEEN");
  expect(await interleave({ ...exploration, pauseAt: deciding })).toBeGreaterThan(1);
  expect(await interleave({ ...exploration, switches: 1 })).toBeGreaterThan(10);
  return first;
}

const OPENED_TWICE = { detections: 1, outcomes: ["duplicate", "opened"] };
const JOINED = { detections: 2, outcomes: ["attached", "opened"] };

test("the same detection in two deliveries is one detection in one incident", async () => {
  await converges([detection("x", { object: "evil" }), detection("x", { object: "evil" })], OPENED_TWICE);
});

test.each([
  ["x", ["y"], "y", []],
  ["y", ["x"], "x", []],
  ["x", ["y"], "y", ["x"]],
  ["z", ["y", "x"], "x", ["y"]],
])(
  "the same event as %s (also %j) and as %s (also %j) is one detection",
  async (id, aliases, otherId, otherAliases) => {
    await converges(
      [detection(id, { object: "evil", aliases }), detection(otherId, { object: "evil", aliases: otherAliases })],
      OPENED_TWICE,
    );
  },
);

test("two detections of one computer are one incident", async () => {
  await converges([detection("x", { rule: "A1" }), detection("y", { rule: "B2" })], JOINED);
});

test("two detections of one computer are one incident, also where only one has a detected object", async () => {
  await converges([detection("x", { object: "evil" }), detection("y", { rule: "B2" })], JOINED);
});

test("two detections of one computer with two objects are one incident, and both objects lead to it", async () => {
  const pair: [Detection, Detection] = [detection("x", { object: "evil" }), detection("y", { object: "bad" })];
  expect(pair.flatMap(objectHashes)).toHaveLength(2);
  await converges(pair, JOINED);
});

test("one object on two computers is one incident", async () => {
  await converges([detection("x", { object: "evil" }), detection("y", { object: "evil", computer: "pc-2" })], JOINED);
});

test("two detections of a computer whose incident has ended are one incident again", async () => {
  const before = memoryTable();
  const { incidentId } = await place(before, arrival("zero"), detection("w", { object: "evil" }));
  await converges(
    [detection("x", { object: "evil", rule: "B2" }), detection("y", { object: "evil", rule: "C3" })],
    { detections: 3, outcomes: ["reopened", "reopened"] },
    async (table) => {
      await place(table, arrival("zero"), detection("w", { object: "evil" }));
      await finish(table, incidentId, T0);
    },
  );
});
