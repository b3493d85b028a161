// One thread for the table and the journal: the order in which they were asked is the order on disk.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Disk, type DiskWrite, messageOf, openDisk } from "../../local/disk.ts";
import { createJournal } from "../../local/state-machine.ts";
import { createTable } from "../../local/table.ts";
import { unpacked } from "../../local/table-writes.ts";

const AT = Date.UTC(2026, 0, 5);
let folder: string;
let disk: Disk;
let deaths = 0;
const path = () => join(folder, "records.db");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "disk-"));
  deaths = 0;
  // As in a house: both make their tables before the first write.
  createTable(path(), () => AT).close();
  createJournal(path()).close();
  disk = openDisk(path(), () => {
    deaths += 1;
  });
});
afterEach(() => {
  disk.close();
  rmSync(folder, { recursive: true });
});

const item = (sk: string) => ({ pk: "P", sk, body: { v: 1 } });
const execution = (name: string) => ({
  name,
  definition: { id: "d", source: "{}" },
  input: {},
  startedAt: AT,
  deadline: AT + 1000,
  events: [],
  frame: {
    id: "",
    state: "A",
    input: {},
    variables: {},
    previous: 0,
    retries: [],
    step: { at: "enter" as const },
  },
});

const put = (n: number) => ({ pk: "P", sk: "a", columns: [`{"n":${n}}`, null, null, null, null, null], seconds: 1 });

test("writes of one batch to one item become one, and each has its outcome", () => {
  const line: DiskWrite = {
    kind: "commit",
    execution: 1,
    events: undefined,
    frames: [],
    removed: [],
    ended: undefined,
  };
  const gone = { kind: "remove" as const, pk: "P", sk: "a", seconds: 1, version: 3 };
  const batch: DiskWrite[] = [
    line,
    { kind: "create", ...put(1), next: 1 },
    { kind: "change", ...put(1), sk: "b", version: 4, next: 5 },
    { kind: "change", ...put(2), version: 1, next: 2 },
    line,
    { kind: "change", ...put(3), version: 2, next: 3 },
    gone,
    { kind: "create", ...put(4), next: 1 },
  ];
  const { items, lines, places } = structuredClone(messageOf(batch));
  expect(unpacked(items)).toEqual([
    { kind: "create", ...put(3), next: 3 },
    { kind: "change", ...put(1), sk: "b", version: 4, next: 5 },
    gone,
    { kind: "create", ...put(4), next: 1 },
  ]);
  expect(lines).toEqual([line, line]);
  expect(places).toEqual([-1, 0, 1, 0, -1, 0, 2, 3]);
});

test("a change that does not follow what was written before it is a write of its own, and is refused", async () => {
  const outcomes = [
    disk.write({ kind: "create", ...put(1), next: 1 }),
    disk.write({ kind: "change", ...put(2), version: 2, next: 3 }),
    disk.write({ kind: "change", ...put(3), version: 1, next: 2 }),
  ];
  expect(await Promise.all(outcomes)).toEqual(["done", "refused", "done"]);
  const table = createTable(path(), () => AT);
  expect(await table.get({ pk: "P", sk: "a" })).toMatchObject({ version: 2, body: { n: 3 } });
  table.close();
});

test("what the table and the journal wrote is on disk when it is settled, in one file", async () => {
  const table = createTable(path(), () => AT, undefined, disk);
  const journal = createJournal(path(), disk);
  void table.put(item("a"), "absent");
  expect(await journal.start(execution("x"))).toBe(1);
  void table.put(item("b"), "absent");
  await disk.settled();
  const again = { table: createTable(path(), () => AT), journal: createJournal(path()) };
  expect((await again.table.query({ pk: "P" })).items.map(({ sk }) => sk)).toEqual(["a", "b"]);
  expect(again.journal.running()).toEqual(["x"]);
  for (const { close } of [table, journal, again.table, again.journal]) close();
});

test.each([0, 1])("what was written just before the end is on disk, after %i commits", async (commits) => {
  const table = createTable(path(), () => AT, undefined, disk);
  for (let n = 0; n < commits; n += 1) await table.put(item(`before-${n}`), "absent");
  void table.put(item("last"), "absent");
  disk.close();
  const again = createTable(path(), () => AT);
  expect(await again.get(item("last"))).toMatchObject({ version: 1 });
  for (const { close } of [table, again]) close();
});

test("what nobody waits for lingers for a moment, and is on disk with what somebody waits for", async () => {
  const table = createTable(path(), () => AT, undefined, disk);
  await table.put(item("alone"), "absent");
  const order: string[] = [];
  const lingering = table.put(item("a"), "absent").then(() => order.push("written"));
  const turns = (async () => {
    for (let n = 0; n < 3; n += 1) await new Promise((done) => setImmediate(done));
    order.push("turns");
    await disk.settled();
    order.push("settled");
  })();
  await Promise.all([lingering, turns]);
  expect(order[0]).toBe("turns");
  table.close();
});

test("an execution is known from the moment in which it starts, and its name is taken", async () => {
  const journal = createJournal(path(), disk);
  expect([await journal.start(execution("x")), await journal.start(execution("x"))]).toEqual([1, undefined]);
  expect(journal.state("x")).toBe("running");
  expect(journal.state("y")).toBe("absent");
  await disk.settled();
  expect(await journal.start(execution("x"))).toBeUndefined();
  journal.close();
  const again = createJournal(path(), disk);
  expect([await again.start(execution("x")), await again.start(execution("y"))]).toEqual([undefined, 2]);
  await disk.settled();
  again.close();
});

test("after a commit that fails nothing is settled any more, and the house is told once", async () => {
  const table = createTable(path(), () => AT, undefined, disk);
  const journal = createJournal(path(), disk);
  await journal.start(execution("x"));
  await disk.settled();
  // Two lines of one number: what no house writes.
  const frame = ["", "{}"] as const;
  const twice = { kind: "start", id: 1, name: "y", definition: { id: "d", source: "{}" }, input: "{}" } as const;
  disk.write({ ...twice, startedAt: AT, deadline: AT, events: undefined, frame }).catch(() => {});
  await expect(disk.settled()).rejects.toMatchObject({ name: "Unavailable", effect: "maybe" });
  await expect(table.put(item("a"), "absent")).rejects.toMatchObject({ name: "Unavailable" });
  await expect(disk.settled()).rejects.toMatchObject({ name: "Unavailable" });
  expect(await table.get(item("a"))).toBeUndefined();
  expect(deaths).toBe(1);
  table.close();
  journal.close();
});
