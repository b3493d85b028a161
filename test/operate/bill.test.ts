// What an incident costs in units: a change that adds a write, a read, a state or a mail fails here. No money, no prices.
import { describe, expect, test } from "vitest";
import type { Item } from "../../core/ports.ts";
import { deliver, type LIVES, live } from "../../operate/bill/lives.ts";
import { amountsOf, billedMilliseconds, dollarsOf, readPrices, total } from "../../operate/bill/price.ts";
import { meterTable } from "../../operate/bill/table-units.ts";
import { memoryTable } from "../records/memory-table.ts";
import { n1 } from "../stories.ts";

const item = (bytes: number, more: Partial<Item> = {}) => ({
  pk: "P",
  sk: "a",
  body: { x: "x".repeat(bytes) },
  ...more,
});
const list = { pk: "L", sk: "1#a" };
const due = { pk: "DUE#1", sk: "2026#a" };

describe("the table's units", () => {
  const metered = () => meterTable(memoryTable(() => 0));

  test.each([
    ["a small item", item(10), 1, 0],
    ["one of 2.5 KB", item(2500), 3, 0],
    ["one in the list, where it stands whole", item(2500, { list }), 3, 3],
    ["one that is due, where only its keys stand", item(2500, { due }), 3, 1],
    ["one in both", item(2500, { list, due }), 3, 4],
  ])("%s costs its write and those of its indexes", async (_what, one, writeUnits, indexWriteUnits) => {
    const { table, units } = metered();
    expect(await table.put(one, "absent")).toBe("done");
    expect(units).toMatchObject({ writeUnits, indexWriteUnits, readUnits: 0 });
  });

  test("a write that its condition refuses costs the larger of both items, and no index", async () => {
    const { table, units } = metered();
    await table.put(item(2500, { list }), "absent");
    expect(await table.put(item(10, { list }), "absent")).toBe("refused");
    expect(units).toMatchObject({ writeUnits: 6, indexWriteUnits: 3 });
  });

  test("a change costs the larger item; an entry that moves two writes, one that stays none, one that goes one", async () => {
    const { table, units } = metered();
    await table.put(item(2500, { due }), "absent");
    await table.put(item(10, { due: { ...due, sk: "2027#a" } }), 1);
    expect(units).toMatchObject({ writeUnits: 6, indexWriteUnits: 3 });
    await table.put(item(20, { due: { ...due, sk: "2027#a" } }), 2);
    expect(units).toMatchObject({ writeUnits: 7, indexWriteUnits: 3 });
    await table.put(item(20), 3);
    expect(units).toMatchObject({ writeUnits: 8, indexWriteUnits: 4 });
    await table.remove({ pk: "P", sk: "a" }, 4);
    expect(units).toMatchObject({ writeUnits: 9, indexWriteUnits: 4, storedBytes: 0 });
  });

  test("a read costs by 4 KB, at least one, a page by its sum, an index half", async () => {
    const { table, units } = metered();
    await table.get({ pk: "P", sk: "nothing" });
    expect(units.readUnits).toBe(1);
    for (const sk of ["a", "b", "c"]) await table.put(item(3000, { sk, list: { pk: "L", sk } }), "absent");
    await table.get({ pk: "P", sk: "a" });
    expect(units.readUnits).toBe(2);
    await table.query({ pk: "P" });
    expect(units.readUnits).toBe(5);
    await table.queryIndex("list", { pk: "L" });
    expect(units.readUnits).toBe(6.5);
    await table.queryIndex("due", { pk: "DUE#1" });
    expect(units).toMatchObject({ readUnits: 6.5, sweeperQueries: 1 });
  });
});

test("calls that are under way together are waited for once", async () => {
  const { table, units } = meterTable(memoryTable(() => 0));
  await Promise.all(["a", "b", "c"].map((sk) => table.get({ pk: "P", sk })));
  await table.get({ pk: "P", sk: "a" });
  expect(units).toMatchObject({ tableCalls: 4, tableWaits: 2 });
});

