// How an item stands in DynamoDB, and how it is read back.
import * as z from "zod";
import { Refusal } from "../core/errors.ts";
import type { Item } from "../core/ports.ts";

/**
 * `body` is JSON text, not a map (M): what went in comes back to the last bit (a map refuses numbers beyond 1E+126 or
 * below 1E-130 and nesting beyond 32, and drops or refuses undefined), it costs one attribute name instead of all,
 * and nothing ever asks for a part of it. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export interface StoredItem {
  pk: string;
  sk: string;
  version: number;
  body: string;
  /** Tells whether the item that stands there is this very write, when its answer was lost. */
  writeId: string;
  listPk?: string;
  listSk?: string;
  duePk?: string;
  dueSk?: string;
  expiresAt?: number;
}

const MAX_ITEM_BYTES = 400 * 1024;
/** A number takes 21 bytes at most. */
const NUMBER_BYTES = 21;

export function storedOf(item: Omit<Item, "version">, version: number, writeId: string): StoredItem {
  const { pk, sk, body, list, due, expiresAtSeconds } = item;
  const stored = {
    pk,
    sk,
    version,
    body: JSON.stringify(body),
    writeId,
    ...(list === undefined ? {} : { listPk: list.pk, listSk: list.sk }),
    ...(due === undefined ? {} : { duePk: due.pk, dueSk: due.sk }),
    ...(expiresAtSeconds === undefined ? {} : { expiresAt: expiresAtSeconds }),
  };
  const bytes = storedBytes(stored);
  if (bytes > MAX_ITEM_BYTES)
    throw new Refusal(
      "too-large",
      "record-too-large",
      `A record of ${bytes} bytes is larger than the ${MAX_ITEM_BYTES} that the table keeps.`,
    );
  return stored;
}

/** Names and values: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const storedBytes = (stored: object): number =>
  Object.entries(stored).reduce(
    (sum, [name, value]) => sum + name.length + (typeof value === "string" ? Buffer.byteLength(value) : NUMBER_BYTES),
    0,
  );

const Keys = z.object({
  pk: z.string(),
  sk: z.string(),
  listPk: z.string().optional(),
  listSk: z.string().optional(),
  duePk: z.string().optional(),
  dueSk: z.string().optional(),
  expiresAt: z.number().optional(),
});
const Whole = Keys.extend({
  version: z.int(),
  body: z.string().transform((text) => z.record(z.string(), z.unknown()).parse(JSON.parse(text))),
});

export function itemOf(stored: unknown): Item {
  const { version, body, ...keys } = Whole.parse(stored);
  return { ...placesOf(keys), version, body };
}

/** Of the index `due`. No version is 0, so that nobody can write by what this index says. */
export const keysOf = (stored: unknown): Item => ({ ...placesOf(Keys.parse(stored)), version: 0, body: {} });

const placesOf = ({ pk, sk, listPk, listSk, duePk, dueSk, expiresAt }: z.infer<typeof Keys>) => ({
  pk,
  sk,
  ...(listPk === undefined || listSk === undefined ? {} : { list: { pk: listPk, sk: listSk } }),
  ...(duePk === undefined || dueSk === undefined ? {} : { due: { pk: duePk, sk: dueSk } }),
  ...(expiresAt === undefined ? {} : { expiresAtSeconds: expiresAt }),
});
