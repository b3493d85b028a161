import * as z from "zod";
import { Detection } from "../../core/detection.ts";
import { listDetections } from "../../records/detections.ts";
import { api, NONE } from "./api.ts";
import { incidentOf, READERS } from "./incident-of.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";

const DetectionView = Detection.omit({ identity: true, aliases: true }).extend({
  detectionId: z.string(),
  /** When it came to us. */
  receivedAt: z.string(),
});

export const listIncidentDetections = api({
  name: "list-incident-detections",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/detections",
  summary: "The detections of an incident, newest first.",
  roles: READERS,
  query: PageQuery,
  body: NONE,
  answer: z.strictObject({ detections: z.array(DetectionView), cursor: z.string().optional() }),
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    const { cursor, limit } = request.query;
    const bound = [incident.customerId, incident.incidentId, "detections"];
    const page = await listDetections(deps.table, incident, {
      ...positionOf(cursor, bound),
      limit,
      descending: true,
    });
    const detections = page.values.map(({ detectionId, at, detection }) => {
      const { identity: _i, aliases: _a, ...facts } = detection;
      return { detectionId, receivedAt: at, ...facts };
    });
    return { detections, ...cursorOf(page.next, bound) };
  },
});
