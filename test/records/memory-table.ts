// A table that answers within the same turn, can be read as a whole, and can be made to crash: for tests of the order of writes.
import { Unavailable } from "../../core/errors.ts";
import type { Item, Key, Page, Query, Table } from "../../core/ports.ts";

export interface MemoryTable extends Table {
  /** Everything that is stored, in order of keys. */
  dump(): Item[];
  /** The same as one text, made fast. */
  state(): string;
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function page(all: readonly [string, Item][], { prefix = "", after, descending = false, limit = 100 }: Query): Page {
  const fitting = all
    .filter(([sk]) => sk.startsWith(prefix))
    .filter(([sk]) => after === undefined || (descending ? byBytes(sk, after) < 0 : byBytes(sk, after) > 0))
    .sort(([a], [b]) => (descending ? byBytes(b, a) : byBytes(a, b)));
  const taken = fitting.slice(0, Math.min(limit, 1000));
  const next = taken.at(-1)?.[0];
  return {
    items: taken.map(([, item]) => structuredClone(item)),
    ...(taken.length < fitting.length && next !== undefined ? { next } : {}),
  };
}

export function memoryTable(now: () => number = () => 0): MemoryTable {
  const kept = new Map<string, Item>();
  const texts = new Map<string, string>();
  const id = ({ pk, sk }: Key) => JSON.stringify([pk, sk]);
  const lives = ({ expiresAtSeconds }: Item) =>
    expiresAtSeconds === undefined || expiresAtSeconds > Math.floor(now() / 1000);
  const there = (key: Key) => {
    const item = kept.get(id(key));
    return item !== undefined && lives(item) ? item : undefined;
  };
  const living = () => [...kept.values()].filter(lives);
  return {
    async get(key) {
      const item = there(key);
      return item === undefined ? undefined : structuredClone(item);
    },
    async put(item, expected) {
      const standing = there(item);
      if (expected === "absent" ? standing !== undefined : standing?.version !== expected) return "refused";
      const text = JSON.stringify({ ...item, version: (standing?.version ?? 0) + 1 });
      kept.set(id(item), JSON.parse(text));
      texts.set(id(item), text);
      return "done";
    },
    async remove(key, version) {
      const standing = there(key);
      if (standing !== undefined && standing.version !== version) return "refused";
      kept.delete(id(key));
      texts.delete(id(key));
      return "done";
    },
    async query(query) {
      return page(
        living().flatMap((item) => (item.pk === query.pk ? [[item.sk, item]] : [])),
        query,
      );
    },
    async queryIndex(index, query) {
      return page(
        living().flatMap((item) => {
          const key = item[index];
          return key?.pk === query.pk ? [[key.sk, item] as [string, Item]] : [];
        }),
        query,
      );
    },
    state: () => [...texts.values()].sort().join(),
    dump: () => structuredClone([...kept.values()].sort((a, b) => byBytes(id(a), id(b)))),
  };
}

/** What stands in the table, but for how often it was written. */
export const contents = (table: MemoryTable) => table.dump().map(({ version: _v, ...item }) => item);

/** The table as it is until its n-th write (from 1), which throws before or after it is done; and so does all that follows. */
export function crashing(table: Table, n: number, when: "before" | "after"): Table & { writes(): number } {
  let writes = 0;
  const dead = () => new Unavailable("crash", "maybe");
  async function write<T>(work: () => Promise<T>): Promise<T> {
    writes += 1;
    if (writes > n || (writes === n && when === "before")) throw dead();
    const outcome = await work();
    if (writes >= n) throw dead();
    return outcome;
  }
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (writes >= n) throw dead();
    return work();
  };
  return {
    get: (key) => alive(() => table.get(key)),
    query: (query) => alive(() => table.query(query)),
    queryIndex: (index, query) => alive(() => table.queryIndex(index, query)),
    put: (item, expected) => write(() => table.put(item, expected)),
    remove: (key, version) => write(() => table.remove(key, version)),
    writes: () => writes,
  };
}
