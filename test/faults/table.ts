// A table in memory that is fast enough for thousands of lives, can be copied as a whole, and (for the control arm) can forget its conditions.
import type { Item, Key, Page, Query, Table } from "../../core/ports.ts";

export interface FaultTable extends Table {
  items(): Item[];
  /** Sort keys of the items that the sweeper is to look at some time. */
  due(): string[];
  copy(now: () => number): FaultTable;
}

interface Kept {
  item: Omit<Item, "body">;
  body: string;
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function page(all: [string, Item][], { prefix = "", after, descending = false, limit = 100 }: Query): Page {
  const fitting = all
    .filter(([sk]) => sk.startsWith(prefix))
    .filter(([sk]) => after === undefined || (descending ? sk < after : sk > after))
    .sort(([a], [b]) => (descending ? byBytes(b, a) : byBytes(a, b)));
  const taken = fitting.slice(0, Math.min(limit, 1000));
  const next = taken.at(-1)?.[0];
  const items = taken.map(([, item]) => item);
  return taken.length < fitting.length && next !== undefined ? { items, next } : { items };
}

/** `unconditional`: a put overwrites whatever stands there, as if nothing were ever done a second time. */
export function faultTable(now: () => number, options: { unconditional?: boolean } = {}, from?: FaultTable): FaultTable {
  const parts = new Map<string, Map<string, Kept>>();
  const indexes = { list: new Map<string, Set<Kept>>(), due: new Map<string, Set<Kept>>() };
  const opened = ({ item, body }: Kept): Item => ({ ...item, body: JSON.parse(body) });
  const lives = ({ item: { expiresAtSeconds } }: Kept) =>
    expiresAtSeconds === undefined || expiresAtSeconds > Math.floor(now() / 1000);
  const there = ({ pk, sk }: Key) => {
    const kept = parts.get(pk)?.get(sk);
    return kept !== undefined && lives(kept) ? kept : undefined;
  };
  const index = (kept: Kept, change: "add" | "delete") => {
    for (const name of ["list", "due"] as const) {
      const key = kept.item[name];
      if (key === undefined) continue;
      const set = indexes[name].get(key.pk) ?? new Set();
      indexes[name].set(key.pk, set);
      set[change](kept);
    }
  };
  const drop = ({ pk, sk }: Key) => {
    const old = parts.get(pk)?.get(sk);
    if (old !== undefined) index(old, "delete");
    parts.get(pk)?.delete(sk);
  };
  const keep = ({ body, ...item }: Item) => {
    drop(item);
    const kept = { item: JSON.parse(JSON.stringify(item)), body: JSON.stringify(body) };
    const part = parts.get(item.pk) ?? new Map();
    parts.set(item.pk, part);
    part.set(item.sk, kept);
    index(kept, "add");
  };
  for (const item of from?.items() ?? []) keep(item);
  const table: FaultTable = {
    get: async (key) => {
      const kept = there(key);
      return kept === undefined ? undefined : opened(kept);
    },
    put: async (item, expected) => {
      const standing = there(item);
      const holds = expected === "absent" ? standing === undefined : standing?.item.version === expected;
      if (!holds && options.unconditional !== true) return "refused";
      keep({ ...item, version: (standing?.item.version ?? 0) + 1 });
      return "done";
    },
    remove: async (key, version) => {
      const standing = there(key);
      if (standing !== undefined && standing.item.version !== version) return "refused";
      drop(key);
      return "done";
    },
    query: async (query) =>
      page(
        [...(parts.get(query.pk)?.values() ?? [])].filter(lives).map((kept) => [kept.item.sk, opened(kept)]),
        query,
      ),
    queryIndex: async (name, query) =>
      page(
        [...(indexes[name].get(query.pk) ?? [])].filter(lives).map((kept) => [kept.item[name]?.sk ?? "", opened(kept)]),
        query,
      ),
    items: () => [...parts.values()].flatMap((part) => [...part.values()].filter(lives).map(opened)),
    due: () => [...indexes.due.values()].flatMap((set) => [...set].map(({ item }) => item.sk)),
    copy: (clock) => faultTable(clock, options, table),
  };
  return table;
}
