// All unfinished work past its time, for the sweeper: keys only, to be read again before anything is done.
import type { Key, Table } from "../core/ports.ts";
import { DUE_SHARDS } from "./store.ts";

/** Oldest first within a shard; at most `limit` a shard. The index lags behind, so what it names may be done already. */
export async function dueKeys(table: Table, now: string, limit: number): Promise<Key[]> {
  const keys: Key[] = [];
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    const { items } = await table.queryIndex("due", { pk: `DUE#${shard}`, limit });
    for (const item of items) {
      if (item.due !== undefined && item.due.sk <= now) keys.push({ pk: item.pk, sk: item.sk });
    }
  }
  return keys;
}
