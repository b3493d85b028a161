// A table in memory that is fast enough for thousands of lives, can be copied as a whole, and (for the control arm) can forget its conditions.
import type { Item, Key, Page, Query, Table } from "../../core/ports.ts";

export interface FaultTable extends Table {
  items(): Item[];
  /** Sort keys of the items that the sweeper is to look at until then (ISO). */
  due(until: string): string[];
  copy(now: () => number): FaultTable;
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

/** As JSON keeps it, and nobody can change it. */
const stored = (item: Item): Item => frozen(JSON.parse(JSON.stringify(item)));

/** By UTF-8 bytes, which differs from JavaScript's own order only from U+D800 on. */
function byBytes(a: string, b: string): number {
  if (/[\ud800-\uffff]/.test(a) || /[\ud800-\uffff]/.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function page(all: [string, Item][], { prefix = "", after, descending = false, limit = 100 }: Query): Page {
  const fitting = all
    .filter(([sk]) => sk.startsWith(prefix))
    .filter(([sk]) => after === undefined || (descending ? byBytes(sk, after) < 0 : byBytes(sk, after) > 0))
    .sort(([a], [b]) => (descending ? byBytes(b, a) : byBytes(a, b)));
  const taken = fitting.slice(0, Math.min(limit, 1000));
  const next = taken.at(-1)?.[0];
  const items = taken.map(([, item]) => item);
  return taken.length < fitting.length && next !== undefined ? { items, next } : { items };
}

/** `unconditional`: a put overwrites whatever stands there, as if nothing were ever done a second time. */
export function faultTable(
  now: () => number,
  options: { unconditional?: boolean } = {},
  from?: FaultTable,
): FaultTable {
  const parts = new Map<string, Map<string, Item>>();
  const indexes = { list: new Map<string, Set<Item>>(), due: new Map<string, Set<Item>>() };
  const lives = ({ expiresAtSeconds }: Item) =>
    expiresAtSeconds === undefined || expiresAtSeconds > Math.floor(now() / 1000);
  const there = ({ pk, sk }: Key) => {
    const kept = parts.get(pk)?.get(sk);
    return kept !== undefined && lives(kept) ? kept : undefined;
  };
  const index = (kept: Item, change: "add" | "delete") => {
    for (const name of ["list", "due"] as const) {
      const key = kept[name];
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
  const keep = (kept: Item) => {
    drop(kept);
    const part = parts.get(kept.pk) ?? new Map<string, Item>();
    parts.set(kept.pk, part);
    part.set(kept.sk, kept);
    index(kept, "add");
  };
  for (const item of from?.items() ?? []) keep(item);
  const table: FaultTable = {
    get: async (key) => there(key),
    put: async (item, expected) => {
      const standing = there(item);
      const holds = expected === "absent" ? standing === undefined : standing?.version === expected;
      if (!holds && options.unconditional !== true) return "refused";
      keep(stored({ ...item, version: (standing?.version ?? 0) + 1 }));
      return "done";
    },
    remove: async (key, version) => {
      const standing = there(key);
      if (standing !== undefined && standing.version !== version) return "refused";
      drop(key);
      return "done";
    },
    query: async (query) =>
      page(
        [...(parts.get(query.pk)?.values() ?? [])].filter(lives).map((kept) => [kept.sk, kept]),
        query,
      ),
    queryIndex: async (name, query) =>
      page(
        [...(indexes[name].get(query.pk) ?? [])].filter(lives).map((kept) => [kept[name]?.sk ?? "", kept]),
        query,
      ),
    items: () => [...parts.values()].flatMap((part) => [...part.values()].filter(lives)),
    due: (until) =>
      [...indexes.due.values()].flatMap((set) => [...set].flatMap(({ sk, due }) => (due && due.sk < until ? sk : []))),
    copy: (clock) => faultTable(clock, options, table),
  };
  return table;
}
