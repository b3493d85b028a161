// ESET Connect has no push for incidents and detections: they are asked for, each kind with a cursor of its own.
import type { ConnectorDeps, Polling } from "../vendor.ts";
import { createCaseWriting } from "./case-writing.ts";
import type { ConnectClient } from "./connect-client.ts";
import { readDelta } from "./delta.ts";
import { readIncidentDetections, readIncidents } from "./incidents.ts";

/**
 * `detections-v2`: ESET Inspect with its own facts, so before `detections-v1`: the same and what endpoints saw.
 * `incidents`: by their last change.
 */
export function createPolling(client: ConnectClient, { now }: Pick<ConnectorDeps, "now">): Polling {
  return {
    streams: ["detections-v2", "detections-v1", "incidents"],
    poll: (stream, cursor, asked) =>
      stream === "incidents"
        ? readIncidents(client, cursor, asked)
        : readDelta(client, stream === "detections-v2" ? "v2" : "v1", cursor, { ...asked, now: now() }),
    readCase: (caseId) => readIncidentDetections(client, caseId),
    cases: createCaseWriting(client),
  };
}
