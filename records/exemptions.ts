// The changes of a computer's exemption, for its history.
import * as z from "zod";
import { Exemption } from "../core/computer.ts";
import type { Table } from "../core/ports.ts";
import { Actor } from "../core/timeline.ts";
import { computerPk } from "./keys.ts";
import { create, type RecordKind, readPage } from "./store.ts";

const ExemptionChange = z.object({
  customerId: z.string(),
  computerId: z.string(),
  /** Of the computer's record before it: a change that is made again is written once. */
  version: z.int(),
  at: z.string(),
  by: Actor,
  /** Absent: it ended. */
  exemption: Exemption.optional(),
});
export type ExemptionChange = z.infer<typeof ExemptionChange>;

const CHANGE: RecordKind<ExemptionChange> = {
  schema: ExemptionChange,
  key: ({ customerId, computerId, version }) => ({
    pk: computerPk(customerId, computerId),
    sk: `EXEMPTION#${String(version).padStart(10, "0")}`,
  }),
};

export const keepExemptionChange = (table: Table, change: ExemptionChange): Promise<"done" | "refused"> =>
  create(table, CHANGE, change);

/** Newest first. */
export const readExemptionChanges = async (
  table: Table,
  customerId: string,
  computerId: string,
  limit: number,
): Promise<ExemptionChange[]> =>
  (
    await readPage(table, CHANGE, {
      pk: computerPk(customerId, computerId),
      prefix: "EXEMPTION#",
      descending: true,
      limit,
    })
  ).values;
