import * as z from "zod";
import { Executable } from "../../core/detection.ts";
import { api, NONE } from "./api.ts";
import { READERS } from "./incident-of.ts";
import { PageQuery } from "./paging.ts";
import { Sighting, sighting, traces } from "./traces.ts";

export const listIncidentExecutables = api({
  name: "list-incident-executables",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/executables",
  summary: "The executables (modules) of an incident, each once, in no particular order.",
  roles: READERS,
  query: PageQuery,
  body: NONE,
  answer: z.strictObject({
    executables: z.array(Sighting.extend({ executable: Executable })),
    cursor: z.string().optional(),
  }),
  async run(deps, request) {
    const { values, ...rest } = await traces(deps, request, "executable");
    const executables = values.flatMap((trace) =>
      trace.executable === undefined ? [] : [{ ...sighting(trace), executable: trace.executable }],
    );
    return { executables, ...rest };
  },
});
