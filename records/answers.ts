// Answers to POSTs under their Idempotency-Key, so that the same request gets the same answer.
import * as z from "zod";
import { hashId } from "../core/ids.ts";
import type { Key, Table } from "../core/ports.ts";
import { customerPk } from "./keys.ts";
import { change, create, type RecordKind, read } from "./store.ts";

/** The answer to a POST, kept under its Idempotency-Key: the same request gets the same answer. */
const KeptAnswer = z.object({
  requestHash: z.string(),
  at: z.string(),
  status: z.int().optional(),
  body: z.string().optional(),
});
export type KeptAnswer = z.infer<typeof KeptAnswer>;

export const answerKey = (customerId: string, person: string, idempotencyKey: string): Key => ({
  pk: `${customerPk(customerId)}#ANSWER#${hashId(26, person, idempotencyKey)}`,
  sk: "ANSWER",
});

const answerKind = (key: Key): RecordKind<KeptAnswer> => ({
  schema: KeptAnswer,
  key: () => key,
  expiresAtSeconds: ({ at }) => Math.floor(Date.parse(at) / 1000) + 86_400,
});

/** Keeps the request before it is worked on; resolves to what an earlier one left. */
export async function keepRequest(table: Table, key: Key, request: KeptAnswer): Promise<KeptAnswer | undefined> {
  if ((await create(table, answerKind(key), request)) === "done") return undefined;
  return (await read(table, answerKind(key), key))?.value;
}

export const keepAnswer = (table: Table, key: Key, status: number, body: string): Promise<KeptAnswer | undefined> =>
  change(table, answerKind(key), key, (kept) => (kept.status === undefined ? { ...kept, status, body } : undefined));

/** The request failed for a passing reason: the same key may be tried again at once. */
export async function dropRequest(table: Table, key: Key): Promise<void> {
  const kept = await read(table, answerKind(key), key);
  if (kept !== undefined && kept.value.status === undefined) await table.remove(key, kept.version);
}
