// The executables and the processes of an incident: each once, with the computer and the instant of its first sighting.
import * as z from "zod";
import { listTraces, type Trace } from "../../records/traces.ts";
import type { Deps } from "../deps.ts";
import type { ApiRequest } from "./api.ts";
import { incidentOf } from "./incident-of.ts";
import { cursorOf, type PageQuery, positionOf } from "./paging.ts";

export const Sighting = z.strictObject({ firstSeenAt: z.string(), computerId: z.string(), computerName: z.string() });
export const sighting = ({ at, computerId, computerName }: Trace) => ({ firstSeenAt: at, computerId, computerName });

export async function traces(
  deps: Deps,
  request: ApiRequest<z.output<typeof PageQuery>, unknown>,
  kind: "executable" | "process",
): Promise<{ values: Trace[]; cursor?: string }> {
  const { value: incident } = await incidentOf(deps, request);
  const { cursor, limit } = request.query;
  const bound = [incident.customerId, incident.incidentId, kind];
  const page = await listTraces(deps.table, incident, kind, { ...positionOf(cursor, bound), limit });
  return { values: page.values, ...cursorOf(page.next, bound) };
}