/** What is billed of a life and is ours to choose. Bytes change with each wording, and stand in no list. */
const billed = async (name: keyof typeof LIVES) => {
  const {
    transitions,
    writeUnits,
    indexWriteUnits,
    readUnits,
    invocations,
    httpRequests,
    mails,
    secretCalls,
    productCalls,
  } = await live(name);
  return {
    transitions,
    writeUnits,
    indexWriteUnits,
    readUnits,
    invocations,
    httpRequests,
    mails,
    secretCalls,
    productCalls,
  };
};

describe("one incident counts exactly", () => {
  test("blocked, closed", async () =>
    expect(await billed("closed")).toEqual({
      transitions: 5,
      writeUnits: 57,
      indexWriteUnits: 20,
      readUnits: 51,
      invocations: 4,
      httpRequests: 1,
      mails: 2,
      secretCalls: 1,
      productCalls: 0,
    }));

  test("killed and removed, resolved", async () =>
    expect(await billed("resolved")).toEqual({
      transitions: 5,
      writeUnits: 122,
      indexWriteUnits: 23,
      readUnits: 98,
      invocations: 4,
      httpRequests: 1,
      mails: 2,
      secretCalls: 2,
      productCalls: 12,
    }));

  test("isolated, recovered by the customer", async () =>
    expect(await billed("recovered")).toEqual({
      transitions: 12,
      writeUnits: 339,
      indexWriteUnits: 52,
      readUnits: 440,
      invocations: 17,
      httpRequests: 9,
      mails: 3,
      secretCalls: 2,
      productCalls: 16,
    }));
});

test("a webhook that is rejected counts no write and no transition, and one read", async () => {
  const units = await deliver(n1(), { authorization: "Bearer wrong" });
  expect(units).toMatchObject({ writeUnits: 0, indexWriteUnits: 0, workflowCalls: 0, readUnits: 1, mails: 0 });
});

test("a warm function reads no secret again", async () => {
  const [once, twice] = [await deliver(n1(), {}), await deliver(n1(), {}, 2)];
  expect([once.secretCalls, twice.secretCalls]).toEqual([1, 1]);
  expect(twice.httpRequests).toBe(2);
});

describe("the price file", () => {
  const prices = readPrices();
  const units = {
    ...{
      readUnits: 0,
      writeUnits: 0,
      indexWriteUnits: 0,
      sweeperQueries: 0,
      storedBytes: 0,
      tableCalls: 0,
      tableWaits: 0,
      mails: 0,
    },
    ...{
      mailBytes: 0,
      secretCalls: 0,
      workflowCalls: 0,
      productCalls: 0,
      productWaits: 0,
      logBytes: 0,
      httpRequests: 0,
    },
    ...{ transitions: 0, executions: 0, invocations: 0, workflowLogBytes: 0, sleptMilliseconds: 0 },
  };
  const cost = (more: Partial<typeof units>) =>
    total(dollarsOf(amountsOf({ ...units, ...more }, prices), prices, "us-east-1"));

  test("names a source for every unit, and a price in each region", () => {
    for (const unit of Object.keys(prices.units))
      for (const list of Object.values(prices.regions)) expect(list).toHaveProperty(unit);
    expect(Object.keys(prices.regions)).toEqual(["ap-northeast-1", "us-east-1"]);
    for (const { checked } of Object.values(prices.units))
      for (const region of checked?.regions ?? []) expect(prices.regions).toHaveProperty(region);
  });

  test("is multiplied by what was counted", () => {
    expect(cost({ transitions: 1000 })).toBeCloseTo(0.025);
    expect(cost({ writeUnits: 600_000, indexWriteUnits: 400_000 })).toBeCloseTo(0.625);
    expect(cost({ mails: 1000 })).toBeGreaterThanOrEqual(0.1);
    expect(cost({})).toBe(0);
    expect(billedMilliseconds({ ...units, tableWaits: 3 }, prices)).toBe(3 * prices.assumed.tableCall);
    expect(billedMilliseconds({ ...units, tableCalls: 3, sleptMilliseconds: 7 }, prices)).toBe(7);
    expect(() => dollarsOf({}, prices, "eu-west-1")).toThrow("does not know eu-west-1");
  });
});
