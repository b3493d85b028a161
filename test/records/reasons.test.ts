// One delivery's new findings are one reason to look, and none of them is lost to who looked a moment before.
import { beforeEach, expect, test } from "vitest";
import type { Table } from "../../core/ports.ts";
import { addToReason, handleReasons, openReasons } from "../../records/incidents.ts";
import { place } from "../../records/placing.ts";
import { arrival, detection, T0 } from "./detections.ts";
import { memoryTable } from "./memory-table.ts";

const REASON = { customerId: "acme", incidentId: "inc-1", reasonId: "facts-d", kind: "facts", at: T0 } as const;
let table: Table;
const open = () => openReasons(table, "acme", "inc-1");
beforeEach(() => {
  table = memoryTable(() => Date.parse(T0));
});

test("findings join it, and handling it once handles all that was read", async () => {
  for (const finding of ["a", "b", "b"]) await addToReason(table, REASON, finding);
  const read = await open();
  expect(read.map(({ findings }) => findings)).toEqual([["a", "b"]]);
  await handleReasons(table, read);
  expect(await open()).toEqual([]);
});

test("a finding that joins between the look and the handling keeps it open", async () => {
  await addToReason(table, REASON, "a");
  const read = await open();
  await addToReason(table, REASON, "b");
  await handleReasons(table, read);
  expect(await open()).toHaveLength(1);
});

test("a finding that joins what was handled opens it again, and so does one that is done again", async () => {
  await addToReason(table, REASON, "a");
  await handleReasons(table, await open());
  await addToReason(table, REASON, "b");
  expect(await open()).toHaveLength(1);
  await handleReasons(table, await open());
  await addToReason(table, REASON, "b");
  expect(await open()).toHaveLength(1);
});

test("a look that falls between the reason and the finding loses nothing", async () => {
  const { incidentId } = await place(table, arrival("d-1"), detection("A1", { rule: "A1" }));
  const unseen: Table = {
    ...table,
    put: async (item, expected) => {
      if (item.sk.startsWith("FINDING#")) await handleReasons(table, await openReasons(table, "acme", incidentId));
      return table.put(item, expected);
    },
  };
  await place(unseen, arrival("d-2"), detection("A2", { rule: "A2" }));
  expect(await openReasons(table, "acme", incidentId)).toHaveLength(1);
});

test("three new detections of a delivery are one reason, those of another delivery a second", async () => {
  const found = [];
  for (const rule of ["A1", "A2", "A3"]) found.push(await place(table, arrival("d-1"), detection(rule, { rule })));
  found.push(await place(table, arrival("d-2"), detection("A4", { rule: "A4" })));
  const [incidentId = ""] = new Set(found.map((one) => one.incidentId));
  const reasons = await openReasons(table, "acme", incidentId);
  expect(reasons.map(({ findings }) => findings?.length).sort()).toEqual([1, 3]);
});
