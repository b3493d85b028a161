import * as z from "zod";
import { Severity } from "../../core/severity.ts";
import { Status } from "../../core/status.ts";
import { computersOf } from "../../records/computers.ts";
import { type IncidentRecord, listIncidents as listRecords } from "../../records/incidents.ts";
import type { Deps } from "../deps.ts";
import { api, NONE, notFound } from "./api.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";
import { IncidentSummary, summaryOf } from "./views.ts";

const Query = PageQuery.extend({
  status: Status.optional(),
  severity: Severity.optional(),
  computer: z.string().max(256).optional(),
  /** Created at or after, before. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
type Query = z.output<typeof Query>;

/** A page reads at most this many incidents to find those that the filter wants. */
const READ_AT_MOST = 2000;

export const listIncidents = api({
  name: "list-incidents",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents",
  summary: "Incidents, newest first; filter by status, severity, computer (id or name) and time of creation.",
  roles: ["analyst", "support", "customer"],
  query: Query,
  body: NONE,
  answer: z.strictObject({ incidents: z.array(IncidentSummary), cursor: z.string().optional() }),
  async run(deps, { customer, query }) {
    if (customer === undefined) throw notFound("customer");
    const { cursor, limit, ...filter } = query;
    const bound = [customer.customerId, filter];
    const { found, next } = await search(deps, customer.customerId, query, positionOf(cursor, bound).after);
    return { incidents: found.slice(0, limit).map(summaryOf), ...cursorOf(next, bound) };
  },
});

async function search(
  deps: Deps,
  customerId: string,
  query: Query,
  start: string | undefined,
): Promise<{ found: IncidentRecord[]; next?: string }> {
  const found: IncidentRecord[] = [];
  let after = start;
  for (let read = 0; read < READ_AT_MOST; read += query.limit) {
    const page = await listRecords(deps.table, customerId, {
      limit: query.limit,
      ...(after === undefined ? {} : { after }),
    });
    for (const incident of page.values) {
      if (!(await matches(deps, incident, query))) continue;
      found.push(incident);
      if (found.length === query.limit) return { found, next: `${incident.createdAt}#${incident.incidentId}` };
    }
    after = page.next;
    if (after === undefined || (query.from !== undefined && (page.values.at(-1)?.createdAt ?? "") < query.from))
      return { found };
  }
  return { found, ...(after === undefined ? {} : { next: after }) };
}

async function matches(
  deps: Deps,
  incident: IncidentRecord,
  { status, severity, computer, from, to }: Query,
): Promise<boolean> {
  if (status !== undefined && incident.status !== status) return false;
  if (severity !== undefined && incident.severity !== severity) return false;
  const created = Date.parse(incident.createdAt);
  if (from !== undefined && created < Date.parse(from)) return false;
  if (to !== undefined && created >= Date.parse(to)) return false;
  if (computer === undefined) return true;
  const members = await computersOf(deps.table, incident);
  return members.some(
    ({ computerId, name }) => computerId === computer || name.toLowerCase() === computer.toLowerCase(),
  );
}
