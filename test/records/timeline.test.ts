// The timeline by what happened when: most entries stand in one order both ways, and only the others in a list.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Table } from "../../core/ports.ts";
import type { TimelineEntry } from "../../core/timeline.ts";
import { append, appendIfMissing, readEntry, readOccurred } from "../../records/timeline.ts";
import { memoryTable } from "./memory-table.ts";

const PLACE = { customerId: "acme", incidentId: "inc-1" };
const T0 = Date.parse("2026-01-05T00:00:00.000Z");
const iso = (second: number) => new Date(T0 + second * 1000).toISOString();

/** Recorded in this second, and happened so many seconds before. */
interface Told {
  recorded: number;
  earlier: number;
}
const entry = ({ recorded, earlier }: Told, index: number) => ({
  fact: { kind: "computer-added", computer: `PC-${index}` } as const,
  cause: [String(index)],
  recordedAt: iso(recorded),
  occurredAt: iso(recorded - earlier),
});

/** As an earlier release wrote it: in the list as well, whatever its instants. */
const everyListed = (table: Table): Table => ({
  ...table,
  put: (item, expected) => {
    const { entryId, occurredAt, recordedAt } = (item.body as { value: TimelineEntry }).value;
    const list = { pk: `C#acme#I#inc-1#TIMELINE`, sk: `${occurredAt}#${recordedAt}#${entryId}` };
    return table.put({ ...item, list }, expected);
  },
});

function watching(table: Table) {
  const written: Parameters<Table["put"]>[0][] = [];
  const put: Table["put"] = async (item, expected) => {
    written.push(item);
    return table.put(item, expected);
  };
  return { watched: { ...table, put }, written };
}

async function pages(table: Table, limit: number, descending: boolean): Promise<TimelineEntry[][]> {
  const found: TimelineEntry[][] = [];
  let after: string | undefined;
  do {
    const page = await readOccurred(table, PLACE, { limit, descending, ...(after === undefined ? {} : { after }) });
    found.push(page.values);
    after = page.next;
  } while (after !== undefined);
  return found;
}

const told = fc.array(
  fc.record({ recorded: fc.nat(4), earlier: fc.oneof(fc.constant(0), fc.nat(3)), old: fc.boolean() }),
  { maxLength: 14 },
);

describe("what happened when", () => {
  test("comes once each in that order, either way, whatever the page and whoever wrote it", async () => {
    await fc.assert(
      fc.asyncProperty(told, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (all, limit, descending) => {
        const table = memoryTable(() => T0);
        for (const [index, one] of all.entries())
          await append(one.old ? everyListed(table) : table, PLACE, entry(one, index));
        const found = await pages(table, limit, descending);
        expect(found.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        const order = (one: TimelineEntry) => `${one.occurredAt}#${one.recordedAt}#${one.entryId}`;
        const positions = found.flat().map(order);
        expect(positions).toEqual(descending ? positions.toSorted().reverse() : positions.toSorted());
        expect(new Set(positions).size).toBe(all.length);
      }),
      { numRuns: 300 },
    );
  });

  test("what happened when it was recorded stands in no list, and what did not does", async () => {
    const table = memoryTable(() => T0);
    const { watched, written } = watching(table);
    await append(watched, PLACE, entry({ recorded: 1, earlier: 0 }, 0));
    await append(watched, PLACE, entry({ recorded: 1, earlier: 1 }, 1));
    expect(written.map(({ list }) => list !== undefined)).toEqual([false, true]);
  });
});

test("what most likely stands there is looked up before it is written", async () => {
  const table = memoryTable(() => T0);
  const { watched, written } = watching(table);
  const one = entry({ recorded: 1, earlier: 0 }, 0);
  await appendIfMissing(watched, PLACE, one);
  await appendIfMissing(watched, PLACE, one);
  expect(written).toHaveLength(1);
  const { values } = await readOccurred(table, PLACE, { limit: 10, descending: false });
  expect(values).toHaveLength(1);
  const [first] = values;
  expect(first && (await readEntry(table, PLACE, first))).toEqual(first);
});
