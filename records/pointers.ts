// Which incident a computer or a hash belongs to now: what correlation reads and claims.
import * as z from "zod";
import { type Finding, objectHashes } from "../core/finding.ts";
import { hashId } from "../core/ids.ts";
import type { Table } from "../core/ports.ts";
import { customerPk } from "./keys.ts";
import { create, type RecordKind, read, replace, type Stored } from "./store.ts";
import type { Place } from "./timeline.ts";

/** Carries the first detection's id, so that whoever finds the incident missing creates it. */
const Pointer = z.object({
  customerId: z.string(),
  to: z.string(),
  incidentId: z.string(),
  firstDetectionId: z.string(),
  at: z.string(),
});
export type Pointer = z.infer<typeof Pointer>;

const pointerKey = (customerId: string, to: string) => ({
  pk: `${customerPk(customerId)}#POINTER#${to}`,
  sk: "POINTER",
});
const POINTER: RecordKind<Pointer> = {
  schema: Pointer,
  key: ({ customerId, to }) => pointerKey(customerId, to),
};

/** What a pointer points from: a computer, an object's hash, or (for reopening) a rule or hash on one computer. */
export const pointerTo = {
  computer: (computerId: string): string => `COMPUTER#${computerId}`,
  hash: (hash: string): string => `HASH#${hash}`,
  // Hashed: both are the sender's own words, which may hold a # and be long.
  seen: (computerId: string, what: string): string => `SEEN#${hashId(26, computerId, what)}`,
} as const;

export const readPointer = (table: Table, customerId: string, to: string): Promise<Stored<Pointer> | undefined> =>
  read(table, POINTER, pointerKey(customerId, to));

/** Claims the pointer where there is none, or where the one that was read (its version) is still there. */
export const claimPointer = (
  table: Table,
  pointer: Pointer,
  over: Stored<Pointer> | undefined,
): Promise<"done" | "refused"> =>
  over === undefined ? create(table, POINTER, pointer) : replace(table, POINTER, pointer, over.version);

/** All that may lead from what a finding tells. */
export function pointersOf(finding: Finding): string[] {
  const hashes = objectHashes(finding);
  const { id } = finding.computer;
  const seen = [finding.rule.id, ...hashes].map((what) => pointerTo.seen(id, what));
  return [pointerTo.computer(id), ...hashes.map(pointerTo.hash), ...seen];
}

/** Where they lead to this incident; one that another took over stays. */
export async function forgetPointers(
  table: Table,
  { customerId, incidentId }: Place,
  all: readonly string[],
): Promise<void> {
  for (const to of all) {
    const stored = await readPointer(table, customerId, to);
    if (stored?.value.incidentId === incidentId) await table.remove(pointerKey(customerId, to), stored.version);
  }
}
