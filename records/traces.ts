// The first time something was seen in an incident. Its instant stays the same for everyone who sees it again, so what
// is written with that instant is written once.
import * as z from "zod";
import { Executable, Process } from "../core/detection.ts";
import { hashId } from "../core/ids.ts";
import type { Table } from "../core/ports.ts";
import { incidentPk } from "./keys.ts";
import { create, type RecordKind, read, readPage, type ValuePage } from "./store.ts";
import type { Place } from "./timeline.ts";

const Trace = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  kind: z.enum(["finding", "executable", "process"]),
  id: z.string(),
  at: z.string(),
  computerId: z.string(),
  computerName: z.string(),
  executable: Executable.optional(),
  process: Process.optional(),
});
export type Trace = z.infer<typeof Trace>;

const TRACE: RecordKind<Trace> = {
  schema: Trace,
  key: ({ customerId, incidentId, kind, id }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `TRACE#${kind}#${hashId(16, id)}`,
  }),
};

/** `at`: the instant at which it was first seen here; `isNew`: that was now, by us. */
export async function firstSeen(table: Table, trace: Trace): Promise<{ at: string; isNew: boolean }> {
  if ((await create(table, TRACE, trace)) === "done") return { at: trace.at, isNew: true };
  return { at: (await read(table, TRACE, TRACE.key(trace)))?.value.at ?? trace.at, isNew: false };
}

export const listTraces = (
  table: Table,
  { customerId, incidentId }: Place,
  kind: Trace["kind"],
  query: { after?: string; limit: number },
): Promise<ValuePage<Trace>> =>
  readPage(table, TRACE, { pk: incidentPk(customerId, incidentId), prefix: `TRACE#${kind}#`, ...query });
