import * as z from "zod";
import { Process } from "../../core/detection.ts";
import { api, NONE } from "./api.ts";
import { READERS } from "./incident-of.ts";
import { PageQuery } from "./paging.ts";
import { Sighting, sighting, traces } from "./traces.ts";

export const listIncidentProcesses = api({
  name: "list-incident-processes",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/processes",
  summary: "The processes of an incident, each once, in no particular order.",
  roles: READERS,
  query: PageQuery,
  body: NONE,
  answer: z.strictObject({ processes: z.array(Sighting.extend({ process: Process })), cursor: z.string().optional() }),
  async run(deps, request) {
    const { values, ...rest } = await traces(deps, request, "process");
    const processes = values.flatMap((trace) =>
      trace.process === undefined ? [] : [{ ...sighting(trace), process: trace.process }],
    );
    return { processes, ...rest };
  },
});
