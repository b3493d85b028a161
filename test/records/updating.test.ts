// A repeat with a higher revision updates the detection; nothing else of a repeat does.
import { beforeEach, expect, test } from "vitest";
import type { Detection } from "../../core/detection.ts";
import { listDetections, readFindings } from "../../records/detections.ts";
import { openReasons } from "../../records/incidents.ts";
import { place } from "../../records/placing.ts";
import { arrival, detection, detectionsIn, finish, incidentsIn, later, T0 } from "./detections.ts";
import { type MemoryTable, memoryTable } from "./memory-table.ts";

let table: MemoryTable;
beforeEach(() => {
  table = memoryTable();
});
const seen = (revision: number | undefined, more: Partial<Detection> = {}): Detection => ({
  ...detection("finding-1", { object: "evil", severity: "low" }),
  ...(revision === undefined ? {} : { revision }),
  ...more,
});
const arrives = (what: Detection, hours: number, delivery = `delivery-${hours}`) =>
  place(table, arrival(delivery, later(hours)), what);
const kept = async (incidentId: string) =>
  (await listDetections(table, { customerId: "acme", incidentId }, { limit: 9 })).values;

test("a higher count updates the one detection, and wakes nobody where it says nothing new", async () => {
  const first = await arrives(seen(1), 0);
  const again = await arrives(seen(5, { occurredAt: later(1) }), 1);
  expect(again).toEqual({ ...first, outcome: "updated", news: false });
  const records = await kept(first.incidentId);
  expect(records.map(({ detection, at }) => [detection.revision, detection.occurredAt, at])).toEqual([
    [5, later(1), T0],
  ]);
});

test("what is new about it is a finding of its own, with a reason to look", async () => {
  const { incidentId } = await arrives(seen(1), 0);
  const before = await openReasons(table, "acme", incidentId);
  expect(await arrives(seen(2, { severity: "critical" }), 1)).toMatchObject({ outcome: "updated", news: true });
  const findings = await readFindings(table, { customerId: "acme", incidentId });
  expect(findings.map(({ finding, at }) => [finding.severity, at]).sort()).toEqual([
    ["critical", later(1)],
    ["low", T0],
  ]);
  expect(await openReasons(table, "acme", incidentId)).toHaveLength(before.length + 1);
});

test.each([
  ["the same", 3],
  ["a lower", 2],
  ["no", undefined],
])("%s revision is a duplicate and changes nothing", async (_name, revision) => {
  await arrives(seen(3), 0);
  const before = table.state();
  expect(await arrives(seen(revision, { severity: "critical" }), 1)).toMatchObject({
    outcome: "duplicate",
    news: false,
  });
  expect(table.state()).toBe(before);
});

test("the same delivery done again answers the same, and counts as news once more", async () => {
  await arrives(seen(1), 0);
  const once = await arrives(seen(2, { severity: "critical" }), 1, "delivery");
  expect(await arrives(seen(2, { severity: "critical" }), 1, "delivery")).toEqual(once);
});

test("an update of the time before the end leaves a finished incident finished; activity after it opens it again", async () => {
  const first = await arrives(seen(1), 0);
  await finish(table, first.incidentId, later(2));
  expect((await arrives(seen(2, { occurredAt: later(1) }), 3)).outcome).toBe("updated");
  const again = await arrives(seen(3, { occurredAt: later(4) }), 4);
  expect(again).toMatchObject({ outcome: "reopened", incidentId: first.incidentId, news: true });
  expect(detectionsIn(table)).toHaveLength(2);
  expect((await arrives(seen(3, { occurredAt: later(4) }), 5)).outcome).toBe("duplicate");
});

test("activity long after the end opens an incident of its own", async () => {
  const first = await arrives(seen(1), 0);
  await finish(table, first.incidentId, later(1));
  const month = 24 * 30;
  expect(await arrives(seen(9, { occurredAt: later(month) }), month)).toMatchObject({ outcome: "opened", news: true });
  expect(incidentsIn(table)).toHaveLength(2);
});
