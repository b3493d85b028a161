// What stands at the keys of a table since they were last written or read, the unsettled (not yet on disk) apart.
import type { Item, Key } from "../core/ports.ts";
import { bodyOf, isLong } from "./table-rows.ts";

/** As it was written, parsed when it is first read; undefined where it was removed. */
export type Standing = { read(): Item; version: number; expiresAtSeconds: number | undefined } | undefined;

/** By sort key. */
export type Unsettled = ReadonlyMap<string, { standing: Standing }>;

const MOST_KNOWN = 8000;

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

export function standingOf(written: Omit<Item, "version">, json: string, version: number): NonNullable<Standing> {
  const { body: _body, ...rest } = written;
  let item: Item | undefined;
  const read = () => {
    item ??= { ...rest, version, body: bodyOf(json) };
    return item;
  };
  return { read, version, expiresAtSeconds: rest.expiresAtSeconds };
}

export const standingOfItem = (item: Item): NonNullable<Standing> => ({
  read: () => item,
  version: item.version,
  expiresAtSeconds: item.expiresAtSeconds,
});

export const isThere = (standing: Standing, seconds: number): standing is NonNullable<Standing> =>
  standing !== undefined && (standing.expiresAtSeconds ?? seconds + 1) > seconds;

export function createStandings() {
  const settled = new Map<string, NonNullable<Standing>>();
  const unsettled = new Map<string, Map<string, { standing: Standing }>>();

  function keep(key: Key, standing: Standing): void {
    const name = nameOf(key);
    settled.delete(name);
    if (standing !== undefined) settled.set(name, standing);
    const [oldest] = settled.size > MOST_KNOWN ? settled.keys() : [];
    if (oldest !== undefined) settled.delete(oldest);
  }

  return {
    at(key: Key): { standing: Standing } | undefined {
      const written = unsettled.get(key.pk)?.get(key.sk);
      if (written !== undefined) return written;
      const standing = settled.get(nameOf(key));
      return standing === undefined ? undefined : { standing };
    },
    /** As it was read from the disk. */
    keep(item: Item): NonNullable<Standing> {
      const standing = standingOfItem(item);
      if (!isLong(item)) keep(item, standing);
      return standing;
    },
    under: (pk: string): Unsettled | undefined => unsettled.get(pk),
    /** Returns what to call when it is on disk. */
    put(key: Key, standing: Standing, isShort = true): () => void {
      const { pk, sk } = key;
      const written = { standing };
      const partition = unsettled.get(pk) ?? new Map<string, typeof written>();
      unsettled.set(pk, partition.set(sk, written));
      return () => {
        if (partition.get(sk) !== written) return;
        partition.delete(sk);
        if (partition.size === 0 && unsettled.get(pk) === partition) unsettled.delete(pk);
        keep({ pk, sk }, standing === undefined || isShort ? standing : undefined);
      };
    },
  };
}
