// Where a detection goes: which incident it joins, opens or reopens.
import { beforeEach, describe, expect, test } from "vitest";
import { hold } from "../../core/computer.ts";
import type { Detection } from "../../core/detection.ts";
import { changeIsolation, incidentsOf } from "../../records/computers.ts";
import { changeIncident, openReasons, readIncident } from "../../records/incidents.ts";
import { place } from "../../records/placing.ts";
import { readRecorded } from "../../records/timeline.ts";
import { arrival, detection, detectionsIn, type Facts, factsIn, finish, incidentsIn, later, T0 } from "./detections.ts";
import { crashing, type MemoryTable, memoryTable } from "./memory-table.ts";

let table: MemoryTable;
let deliveries = 0;
beforeEach(() => {
  table = memoryTable();
});
const arrives = (what: Detection, at = T0, policy: Record<string, unknown> = {}) =>
  place(table, arrival(`delivery-${++deliveries}`, at, policy), what);
const opened = (facts: Facts, at = T0) => arrives(detection("first", facts), at);
const outcomeOf = async (facts: Facts, at = later(1), policy = {}) => {
  const first = incidentsIn(table)[0]?.incidentId;
  const { outcome, incidentId } = await arrives(detection(`second-${++deliveries}`, facts), at, policy);
  return [outcome, incidentId === first ? "same incident" : "other incident"];
};

describe("correlation", () => {
  test("the first detection opens an incident with its severity, its computer and a reason to look", async () => {
    const { incidentId, outcome, news } = await opened({ object: "evil" });
    expect([outcome, news]).toEqual(["opened", true]);
    expect((await readIncident(table, "acme", incidentId))?.value).toMatchObject({
      status: "open",
      severity: "high",
      round: 1,
      episode: 1,
      createdAt: T0,
      computers: [{ computerId: "pc-1" }],
    });
    expect(await openReasons(table, "acme", incidentId)).toMatchObject([{ kind: "facts", at: T0 }]);
    expect((await incidentsOf(table, "acme", "pc-1", { limit: 9 })).values).toMatchObject([{ incidentId }]);
  });

  test.each<[string, Facts, Facts, string, string]>([
    ["the same computer joins", {}, { rule: "B2" }, "attached", "same incident"],
    ["another computer does not", {}, { computer: "pc-2" }, "opened", "other incident"],
    [
      "a shared object joins another computer",
      { object: "evil" },
      { computer: "pc-2", object: "evil", rule: "B2" },
      "attached",
      "same incident",
    ],
    ["another object does not", { object: "evil" }, { computer: "pc-2", object: "bad" }, "opened", "other incident"],
    [
      "an object that the system's vendor signed never joins",
      { object: "psexec", signature: "os-vendor" },
      { computer: "pc-2", object: "psexec", signature: "os-vendor" },
      "opened",
      "other incident",
    ],
    [
      "a shared process image (powershell) never joins",
      { image: "powershell" },
      { computer: "pc-2", image: "powershell" },
      "opened",
      "other incident",
    ],
  ])("%s", async (_what, first, second, outcome, which) => {
    await opened(first);
    expect(await outcomeOf(second)).toEqual([outcome, which]);
  });

  test("nothing joins another customer's incident", async () => {
    await opened({ object: "evil" });
    const other = { ...arrival("d"), customerId: "globex" };
    expect(await place(table, other, detection("first", { object: "evil" }))).toMatchObject({ outcome: "opened" });
    expect(incidentsIn(table)).toHaveLength(2);
  });

  test("the incident of its computer goes before that of its object", async () => {
    const a = await opened({ object: "evil" });
    const b = await arrives(detection("b", { computer: "pc-2" }));
    const c = await arrives(detection("c", { computer: "pc-2", object: "evil" }));
    expect([c.incidentId, c.outcome]).toEqual([b.incidentId, "attached"]);
    const d = await arrives(detection("d", { computer: "pc-3", object: "evil" }));
    expect([d.incidentId, d.outcome]).toEqual([a.incidentId, "attached"]);
    expect(a.incidentId).not.toBe(b.incidentId);
  });

  test.each([
    [24, "attached"],
    [24.01, "opened"],
  ])("%d hours after the last detection one more is %s", async (hours, outcome) => {
    await opened({});
    await arrives(detection("more", { rule: "B2" }), later(20));
    expect((await outcomeOf({ rule: "C3" }, later(20 + hours)))[0]).toBe(outcome);
  });

  test("the window is the customer's setting", async () => {
    await opened({});
    expect((await outcomeOf({ rule: "C3" }, later(3), { correlateWithinHours: 2 }))[0]).toBe("opened");
  });

  test("an incident that holds a computer stays open to its detections, and to no longer than that", async () => {
    const { incidentId } = await opened({});
    await changeIsolation(table, "acme", "pc-1", (isolation) => hold(isolation, incidentId));
    expect(await outcomeOf({ rule: "B2" }, later(300))).toEqual(["attached", "same incident"]);
    await changeIsolation(table, "acme", "pc-1", (isolation) => ({ ...isolation, holds: ["inc-of-another"] }));
    expect(await outcomeOf({ rule: "C3" }, later(600))).toEqual(["opened", "other incident"]);
  });

  test("after the end another rule opens a new incident, and its pointers lead there from then on", async () => {
    const { incidentId } = await opened({ object: "evil" });
    await finish(table, incidentId, later(1));
    const second = await arrives(detection("b", { rule: "B2" }), later(2));
    expect([second.outcome, second.incidentId === incidentId]).toEqual(["opened", false]);
    expect(await arrives(detection("c", { rule: "C3" }), later(3))).toMatchObject({
      outcome: "attached",
      incidentId: second.incidentId,
    });
  });
});

