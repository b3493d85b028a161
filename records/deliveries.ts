// What a sender delivered: the first write of the intake, its memory of ids, and the source of the same answer for the same delivery.
import * as z from "zod";
import type { Key, Table } from "../core/ports.ts";
import { customerPk, quarantinePk } from "./keys.ts";
import {
  change,
  create,
  type RecordKind,
  read,
  readListPage,
  readPage,
  replace,
  type Stored,
  type ValuePage,
} from "./store.ts";

export const ItemOutcome = z.enum(["opened", "attached", "duplicate", "updated", "reopened", "quarantined", "skipped"]);
export type ItemOutcome = z.infer<typeof ItemOutcome>;

/** One line of the webhook's answer. */
export const ItemResult = z.strictObject({
  detectionId: z.string().optional(),
  incidentId: z.string().optional(),
  outcome: ItemOutcome,
  reason: z.string().optional(),
});
export type ItemResult = z.infer<typeof ItemResult>;

const Delivery = z.object({
  customerId: z.string(),
  source: z.string(),
  deliveryId: z.string(),
  bodyHash: z.string(),
  receivedAt: z.string(),
  /** The raw body, until it is placed. */
  body: z.string().optional(),
  results: z.array(ItemResult).optional(),
});
export type Delivery = z.infer<typeof Delivery>;

const REMEMBER_SECONDS = 30 * 86_400;
/** A delivery that is not placed after this long was left by a crash. */
const PLACE_WITHIN_MILLISECONDS = 60_000;

const seconds = (at: string): number => Math.floor(Date.parse(at) / 1000);

const DELIVERY: RecordKind<Delivery> = {
  schema: Delivery,
  key: ({ customerId, source, deliveryId }) => deliveryKey(customerId, source, deliveryId),
  dueAt: ({ receivedAt, results }) =>
    results === undefined ? new Date(Date.parse(receivedAt) + PLACE_WITHIN_MILLISECONDS).toISOString() : undefined,
  expiresAtSeconds: ({ receivedAt }) => seconds(receivedAt) + REMEMBER_SECONDS,
};

export const deliveryKey = (customerId: string, source: string, deliveryId: string): Key => ({
  pk: `${customerPk(customerId)}#DELIVERY#${source}#${deliveryId}`,
  sk: "DELIVERY",
});

export const readDelivery = (table: Table, key: Key): Promise<Stored<Delivery> | undefined> =>
  read(table, DELIVERY, key);

/** Keeps it, or finds the one that was kept before under the same id. */
export async function keepDelivery(table: Table, delivery: Delivery): Promise<{ delivery: Delivery; seen: boolean }> {
  if ((await create(table, DELIVERY, delivery)) === "done") return { delivery, seen: false };
  const earlier = await read(table, DELIVERY, DELIVERY.key(delivery));
  return earlier === undefined ? { delivery, seen: false } : { delivery: earlier.value, seen: true };
}

/** Records the answer and lets the body go. The first answer stands. */
export async function placed(table: Table, delivery: Delivery, results: ItemResult[]): Promise<ItemResult[]> {
  const { body: _body, ...rest } = delivery;
  const first = { ...rest, results };
  // As it was kept, unless somebody was faster.
  if (delivery.results === undefined && (await replace(table, DELIVERY, first, 1)) === "done") return results;
  const after = await change(table, DELIVERY, DELIVERY.key(delivery), (kept) => {
    if (kept.results !== undefined) return undefined;
    const { body: _body, ...rest } = kept;
    return { ...rest, results };
  });
  return after?.results ?? results;
}

/** What is authentic and could not be understood: kept with its reason, since its sender will not send it twice. */
export const Quarantined = z.object({
  customerId: z.string(),
  source: z.string(),
  quarantineId: z.string(),
  receivedAt: z.string(),
  reason: z.string(),
  raw: z.string(),
  /** It went through after all: when, and as what. */
  replayedAt: z.string().optional(),
  results: z.array(ItemResult).optional(),
});
export type Quarantined = z.infer<typeof Quarantined>;

/** Where a list goes on after this item. */
export const quarantinePosition = ({ receivedAt, quarantineId }: Pick<Quarantined, "receivedAt" | "quarantineId">) =>
  `QUARANTINE#${receivedAt}#${quarantineId}`;

const QUARANTINED: RecordKind<Quarantined> = {
  schema: Quarantined,
  key: ({ customerId, receivedAt, quarantineId }) => ({
    pk: quarantinePk(customerId),
    sk: quarantinePosition({ receivedAt, quarantineId }),
  }),
  list: ({ customerId, quarantineId }) => byId(customerId, quarantineId),
};
const byId = (customerId: string, quarantineId: string): Key => ({
  pk: quarantinePk(customerId),
  sk: `ID#${quarantineId}`,
});

export const quarantine = (table: Table, item: Quarantined): Promise<"done" | "refused"> =>
  create(table, QUARANTINED, item);

export const listQuarantined = (
  table: Table,
  customerId: string,
  query: { after?: string; limit: number },
): Promise<ValuePage<Quarantined>> =>
  readPage(table, QUARANTINED, { pk: quarantinePk(customerId), prefix: "QUARANTINE#", descending: true, ...query });

/** By its id; on AWS a moment after it was kept. */
export async function findQuarantined(
  table: Table,
  customerId: string,
  quarantineId: string,
): Promise<Quarantined | undefined> {
  const { pk, sk } = byId(customerId, quarantineId);
  const found = (await readListPage(table, QUARANTINED, { pk, prefix: sk })).values;
  const item = found.find((one) => one.quarantineId === quarantineId);
  // The index may lag behind.
  return item === undefined ? undefined : (await read(table, QUARANTINED, QUARANTINED.key(item)))?.value;
}

/** The first replay stands. */
export const recordReplay = (table: Table, item: Quarantined, replayedAt: string, results: ItemResult[]) =>
  change(table, QUARANTINED, QUARANTINED.key(item), (standing) =>
    standing.replayedAt === undefined ? { ...standing, replayedAt, results } : undefined,
  );
