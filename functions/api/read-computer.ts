import * as z from "zod";
import { BilingualText } from "../../core/incident.ts";
import { Severity } from "../../core/severity.ts";
import { Status } from "../../core/status.ts";
import { incidentsOf } from "../../records/computers.ts";
import { readIncident } from "../../records/incidents.ts";
import { answered, api, NONE } from "./api.ts";
import { computerOf, READERS } from "./incident-of.ts";
import { InvestigatedComputer, investigatedComputer } from "./incident-views.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";

const PastIncident = z.strictObject({
  incidentId: z.string(),
  joinedAt: z.string(),
  status: Status,
  severity: Severity,
  title: BilingualText,
});

export const readComputer = api({
  name: "read-computer",
  method: "GET",
  path: "/v1/customers/{customerId}/computers/{computerId}",
  summary: "One computer with the incidents that it was part of, newest first.",
  roles: READERS,
  query: PageQuery,
  body: NONE,
  answer: InvestigatedComputer.extend({
    /** As in ETag: send it back in If-Match. */
    version: z.int(),
    incidents: z.array(PastIncident),
    cursor: z.string().optional(),
  }),
  async run(deps, request) {
    const { value: computer, version } = await computerOf(deps, request);
    const { customerId, computerId } = computer;
    const { cursor, limit } = request.query;
    const bound = [customerId, computerId, "incidents"];
    const page = await incidentsOf(deps.table, customerId, computerId, { ...positionOf(cursor, bound), limit });
    const incidents: z.output<typeof PastIncident>[] = [];
    for (const { incidentId, at } of page.values) {
      const incident = (await readIncident(deps.table, customerId, incidentId))?.value;
      if (incident === undefined) continue;
      const { status, severity, title } = incident;
      incidents.push({ incidentId, joinedAt: at, status, severity, title });
    }
    const view = await investigatedComputer(deps, computer, request.at);
    return answered({ ...view, version, incidents, ...cursorOf(page.next, bound) }, { etag: `"${version}"` });
  },
});
