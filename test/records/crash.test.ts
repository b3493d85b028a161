// Placing stops at any of its writes and is done again: the same answer, and the same records as without the crash.
import { describe, expect, test } from "vitest";
import type { Detection } from "../../core/detection.ts";
import { claim, settleClaim } from "../../records/detections.ts";
import { type Placed, place } from "../../records/placing.ts";
import { arrival, detection, factsIn, finish, later, T0 } from "./detections.ts";
import { contents, crashing, type MemoryTable, memoryTable } from "./memory-table.ts";

interface Story {
  before?: Detection[];
  finished?: boolean;
  what: Detection;
  outcome: string;
}
const evil = detection("x", { object: "evil", image: "cmd" });
const STORIES: Record<string, Story> = {
  "opens an incident": { what: evil, outcome: "opened" },
  "has aliases": { what: detection("x", { object: "evil", aliases: ["y", "z"] }), outcome: "opened" },
  "joins its computer's": { before: [evil], what: detection("b", { rule: "B2", object: "bad" }), outcome: "attached" },
  "joins by its object": {
    before: [evil],
    what: detection("b", { computer: "pc-2", object: "evil" }),
    outcome: "attached",
  },
  "says nothing new": { before: [evil], what: detection("b", { object: "evil", image: "cmd" }), outcome: "attached" },
  "is a duplicate": { before: [evil], what: evil, outcome: "duplicate" },
  reopens: {
    before: [evil],
    finished: true,
    what: detection("b", { object: "evil", image: "cmd" }),
    outcome: "reopened",
  },
  "reopens with something new": {
    before: [evil],
    finished: true,
    what: detection("b", { object: "bad" }),
    outcome: "reopened",
  },
  "is seen again": { before: [evil], what: { ...evil, revision: 2 }, outcome: "updated" },
  "is seen again, and worse": {
    before: [{ ...evil, severity: "low", revision: 1 }],
    what: { ...evil, revision: 2 },
    outcome: "updated",
  },
  "is seen again after the end": {
    before: [evil],
    finished: true,
    what: { ...evil, revision: 2, occurredAt: later(1) },
    outcome: "reopened",
  },
  "opens anew after the end": {
    before: [evil],
    finished: true,
    what: detection("b", { rule: "B2" }),
    outcome: "opened",
  },
};

async function prepared({ before = [], finished = false }: Story): Promise<MemoryTable> {
  const table = memoryTable();
  for (const [n, each] of before.entries()) {
    const { incidentId } = await place(table, arrival(`before-${n}`), each);
    if (finished) await finish(table, incidentId, T0);
  }
  return table;
}
const run = (table: MemoryTable | ReturnType<typeof crashing>, { what }: Story) =>
  place(table, arrival("delivery", later(1)), what);
const answerOf = ({ news: _n, ...answer }: Placed) => answer;

describe.each(Object.entries(STORIES))("a detection that %s", (_name, story) => {
  test("is placed as if nothing had happened, whichever write it crashed at", async () => {
    const undisturbed = await prepared(story);
    const counting = crashing(undisturbed, Number.POSITIVE_INFINITY, "before");
    const wanted = await run(counting, story);
    expect(wanted.outcome).toBe(story.outcome);
    expect(counting.writes()).toBeGreaterThan(0);
    for (let n = 1; n <= counting.writes(); n += 1) {
      for (const when of ["before", "after"] as const) {
        const table = await prepared(story);
        await expect(run(crashing(table, n, when), story)).rejects.toMatchObject({ name: "Unavailable" });
        const again = await run(table, story);
        expect(answerOf(again), `${when} write ${n}`).toEqual(answerOf(wanted));
        expect(contents(table), `${when} write ${n}`).toEqual(contents(undisturbed));
        expect(answerOf(await run(table, story))).toEqual(answerOf(wanted));
        expect(contents(table)).toEqual(contents(undisturbed));
      }
    }
  });
});

test("of two that share an object the second goes on where the first crashed, and both are in one incident", async () => {
  const [a, b] = [detection("a", { object: "evil" }), detection("b", { object: "evil", computer: "pc-2" })];
  const counting = crashing(memoryTable(), Number.POSITIVE_INFINITY, "before");
  await place(counting, arrival("a"), a);
  for (let n = 1; n <= counting.writes(); n += 1) {
    const table = memoryTable();
    await place(crashing(table, n, "after"), arrival("a"), a).catch(() => undefined);
    const second = await place(table, arrival("b", later(1)), b);
    const first = await place(table, arrival("a"), a);
    expect(first.incidentId, `after write ${n}`).toBe(second.incidentId);
    expect([first.outcome, second.outcome].sort(), `after write ${n}`).toEqual(["attached", "opened"]);
  }
});

test("of two that say the same the second goes on where the first crashed, and each fact is told once", async () => {
  const [a, b] = [detection("a", { object: "evil", image: "cmd" }), detection("b", { object: "evil", image: "cmd" })];
  const undisturbed = memoryTable();
  const counting = crashing(undisturbed, Number.POSITIVE_INFINITY, "before");
  await place(counting, arrival("a"), a);
  const told = factsIn(undisturbed).length;
  for (let n = 1; n <= counting.writes(); n += 1) {
    const table = memoryTable();
    await place(crashing(table, n, "after"), arrival("a"), a).catch(() => undefined);
    await place(table, arrival("b", later(1)), b);
    await place(table, arrival("a"), a);
    expect(factsIn(table), `after write ${n}`).toHaveLength(told);
  }
});

test("the first decision about a detection stands", async () => {
  const table = memoryTable();
  const claimed = await claim(table, ["x"], { customerId: "acme", detectionId: "x", at: T0, deliveryId: "one" });
  expect(await settleClaim(table, claimed, "inc-1", "opened")).toMatchObject({
    incidentId: "inc-1",
    outcome: "opened",
  });
  expect(await settleClaim(table, claimed, "inc-2", "attached")).toMatchObject({
    incidentId: "inc-1",
    outcome: "opened",
  });
});