describe("reopening", () => {
  const DAY = 24;
  test.each<[string, Facts, number, string, string]>([
    ["the same rule on the same computer reopens", { rule: "A1" }, 7 * DAY, "reopened", "same incident"],
    [
      "the same object on the same computer reopens",
      { rule: "B2", object: "evil" },
      6 * DAY,
      "reopened",
      "same incident",
    ],
    ["another rule does not", { rule: "B2" }, 1, "opened", "other incident"],
    ["the same rule on another computer does not", { rule: "A1", computer: "pc-2" }, 1, "opened", "other incident"],
    ["after the seventh day nothing does", { rule: "A1" }, 7 * DAY + 0.01, "opened", "other incident"],
  ])("%s", async (_what, facts, hours, outcome, which) => {
    const { incidentId } = await opened({ object: "evil" });
    await finish(table, incidentId, later(10));
    expect(await outcomeOf(facts, later(10 + hours))).toEqual([outcome, which]);
    const again = (await openReasons(table, "acme", incidentId)).filter(({ reasonId }) =>
      reasonId.startsWith("again-"),
    );
    expect(again).toHaveLength(outcome === "reopened" ? 1 : 0);
  });

  test("the same alarm told again, word for word, is a reason to look although it says nothing new", async () => {
    const { incidentId } = await opened({ object: "evil" });
    await finish(table, incidentId, later(1));
    const facts = factsIn(table).length;
    const again = await arrives(detection("told-again", { object: "evil" }), later(2));
    expect(again).toMatchObject({ outcome: "reopened", incidentId, news: true });
    expect(factsIn(table)).toHaveLength(facts);
    expect(detectionsIn(table)).toHaveLength(2);
  });

  test("a rule and a computer whose names run into each other's are not mistaken for others", async () => {
    const { incidentId } = await opened({ computer: "pc#A", rule: "1" });
    await finish(table, incidentId, later(1));
    expect(await outcomeOf({ computer: "pc", rule: "A#1" }, later(2))).toEqual(["opened", "other incident"]);
  });
});

