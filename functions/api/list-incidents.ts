import * as z from "zod";
import { Severity } from "../../core/severity.ts";
import { Status } from "../../core/status.ts";
import { computersOf } from "../../records/computers.ts";
import { type IncidentRecord, listIncidents as listRecords } from "../../records/incidents.ts";
import type { Deps } from "../deps.ts";
import { api, NONE } from "./api.ts";
import { customerOf, READERS } from "./incident-of.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";
import { search } from "./search.ts";
import { IncidentSummary, summaryOf } from "./views.ts";

const Instant = z.iso.datetime({ offset: true });
const Query = PageQuery.extend({
  status: Status.optional(),
  severity: Severity.optional(),
  computer: z.string().max(256).optional(),
  /** Created at or after, before. */
  from: Instant.optional(),
  to: Instant.optional(),
});
type Query = z.output<typeof Query>;

/** As the records write instants, whatever the caller's offset: these compare as text. */
const normal = (instant: string): string => new Date(instant).toISOString();

export const listIncidents = api({
  name: "list-incidents",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents",
  summary: "Incidents, newest first; filter by status, severity, computer (id or name) and time of creation.",
  roles: READERS,
  query: Query,
  body: NONE,
  answer: z.strictObject({ incidents: z.array(IncidentSummary), cursor: z.string().optional() }),
  async run(deps, request) {
    const { customerId } = customerOf(request);
    const { cursor, limit, ...filter } = request.query;
    const bound = [customerId, "incidents", filter];
    const { from, to, status, severity, computer } = filter;
    const isFiltered = status !== undefined || severity !== undefined || computer !== undefined;
    const page = await search({
      read: (query) => listRecords(deps.table, customerId, query),
      wants: isFiltered ? (incident) => matches(deps, incident, filter) : undefined,
      positionOf: ({ createdAt, incidentId }) => `${createdAt}#${incidentId}`,
      isPast: ({ createdAt }) => from !== undefined && createdAt < normal(from),
      after: positionOf(cursor, bound).after ?? (to === undefined ? undefined : normal(to)),
      limit,
    });
    return { incidents: page.values.map(summaryOf), ...cursorOf(page.next, bound) };
  },
});

async function matches(
  deps: Deps,
  incident: IncidentRecord,
  { status, severity, computer }: Pick<Query, "status" | "severity" | "computer">,
): Promise<boolean> {
  if (status !== undefined && incident.status !== status) return false;
  if (severity !== undefined && incident.severity !== severity) return false;
  if (computer === undefined) return true;
  const members = await computersOf(deps.table, incident);
  return members.some(
    ({ computerId, name }) => computerId === computer || name.toLowerCase() === computer.toLowerCase(),
  );
}
