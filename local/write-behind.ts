// Answers a write at once and keeps it in memory until it is on disk. Nothing leaves the house before that (`settled`), so
// nobody outside can tell the difference: a crash loses only what nobody has heard of, and always the latest.
import type { Key, Page, Query } from "../core/ports.ts";
import { createStandings, isThere, type Standing, standingOf, type Unsettled } from "./standings.ts";
import { DEFAULT_LIMIT, type LocalTable, MAX_LIMIT } from "./table.ts";
import { LONGEST_BODY } from "./table-rows.ts";

/** A page of the disk with what is not there yet. Sorted as SQLite does, by bytes. */
function merged(page: Page, query: Query, unsettled: Unsettled, seconds: number): Page {
  const { prefix = "", after, descending = false } = query;
  const limit = Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const bytes = (a: string, b: string) => (descending ? -1 : 1) * Buffer.compare(Buffer.from(a), Buffer.from(b));
  const fresh = [...unsettled].flatMap(([sk, { standing }]) =>
    sk.startsWith(prefix) && (after === undefined || bytes(sk, after) > 0) && isThere(standing, seconds)
      ? [standing.read()]
      : [],
  );
  if (fresh.length === 0) return page;
  const others = page.items.filter(({ sk }) => !unsettled.has(sk));
  const all = [...others, ...fresh].sort((a, b) => bytes(a.sk, b.sk));
  const items = all.slice(0, limit);
  const last = items.at(-1)?.sk;
  const isMore = page.next !== undefined || all.length >= limit;
  return { items, ...(isMore && last !== undefined ? { next: last } : {}) };
}

export interface Behind {
  /** Resolves when all that was written so far is on disk. Throws Unavailable where that cannot be any more. */
  settled(): Promise<void>;
  /** As the table's own. */
  now(): number;
}

/** Nobody else may write to that table, and a write that fails must be its last: see threadCommits. */
export function createWriteBehind(table: LocalTable, { settled, now }: Behind): LocalTable {
  const standings = createStandings();
  /** Counts the writes that came to an end: what was read from disk before one did may be old. */
  let ended = 0;
  const seconds = (): number => Math.floor(now() / 1000);

  /** It will be as foretold, since nobody else writes. Where the disk fails nobody is told of it, and the house ends. */
  function hand(key: Key, standing: Standing, write: Promise<"done" | "refused">, isShort?: boolean): "done" {
    const settle = standings.put(key, standing, isShort);
    void write.then(
      (outcome) => {
        if (outcome === "refused") throw new Error("A write was refused that had been answered.");
        ended += 1;
        settle();
      },
      () => {},
    );
    return "done";
  }

  /** What has expired by then is gone for the disk too. */
  function handOver<T>(standing: Standing, then: (there: Standing, seconds: number) => T): T {
    const at = seconds();
    return then(isThere(standing, at) ? standing : undefined, at);
  }

  /** Hands over what stands there in the very turn in which it does. */
  async function look<T>(key: Key, then: (there: Standing, seconds: number) => T): Promise<T> {
    for (;;) {
      const known = standings.at(key);
      if (known !== undefined) return handOver(known.standing, then);
      const before = ended;
      const item = await table.get(key);
      if (standings.at(key) === undefined && before === ended) return handOver(item && standings.keep(item), then);
    }
  }

  async function query(query: Query): Promise<Page> {
    for (;;) {
      const before = ended;
      const page = await table.query(query);
      if (before !== ended) continue;
      const unsettled = standings.under(query.pk);
      if (unsettled === undefined) return page;
      // What is going leaves a gap in the page.
      if ([...unsettled.values()].every(({ standing }) => standing !== undefined))
        return merged(page, query, unsettled, seconds());
      await settled();
    }
  }

  return {
    query,
    get: (key) => look(key, (there) => there?.read()),
    // Now: the caller may change its object.
    put: async (item, expected) => {
      const json = JSON.stringify(item.body);
      return look(item, (there, at) => {
        if (expected === "absent" ? there !== undefined : there?.version !== expected) return "refused";
        const next = standingOf(item, json, expected === "absent" ? 1 : expected + 1);
        return hand(item, next, table.put(item, expected, { json, seconds: at }), json.length <= LONGEST_BODY);
      });
    },
    remove: (key, version) =>
      look(key, (there) => {
        if (there === undefined) return "done";
        return there.version === version ? hand(key, undefined, table.remove(key, version)) : "refused";
      }),
    async queryIndex(index, query) {
      await settled();
      return table.queryIndex(index, query);
    },
    close: () => table.close(),
  };
}
