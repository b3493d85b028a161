// Which way an execution of the workflow took: our own summary, since Step Functions forgets an execution after 90 days.
import * as z from "zod";
import type { Table } from "../core/ports.ts";
import { incidentPk } from "./keys.ts";
import { create, type RecordKind, read } from "./store.ts";
import type { Place } from "./timeline.ts";

export const PathStep = z.strictObject({ state: z.string(), enteredAt: z.string(), leftAt: z.string().optional() });
export type PathStep = z.infer<typeof PathStep>;

const ExecutionPath = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  round: z.int(),
  ended: z.enum(["succeeded", "failed", "timed-out", "aborted"]),
  /** In the order of entry; states of a Map stand once for each iteration. */
  steps: z.array(PathStep),
  /** Steps that were too many to keep: those after these. */
  leftOut: z.int(),
});
export type ExecutionPath = z.infer<typeof ExecutionPath>;

const PATH: RecordKind<ExecutionPath> = {
  schema: ExecutionPath,
  key: ({ customerId, incidentId, round }) => ({ pk: incidentPk(customerId, incidentId), sk: `PATH#${round}` }),
};

export const keepPath = (table: Table, path: ExecutionPath): Promise<"done" | "refused"> => create(table, PATH, path);

export const readPath = async (
  table: Table,
  { customerId, incidentId }: Place,
  round: number,
): Promise<ExecutionPath | undefined> =>
  (await read(table, PATH, { pk: incidentPk(customerId, incidentId), sk: `PATH#${round}` }))?.value;
