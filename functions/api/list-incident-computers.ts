import * as z from "zod";
import { computersOf } from "../../records/computers.ts";
import { api, NONE } from "./api.ts";
import { incidentOf, READERS } from "./incident-of.ts";
import { InvestigatedComputer, investigatedComputers } from "./incident-views.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";

export const listIncidentComputers = api({
  name: "list-incident-computers",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/computers",
  summary: "The computers of an incident, by id.",
  roles: READERS,
  query: PageQuery,
  body: NONE,
  answer: z.strictObject({ computers: z.array(InvestigatedComputer), cursor: z.string().optional() }),
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    const { cursor, limit } = request.query;
    const bound = [incident.customerId, incident.incidentId, "computers"];
    const { after } = positionOf(cursor, bound);
    const ids = (await computersOf(deps.table, incident)).map(({ computerId }) => computerId);
    const rest = after === undefined ? ids : ids.slice(ids.indexOf(after) + 1);
    const page = rest.slice(0, limit);
    const next = rest.length > page.length ? page.at(-1) : undefined;
    const computers = await investigatedComputers(deps, incident.customerId, page, request.at);
    return { computers, ...cursorOf(next, bound) };
  },
});