describe("what is told twice", () => {
  test("is a duplicate of the first, whichever channel told it", async () => {
    const first = await arrives(detection("x", { object: "evil", aliases: ["y"] }));
    for (const [id, aliases] of [
      ["x", []],
      ["y", []],
      ["y", ["x"]],
      ["z", ["y"]],
    ] as const)
      expect(await arrives(detection(id, { object: "evil", aliases: [...aliases] }), later(1))).toMatchObject({
        outcome: "duplicate",
        incidentId: first.incidentId,
        detectionId: first.detectionId,
        news: false,
      });
    expect(detectionsIn(table)).toHaveLength(1);
  });

  test("is placed by the second where the first crashed before its alias: still one event", async () => {
    // By hand: the first came as far as its own id.
    const { claim } = await import("../../records/detections.ts");
    const { detectionId } = await import("../../core/ids.ts");
    const [x, y] = ["x", "y"].map((id) => detectionId("acme", "eset", id)).sort();
    if (x === undefined || y === undefined) throw new Error("ids");
    const mine = { customerId: "acme", detectionId: x, at: T0, deliveryId: "one" };
    await claim(table, [x], mine);
    const other = await claim(table, [y], { ...mine, detectionId: y, deliveryId: "two" });
    expect(other.detectionId).toBe(y);
    expect((await claim(table, [x, y], mine)).detectionId).toBe(y);
    expect((await claim(table, [x], { ...mine, deliveryId: "three" })).detectionId).toBe(y);
  });
});

describe("a storm", () => {
  test("of one finding writes a detection each, and neither the incident, a reason nor the timeline again", async () => {
    const { incidentId } = await opened({ object: "evil" });
    const version = (await readIncident(table, "acme", incidentId))?.version;
    const [facts, all] = [factsIn(table).length, table.dump().length];
    for (let n = 0; n < 25; n += 1)
      expect(await arrives(detection(`storm-${n}`, { object: "evil" }), later(1))).toMatchObject({
        outcome: "attached",
        news: false,
      });
    expect(table.dump().length - all).toBe(25 * 2); // claim and detection
    expect([(await readIncident(table, "acme", incidentId))?.version, factsIn(table).length]).toEqual([version, facts]);
    expect(await openReasons(table, "acme", incidentId)).toHaveLength(1);
  });
});

describe("the timeline", () => {
  test("only grows: whatever is placed later leaves every entry as it was", async () => {
    const { incidentId } = await opened({ object: "evil", image: "cmd" });
    const read = async () => (await readRecorded(table, { customerId: "acme", incidentId }, undefined, 1000)).values;
    const before = await read();
    await arrives(detection("b", { rule: "B2", image: "cmd" }), later(1));
    await arrives(detection("c", { computer: "pc-2", object: "evil" }), later(2));
    await changeIncident(table, "acme", incidentId, (now) => ({ ...now, severity: "critical" }));
    const after = await read();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
    expect(after.map(({ recordedAt }) => recordedAt)).toEqual(after.map(({ recordedAt }) => recordedAt).sort());
    expect(factsIn(table).filter(({ kind }) => kind === "incident-created")).toHaveLength(1);
    expect(factsIn(table).filter(({ kind }) => kind === "computer-added")).toHaveLength(2);
    expect(factsIn(table).filter(({ kind }) => kind === "process-added")).toHaveLength(1);
  });

  test("never says that something occurred after it was received", async () => {
    const ahead = { ...detection("x"), occurredAt: "2027-01-01T00:00:00.000+09:00" };
    const { incidentId } = await arrives(ahead);
    const { values } = await readRecorded(table, { customerId: "acme", incidentId }, undefined, 100);
    expect(values.every(({ occurredAt, recordedAt }) => occurredAt <= recordedAt)).toBe(true);
  });
});

test("what says nothing new of an open incident is two writes: its claim, settled, and itself", async () => {
  await opened({ object: "evil" });
  const counting = crashing(table, Number.POSITIVE_INFINITY, "before");
  const same = detection("second", { object: "evil" });
  expect(await place(counting, arrival("again", later(1)), same)).toMatchObject({ outcome: "attached", news: false });
  expect(counting.writes()).toBe(2);
});

test("a detection that joins brings its own object along: who shares that joins too", async () => {
  await opened({ object: "evil" });
  expect(await outcomeOf({ object: "bad", rule: "B2" })).toEqual(["attached", "same incident"]);
  expect(await outcomeOf({ object: "bad", computer: "pc-2" })).toEqual(["attached", "same incident"]);
});
