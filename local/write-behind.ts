// Answers a write at once and keeps it in memory until it is on disk. Nothing leaves the house before that (`settled`), so
// nobody outside can tell the difference: a crash loses only what nobody has heard of, and always the latest.
import type { Item, Key, Page, Query, Table } from "../core/ports.ts";
import { createPartitions, type Entry, type Limits, type Standing } from "./partitions.ts";
import { DEFAULT_LIMIT, type LocalTable, MAX_LIMIT } from "./table.ts";
import { bodyOf, LONGEST_BODY } from "./table-rows.ts";

const isThere = (standing: Standing, seconds: number): standing is NonNullable<Standing> =>
  standing !== undefined && (standing.expiresAtSeconds ?? seconds + 1) > seconds;

const hasSurrogate = /[\ud800-\udfff]/;

/** As SQLite sorts, and DynamoDB: by the bytes of UTF-8. Texts of JavaScript sort the same but for surrogates. */
function byBytes(a: string, b: string): number {
  if (hasSurrogate.test(a) || hasSurrogate.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a > b) - Number(a < b);
}

/** A page of the disk with what is known besides. */
function merged(page: Page, query: Query, known: ReadonlyMap<string, Entry>, seconds: number): Page {
  const { prefix = "", after, descending = false } = query;
  const limit = Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const order = descending ? (a: string, b: string) => byBytes(b, a) : byBytes;
  const fresh: string[] = [];
  for (const [sk, { standing }] of known)
    if (sk.startsWith(prefix) && (after === undefined || order(sk, after) > 0) && isThere(standing, seconds))
      fresh.push(sk);
  const others = new Map(page.items.flatMap((item) => (known.has(item.sk) ? [] : [[item.sk, item]])));
  const all = [...others.keys(), ...fresh].sort(order);
  const items = all.slice(0, limit).flatMap((sk) => others.get(sk) ?? known.get(sk)?.standing?.read() ?? []);
  const last = items.at(-1)?.sk;
  const isMore = page.next !== undefined || all.length >= limit;
  return { items, ...(isMore && last !== undefined ? { next: last } : {}) };
}

function standingOf(written: Omit<Item, "version">, json: string, version: number): NonNullable<Standing> {
  const { body: _body, ...rest } = written;
  let item: Item | undefined;
  const read = () => {
    item ??= { ...rest, version, body: bodyOf(json) };
    return item;
  };
  return { read, version, expiresAtSeconds: rest.expiresAtSeconds };
}

export interface Behind {
  /** Resolves when all that was written so far is on disk. Throws Unavailable where that cannot be any more. */
  settled(): Promise<void>;
  /** As the table's own. */
  now(): number;
  limits?: Limits;
}

/** Nobody else may write to that table, and a write that fails must be its last: see threadCommits. */
export function createWriteBehind(table: LocalTable, { settled, now, limits }: Behind): Table & { close(): void } {
  const partitions = createPartitions(table, limits);
  const nowSeconds = (): number => Math.floor(now() / 1000);

  /** It will be as foretold, since nobody else writes. Where the disk fails nobody is told of it, and the house ends. */
  function hand(key: Key, standing: Standing, write: Promise<"done" | "refused">, isShort?: boolean): "done" {
    const settle = partitions.put(key, standing, isShort);
    void write.then(
      (outcome) => {
        if (outcome === "refused") throw new Error("A write was refused that had been answered.");
        settle();
      },
      () => {},
    );
    return "done";
  }

  /** What has expired by then is gone for the disk too. */
  function at(key: Key, seconds = nowSeconds()): Standing {
    const standing = partitions.at(key);
    return isThere(standing, seconds) ? standing : undefined;
  }

  /** What is not on disk yet, in the place of what is. */
  function overDisk(query: Query, entries: ReadonlyMap<string, Entry>): Page | undefined {
    const unsettled = new Map([...entries].filter(([, { isSettled }]) => !isSettled));
    if (unsettled.size === 0) return table.page(query);
    // What is going leaves a gap in the page.
    if ([...unsettled.values()].some(({ standing }) => standing === undefined)) return undefined;
    return merged(table.page(query), query, unsettled, nowSeconds());
  }

  function page(query: Query): Page | undefined {
    const { entries, isWhole } = partitions.under(query.pk);
    return isWhole ? merged({ items: [] }, query, entries, nowSeconds()) : overDisk(query, entries);
  }

  return {
    get: async (key) => at(key)?.read(),
    async query(query) {
      for (;;) {
        const found = page(query);
        if (found !== undefined) return found;
        await settled();
      }
    },
    // Now: the caller may change its object.
    put: async (item, expected) => {
      const json = JSON.stringify(item.body);
      const seconds = nowSeconds();
      const there = at(item, seconds);
      if (expected === "absent" ? there !== undefined : there?.version !== expected) return "refused";
      const next = standingOf(item, json, expected === "absent" ? 1 : expected + 1);
      return hand(item, next, table.put(item, expected, { json, seconds }), json.length <= LONGEST_BODY);
    },
    remove: async (key, version) => {
      const there = at(key);
      if (there === undefined) return "done";
      return there.version === version ? hand(key, undefined, table.remove(key, version)) : "refused";
    },
    async queryIndex(index, query) {
      await settled();
      return table.queryIndex(index, query);
    },
    close: () => table.close(),
  };
}
