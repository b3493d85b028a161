import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { changeIncident } from "../../records/incidents.ts";
import { append } from "../../records/timeline.ts";
import { answered, api, checkVersion, NONE } from "./api.ts";
import { incidentOf, RESPONDERS, refuseFinished } from "./incident-of.ts";
import { passedOnce } from "./passed-once.ts";

const DAY = 86_400_000;
const MAX_DAYS = 14;

export const postponeIncident = api({
  name: "postpone-incident",
  method: "POST",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/postponement",
  summary: "Records who will act and when: no reminder comes before that. At most 14 days ahead.",
  roles: RESPONDERS,
  query: NONE,
  body: z.strictObject({ until: z.iso.datetime({ offset: true }), by: z.string().min(1).max(200) }),
  answer: z.strictObject({ until: z.string(), by: z.string() }),
  async run(deps, request) {
    const { value: incident, version } = await incidentOf(deps, request);
    const { body, actor, requestId } = request;
    const at = await passedOnce(deps, incident, request, () => {
      checkVersion(request.ifMatch, version);
      refuseFinished(incident);
      checkUntil(body.until, request.at);
    });
    const postponed = { until: new Date(body.until).toISOString(), by: body.by };
    await changeIncident(deps.table, incident.customerId, incident.incidentId, (now) =>
      JSON.stringify(now.postponed) === JSON.stringify(postponed) ? undefined : { ...now, postponed },
    );
    const from = incident.postponed;
    const before = from === undefined || from.until === postponed.until ? {} : { from };
    await append(deps.table, incident, {
      fact: { kind: "postponed", ...postponed, ...before },
      actor,
      recordedAt: at,
      cause: [requestId],
    });
    return answered(postponed, { etag: `"${(await incidentOf(deps, request)).version}"` });
  },
});

function checkUntil(until: string, at: string): void {
  const ahead = Date.parse(until) - Date.parse(at);
  if (ahead > 0 && ahead <= MAX_DAYS * DAY) return;
  throw new Refusal("bad-request", "invalid-body", "Some fields of the body are wrong.", {
    fields: [{ path: "until", message: `in the future, at most ${MAX_DAYS} days ahead` }],
  });
}
