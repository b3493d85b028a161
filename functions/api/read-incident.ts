import * as z from "zod";
import { executionName } from "../../core/ids.ts";
import { readActions } from "../../records/actions.ts";
import { computersOf } from "../../records/computers.ts";
import { readRecommended } from "../../records/recommended.ts";
import { heldBy } from "../response/holds.ts";
import { answered, api, NONE } from "./api.ts";
import { incidentOf, READERS } from "./incident-of.ts";
import {
  ActionView,
  actionView,
  InvestigatedComputer,
  investigatedComputers,
  RecommendedView,
  recommendedView,
} from "./incident-views.ts";
import { IncidentSummary, summaryOf } from "./views.ts";

/** The rest is paged at `…/computers`. */
const MAX_COMPUTERS = 100;

const IncidentDetail = IncidentSummary.omit({ computers: true }).extend({
  /** As in ETag: send it back in If-Match. */
  version: z.int(),
  /** The name of the workflow's present execution. */
  execution: z.string(),
  computers: z.array(InvestigatedComputer),
  moreComputers: z.boolean(),
  actions: z.array(ActionView),
  recommended: z.array(RecommendedView),
  /** The computers that it holds isolated, and the recommended actions still to be attested before they may be released. */
  release: z.strictObject({ held: z.array(z.string()), missing: z.array(z.string()) }),
});

export const readIncident = api({
  name: "read-incident",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}",
  summary: "One incident with its actions, recommended actions, computers, and what is missing for a release.",
  roles: READERS,
  query: NONE,
  body: NONE,
  answer: IncidentDetail,
  async run(deps, request) {
    const { value: incident, version } = await incidentOf(deps, request);
    const ids = (await computersOf(deps.table, incident)).map(({ computerId }) => computerId);
    const shown = ids.slice(0, MAX_COMPUTERS);
    const recommended = (await readRecommended(deps.table, incident)).map(recommendedView);
    const detail = {
      ...summaryOf(incident),
      version,
      execution: executionName(incident.incidentId, incident.round),
      computers: await investigatedComputers(deps, incident.customerId, shown, request.at),
      moreComputers: ids.length > shown.length,
      actions: (await readActions(deps.table, incident)).map(actionView),
      recommended,
      release: {
        held: (await heldBy(deps, incident)).map(({ computerId }) => computerId),
        missing: recommended.flatMap(({ recommendedId, done }) => (done === undefined ? [recommendedId] : [])),
      },
    };
    return answered(detail, { etag: `"${version}"` });
  },
});
