import * as z from "zod";
import { executionName } from "../../core/ids.ts";
import { createReason } from "../../records/incidents.ts";
import { append } from "../../records/timeline.ts";
import { nudge } from "../waking.ts";
import { api, checkVersion, NONE } from "./api.ts";
import { incidentOf, refuseFinished } from "./incident-of.ts";
import { passedOnce } from "./passed-once.ts";

export const resumeIncident = api({
  name: "resume-incident",
  method: "POST",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/resume",
  summary: "Lets the workflow assess the incident again: in a new round where its execution has died.",
  roles: ["analyst"],
  query: NONE,
  body: z.strictObject({ reason: z.string().min(1).max(1000) }),
  status: 202,
  answer: z.strictObject({ execution: z.string(), round: z.int() }),
  async run(deps, request) {
    const { value: incident, version } = await incidentOf(deps, request);
    const { customerId, incidentId } = incident;
    const at = await passedOnce(deps, incident, request, () => {
      checkVersion(request.ifMatch, version);
      refuseFinished(incident);
    });
    const { requestId, actor, body } = request;
    const fact = { kind: "resumed", reason: body.reason } as const;
    await append(deps.table, incident, { fact, actor, recordedAt: at, cause: [requestId] });
    const reasonId = `resume-${requestId}`;
    await createReason(deps.table, { customerId, incidentId, reasonId, kind: "resume", at, by: actor });
    await nudge(deps, incident);
    const { round } = (await incidentOf(deps, request)).value;
    return { execution: executionName(incidentId, round), round };
  },
});
