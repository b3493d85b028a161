// What stands in the partitions of a table that were touched last. A small partition is held whole, so that what is not in
// it is known not to be there; of a large one the items that were written or read last. What is not on disk yet is always held.
import type { Item, Key, Page, Query } from "../core/ports.ts";
import { isLong } from "./table-rows.ts";

/** `read` parses what was written when it is first asked; undefined where it was removed. */
export type Standing = { read(): Item; version: number; expiresAtSeconds: number | undefined } | undefined;

export interface Entry {
  standing: Standing;
  isSettled: boolean;
}

export interface Partition {
  /** By sort key. */
  entries: Map<string, Entry>;
  /** Whether that is all there is. */
  isWhole: boolean;
  /** Whether it was tried to hold it whole. */
  isAsked: boolean;
  /** Writes that are not on disk yet. */
  unsettled: number;
}

/** The disk's own answers, in the very turn in which they are asked for. */
export interface Reads {
  look(key: Key): Item | undefined;
  page(query: Query): Page;
  isEmpty(pk: string): boolean;
}

export interface Limits {
  /** Items of a partition that is held whole. */
  whole: number;
  /** Items that are read to see whether a partition is small. */
  first: number;
  /** Partitions and items that come between two clearances. */
  fresh: number;
}

const LIMITS: Limits = { whole: 400, first: 64, fresh: 24_000 };

const standingOf = (item: Item): NonNullable<Standing> => ({
  read: () => item,
  version: item.version,
  expiresAtSeconds: item.expiresAtSeconds,
});

const entryOf = (item: Item): Entry => ({ standing: standingOf(item), isSettled: true });

/** Partitions that were touched last: those that were not between two clearances go, but for what is not on disk yet. */
function createRecent(most: number) {
  let young = new Map<string, Partition>();
  let old = new Map<string, Partition>();
  let fresh = 0;
  /** So many more are held. */
  function count(more: number): void {
    fresh += more;
    if (fresh <= most) return;
    for (const [pk, partition] of old) if (partition.unsettled > 0) young.set(pk, partition);
    old = young;
    young = new Map();
    fresh = 0;
  }

  function of(pk: string): Partition {
    const known = young.get(pk);
    if (known !== undefined) return known;
    const partition = old.get(pk) ?? { entries: new Map(), isWhole: false, isAsked: false, unsettled: 0 };
    old.delete(pk);
    young.set(pk, partition);
    count(1 + partition.entries.size);
    return partition;
  }
  return { of, count };
}

export function createPartitions({ look, page, isEmpty }: Reads, limits = LIMITS) {
  const { of, count } = createRecent(limits.fresh);

  function set(partition: Partition, sk: string, entry: Entry): void {
    partition.entries.set(sk, entry);
    if (partition.entries.size > limits.whole) forget(partition);
    count(1);
  }

  /** What is on disk, beneath what is not there yet. One with an item too long to be kept in memory is not held whole. */
  function load(pk: string, partition: Partition): void {
    partition.isAsked = true;
    const { items, next } = page({ pk, limit: limits.first });
    partition.isWhole = next === undefined && !items.some(isLong);
    for (const item of items)
      if (!isLong(item) && !partition.entries.has(item.sk)) set(partition, item.sk, entryOf(item));
  }

  /** Many partitions are empty or have one item: the whole is asked for with the second. */
  function ask(key: Key, partition: Partition): Standing {
    if (!partition.isAsked && partition.entries.size > 0) load(key.pk, partition);
    else if (!partition.isAsked && isEmpty(key.pk)) Object.assign(partition, { isAsked: true, isWhole: true });
    if (partition.isWhole) return partition.entries.get(key.sk)?.standing;
    const item = look(key);
    if (item !== undefined && !isLong(item)) set(partition, key.sk, entryOf(item));
    return item && standingOf(item);
  }

  return {
    /** `isWhole`: nothing else is there. */
    under(pk: string): Readonly<Partition> {
      const partition = of(pk);
      if (!partition.isAsked) load(pk, partition);
      return partition;
    },
    at(key: Key): Standing {
      const partition = of(key.pk);
      const known = partition.entries.get(key.sk);
      return known !== undefined || partition.isWhole ? known?.standing : ask(key, partition);
    },
    /** Returns what to call when it is on disk. */
    put({ pk, sk }: Key, standing: Standing, isShort = true): () => void {
      const partition = of(pk);
      const entry = { standing, isSettled: false };
      partition.unsettled += 1;
      set(partition, sk, entry);
      return () => {
        entry.isSettled = true;
        partition.unsettled -= 1;
        if (partition.entries.get(sk) !== entry) return;
        if (!isShort) partition.isWhole = false;
        if (!isShort || standing === undefined) partition.entries.delete(sk);
      };
    },
  };
}

function forget(partition: Partition): void {
  partition.isWhole = false;
  for (const [sk, { isSettled }] of partition.entries) if (isSettled) partition.entries.delete(sk);
}
