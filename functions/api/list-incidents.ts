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

const several = <T extends string>(one: z.ZodType<T, string>) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(one).min(1));

const Instant = z.iso.datetime({ offset: true });
const Query = PageQuery.extend({
  /** One, or several with commas between them. */
  status: several(Status).optional(),
  severity: several(Severity).optional(),
  waitingFor: z.enum(["customer", "analyst"]).optional(),
  computer: z.string().max(256).optional(),
  /** Words of the title, in either language and any case; looked for among incidents of the last 90 days. */
  title: z.string().min(1).max(200).optional(),
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
  summary:
    "Incidents, newest first; filter by status and severity (several with commas), whom they wait for, computer (id or " +
    "name), time of creation, and words of the title (of the last 90 days).",
  roles: READERS,
  query: Query,
  body: NONE,
  answer: z.strictObject({
    incidents: z.array(
      IncidentSummary.extend({
        /** Of all; `computers` names the first 20. */
        computerCount: z.int(),
      }),
    ),
    cursor: z.string().optional(),
  }),
  async run(deps, request) {
    const { customerId } = customerOf(request);
    const { cursor, limit, ...filter } = request.query;
    const bound = [customerId, "incidents", filter];
    const { to, status, severity, waitingFor, computer, title } = filter;
    const from = earliest(filter, request.at);
    const isFiltered = [status, severity, waitingFor, computer, title].some((value) => value !== undefined);
    const page = await search({
      read: (query) => listRecords(deps.table, customerId, query),
      wants: isFiltered ? (incident) => matches(deps, incident, filter) : undefined,
      positionOf: ({ createdAt, incidentId }) => `${createdAt}#${incidentId}`,
      isPast: ({ createdAt }) => from !== undefined && createdAt < from,
      after: positionOf(cursor, bound).after ?? (to === undefined ? undefined : normal(to)),
      limit,
    });
    const incidents = await Promise.all(page.values.map((incident) => counted(deps, incident)));
    return { incidents, ...cursorOf(page.next, bound) };
  },
});

const NAMED = 20;

/** Only where the incident's own record may not name all of them are they counted. */
async function counted(deps: Deps, incident: IncidentRecord) {
  const { length } = incident.computers;
  const computerCount = length < NAMED ? length : (await computersOf(deps.table, incident)).length;
  return { ...summaryOf(incident), computerCount };
}

const TITLE_DAYS = 90;

/** Nothing before it is shown. */
function earliest({ from, title }: Pick<Query, "from" | "title">, at: string): string | undefined {
  const told = from === undefined ? undefined : normal(from);
  if (title === undefined) return told;
  const searched = new Date(Date.parse(at) - TITLE_DAYS * 86_400_000).toISOString();
  return told !== undefined && told > searched ? told : searched;
}

function hasWords({ title }: IncidentRecord, wanted: string): boolean {
  const words = wanted.toLowerCase().split(/\s+/);
  const titles = [title.ja.toLowerCase(), title.en.toLowerCase()];
  return titles.some((one) => words.every((word) => one.includes(word)));
}

async function matches(
  deps: Deps,
  incident: IncidentRecord,
  {
    status,
    severity,
    waitingFor,
    computer,
    title,
  }: Pick<Query, "status" | "severity" | "waitingFor" | "computer" | "title">,
): Promise<boolean> {
  if (status !== undefined && !status.includes(incident.status)) return false;
  if (severity !== undefined && !severity.includes(incident.severity)) return false;
  if (waitingFor !== undefined && incident.waitingFor !== waitingFor) return false;
  if (title !== undefined && !hasWords(incident, title)) return false;
  if (computer === undefined) return true;
  const members = await computersOf(deps.table, incident);
  return members.some(
    ({ computerId, name }) => computerId === computer || name.toLowerCase() === computer.toLowerCase(),
  );
}
