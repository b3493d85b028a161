// Holds of computers, and the ceiling of automatic isolations.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CONNECTED, endHold, hold, type Isolation } from "../../core/computer.ts";
import { createTable } from "../../local/table.ts";
import { changeIsolation, createComputer, takeFromCeiling } from "../../records/computers.ts";
import { T0 } from "./detections.ts";
import { memoryTable } from "./memory-table.ts";

const step = fc.record({ held: fc.boolean(), incident: fc.constantFrom("i1", "i2", "i3") });
function walk(check: (before: Isolation, after: Isolation, held: boolean, incident: string) => void): void {
  const property = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    let isolation = CONNECTED;
    for (const { held, incident } of steps) {
      const before = structuredClone(isolation);
      const after = held ? hold(isolation, incident) : endHold(isolation, incident);
      expect(isolation).toEqual(before);
      check(before, after, held, incident);
      isolation = after;
    }
  });
  void fc.assert(property);
}

describe("holds", () => {
  test("isolation is wanted exactly as long as an incident holds the computer", () => {
    walk((_before, after) => expect(after.wanted).toBe(after.holds.length > 0 ? "isolated" : "connected"));
  });

  test("an incident holds a computer once, until its own hold ends, and touches no other's", () => {
    walk((before, after, held, incident) => {
      expect(after.holds.includes(incident)).toBe(held);
      expect(new Set(after.holds).size).toBe(after.holds.length);
      const others = (isolation: Isolation) => isolation.holds.filter((one) => one !== incident);
      expect(others(after)).toEqual(others(before));
    });
  });

  test("a new generation begins exactly when something else is wanted", () => {
    walk((before, after) => expect(after.generation - before.generation).toBe(before.wanted === after.wanted ? 0 : 1));
  });

  test("what the product showed is not changed by what is wanted, and an earlier request does not count for a new generation", () => {
    walk((before, after) => expect(after.state).toBe(before.state));
    const asked = { ...hold(CONNECTED, "i1"), action: { incidentId: "i1", actionId: "a1" } };
    expect(hold(asked, "i2").action).toEqual(asked.action);
    expect(endHold(asked, "i1")).not.toHaveProperty("action");
  });

  test("doing it again changes nothing", () => {
    walk((_before, after, held, incident) =>
      expect(held ? hold(after, incident) : endHold(after, incident)).toEqual(after),
    );
  });
});

describe("the ceiling of automatic isolations", () => {
  const ceiling = { perWindow: 3, minutes: 10, atATime: 100 };
  const at = (minutes: number) => new Date(Date.parse(T0) + minutes * 60_000).toISOString();

  test.each([
    ["in memory", () => memoryTable()],
    ["on disk", () => createTable(":memory:", () => Date.parse(T0))],
  ])("of many that ask at once exactly so many get it (%s)", async (_name, create) => {
    const table = create();
    const got = await Promise.all(
      Array.from({ length: 12 }, (_, n) => takeFromCeiling(table, "acme", `pc-${n}`, T0, ceiling)),
    );
    expect(got.filter(Boolean)).toHaveLength(3);
    expect(await takeFromCeiling(table, "other", "pc-1", T0, ceiling)).toBe(true);
  });

  test("a computer that has its place keeps it, also when it asks again and after the ceiling is reached", async () => {
    const table = memoryTable();
    for (const computer of ["a", "a", "b", "a", "c"])
      expect(await takeFromCeiling(table, "acme", computer, T0, ceiling)).toBe(true);
    expect(await takeFromCeiling(table, "acme", "d", at(1), ceiling)).toBe(false);
    expect(await takeFromCeiling(table, "acme", "b", at(9), ceiling)).toBe(true);
  });

  test("places come back when the window has passed, each in its time", async () => {
    const table = memoryTable();
    for (const [n, computer] of ["a", "b", "c"].entries())
      await takeFromCeiling(table, "acme", computer, at(n), ceiling);
    expect(await takeFromCeiling(table, "acme", "d", at(9.9), ceiling)).toBe(false);
    expect(await takeFromCeiling(table, "acme", "d", at(10), ceiling)).toBe(true);
    expect(await takeFromCeiling(table, "acme", "e", at(10.5), ceiling)).toBe(false);
  });

  test("no more are in force at a time than allowed, however long ago; a place comes back when a computer is released", async () => {
    const table = memoryTable();
    const few = { ...ceiling, perWindow: 100, atATime: 2 };
    for (const id of ["a", "b"]) {
      await createComputer(table, "acme", "eset", { computer: { id, name: id } });
      expect(await takeFromCeiling(table, "acme", id, T0, few)).toBe(true);
      await changeIsolation(table, "acme", id, (isolation) => hold(isolation, "inc-1"));
    }
    expect(await takeFromCeiling(table, "acme", "c", at(1), few)).toBe(false);
    expect(await takeFromCeiling(table, "acme", "c", at(60), few)).toBe(false);
    await changeIsolation(table, "acme", "a", (isolation) => endHold(isolation, "inc-1"));
    expect(await takeFromCeiling(table, "acme", "c", at(61), few)).toBe(true);
    expect(await takeFromCeiling(table, "acme", "d", at(62), few)).toBe(false);
  });

  test("a ceiling of none lets none through", async () => {
    expect(await takeFromCeiling(memoryTable(), "acme", "a", T0, { ...ceiling, perWindow: 0 })).toBe(false);
  });
});
