// What DynamoDB counts for each call of the Table port: request units by the item's size, and those of its two indexes.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
import { type StoredItem, storedBytes, storedOf } from "../../aws/stored.ts";
import type { Item, Key, Page, Table } from "../../core/ports.ts";

const KIB = 1024;
const writes = (bytes: number): number => Math.max(1, Math.ceil(bytes / KIB));
/** A read of nothing counts as one of 4 KB. */
const reads = (bytes: number): number => Math.max(1, Math.ceil(bytes / (4 * KIB)));

type Index = "list" | "due";
/** What stands in the index; `due` holds keys and the time of expiry only. */
function entryIn(index: Index, stored: StoredItem | undefined): { key: string; bytes: number } | undefined {
  if (stored === undefined) return undefined;
  const { pk, sk, listPk, listSk, duePk, dueSk, expiresAt } = stored;
  if (index === "list")
    return listPk === undefined ? undefined : { key: `${listPk} ${listSk}`, bytes: storedBytes(stored) };
  const bytes = storedBytes({ pk, sk, duePk, dueSk, ...(expiresAt === undefined ? {} : { expiresAt }) });
  return duePk === undefined ? undefined : { key: `${duePk} ${dueSk} ${expiresAt}`, bytes };
}

/**
 * Nothing where the entry stays as it is, one write to add, change or remove it, two where its place changes. In `list`
 * the whole item stands: each change is one of the entry too.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
function indexWrites(index: Index, before: StoredItem | undefined, after: StoredItem | undefined): number {
  const [old, now] = [entryIn(index, before), entryIn(index, after)];
  if (old === undefined || now === undefined) return writes((old ?? now)?.bytes ?? 0) * (old === now ? 0 : 1);
  if (old.key !== now.key) return writes(old.bytes) + writes(now.bytes);
  return index === "list" ? writes(Math.max(old.bytes, now.bytes)) : 0;
}

export interface TableUnits {
  readUnits: number;
  writeUnits: number;
  indexWriteUnits: number;
  /** Queries of the sweeper's index: the same number in each minute, whether there is work or not. */
  sweeperQueries: number;
  /** Bytes that stand there now, indexes included. */
  storedBytes: number;
  tableCalls: number;
  /** Of those calls, how often a function began to wait for one: calls that are under way together are waited for together. */
  tableWaits: number;
}

const NOTHING: Readonly<TableUnits> = {
  ...{ readUnits: 0, writeUnits: 0, indexWriteUnits: 0, sweeperQueries: 0, storedBytes: 0 },
  ...{ tableCalls: 0, tableWaits: 0 },
};

/** The table, and what its calls would have counted so far. It must see every write, so that it knows what stood there. */
export function meterTable(table: Table): { table: Table; units: TableUnits } {
  const units = { ...NOTHING };
  const standing = new Map<string, StoredItem>();
  const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`;
  const bytesOf = (item: Item) => storedBytes(storedOf(item, item.version, WRITE_ID));

  function written(name: string, after: StoredItem | undefined, done: boolean): void {
    const before = standing.get(name);
    // What a condition refuses counts as a write too, of what stands there.
    const sizes = [before, after].map((stored) => (stored === undefined ? 0 : storedBytes(stored)));
    units.writeUnits += writes(Math.max(...sizes));
    if (!done) return;
    units.indexWriteUnits += indexWrites("list", before, after) + indexWrites("due", before, after);
    units.storedBytes += footprint(after) - footprint(before);
    if (after === undefined) standing.delete(name);
    else standing.set(name, after);
  }

  let underWay = 0;
  const asked = async <T>(call: Promise<T>): Promise<T> => {
    units.tableCalls += 1;
    if (underWay === 0) units.tableWaits += 1;
    underWay += 1;
    try {
      return await call;
    } finally {
      underWay -= 1;
    }
  };
  const metered: Table = {
    async get(key) {
      const item = await asked(table.get(key));
      units.readUnits += reads(item === undefined ? 0 : bytesOf(item));
      return item;
    },
    async put(item, expected) {
      const outcome = await asked(table.put(item, expected));
      written(nameOf(item), storedOf(item, expected === "absent" ? 1 : expected + 1, WRITE_ID), outcome === "done");
      return outcome;
    },
    async remove(key, version) {
      const outcome = await asked(table.remove(key, version));
      written(nameOf(key), undefined, outcome === "done");
      return outcome;
    },
    async query(query) {
      const page = await asked(table.query(query));
      units.readUnits += reads(sum(page, bytesOf));
      return page;
    },
    async queryIndex(index, query) {
      const page = await (index === "due" ? table.queryIndex(index, query) : asked(table.queryIndex(index, query)));
      // Eventually consistent: half.
      if (index === "due") units.sweeperQueries += 1;
      else units.readUnits += reads(sum(page, bytesOf)) / 2;
      return page;
    },
  };
  return { table: metered, units };
}

/** As long as aws/table.ts makes them. */
const WRITE_ID = "0123456789";

const sum = ({ items, next }: Page, bytesOf: (item: Item) => number): number => {
  const sizes = items.map(bytesOf);
  // The adapter asks for one more than the page holds.
  return sizes.reduce((all, bytes) => all + bytes, 0) + (next === undefined ? 0 : (sizes.at(-1) ?? 0));
};

/** With the 100 bytes that DynamoDB adds to each item, and to each entry of an index. */
function footprint(stored: StoredItem | undefined): number {
  if (stored === undefined) return 0;
  const entries = [entryIn("list", stored), entryIn("due", stored)].flatMap((entry) => entry?.bytes ?? []);
  return [storedBytes(stored), ...entries].reduce((all, bytes) => all + bytes + 100, 0);
}
