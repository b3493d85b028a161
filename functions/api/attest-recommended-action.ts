import * as z from "zod";
import { createReason } from "../../records/incidents.ts";
import { attest } from "../../records/recommended.ts";
import { append } from "../../records/timeline.ts";
import { nothingLeft } from "../response/read-what-happened.ts";
import { nudge } from "../waking.ts";
import { api, NONE, notFound } from "./api.ts";
import { incidentOf, RESPONDERS } from "./incident-of.ts";
import { RecommendedView, recommendedView } from "./incident-views.ts";

export const attestRecommendedAction = api({
  name: "attest-recommended-action",
  method: "POST",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/recommended-actions/{recommendedId}/attestation",
  summary: "Attests that a recommended action is done. The first attestation stands.",
  roles: RESPONDERS,
  query: NONE,
  body: z.strictObject({ note: z.string().min(1).max(2000).optional() }),
  answer: RecommendedView,
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    const { customerId, incidentId } = incident;
    const { recommendedId = "" } = request.params;
    const { person, body, at } = request;
    const mine = { at, by: person.name, personId: person.personId };
    const item = await attest(deps.table, incident, recommendedId, {
      ...mine,
      ...(body.note === undefined ? {} : { note: body.note }),
    });
    if (item === undefined) throw notFound("recommended-action");
    const { done = mine, text } = item;
    const actor = { kind: "person", personId: done.personId, name: done.by } as const;
    const note = item.done?.note;
    const fact = { kind: "recommended-completed", text, ...(note === undefined ? {} : { note }) } as const;
    await append(deps.table, incident, { fact, actor, recordedAt: done.at, cause: [recommendedId, "done"] });
    // Until nothing is left there is nothing to wake for. Whoever attests writes first, then looks: the last one sees all.
    if (!(await nothingLeft(deps, incident))) return recommendedView(item);
    const reasonId = `attested-${recommendedId}`;
    await createReason(deps.table, { customerId, incidentId, reasonId, kind: "attested", at: done.at, by: actor });
    await nudge(deps, incident);
    return recommendedView(item);
  },
});
