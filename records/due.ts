// All unfinished work past its time, for the sweeper: keys only, to be read again before anything is done.
import type { Key, Table } from "../core/ports.ts";
import { DUE_SHARDS } from "./store.ts";

/** Oldest first within a shard, page by page: at most `most` a shard. The index lags behind, so what it names may be done already. */
export async function dueKeys(table: Table, now: string, most: number): Promise<Key[]> {
  const keys: Key[] = [];
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) keys.push(...(await shardKeys(table, `DUE#${shard}`, now, most)));
  return keys;
}

async function shardKeys(table: Table, pk: string, now: string, most: number): Promise<Key[]> {
  const keys: Key[] = [];
  let after: string | undefined;
  do {
    const page = await table.queryIndex("due", { pk, limit: 100, ...(after === undefined ? {} : { after }) });
    const due = page.items.filter((item) => item.due !== undefined && item.due.sk <= now);
    keys.push(...due.map(({ pk, sk }) => ({ pk, sk })));
    after = due.length === page.items.length ? page.next : undefined;
  } while (after !== undefined && keys.length < most);
  return keys;
}
