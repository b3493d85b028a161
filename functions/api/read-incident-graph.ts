import * as z from "zod";
import { Outcome } from "../../core/detection.ts";
import { graphOf } from "../../core/graph.ts";
import { Severity } from "../../core/severity.ts";
import { readFindings } from "../../records/detections.ts";
import { api, NONE } from "./api.ts";
import { incidentOf, READERS } from "./incident-of.ts";

const text = z.string();
const Node = z.discriminatedUnion("kind", [
  z.strictObject({ id: text, kind: z.literal("computer"), computerId: text, name: text }),
  z.strictObject({
    ...{ id: text, kind: z.literal("process"), computerId: text, name: text },
    pid: z.int().optional(),
    commandLine: text.optional(),
  }),
  z.strictObject({
    ...{ id: text, kind: z.literal("executable"), name: text },
    sha1: text.optional(),
    sha256: text.optional(),
    signature: text,
  }),
  z.strictObject({
    ...{ id: text, kind: z.literal("detection"), rule: text, ruleId: text },
    severity: Severity,
    outcome: Outcome,
    techniques: z.array(text),
    /** When it was first seen in this incident. */
    at: text,
  }),
]);
const Edge = z.strictObject({ from: text, to: text, kind: z.enum(["runs", "starts", "image", "about"]) });

export const readIncidentGraph = api({
  name: "read-incident-graph",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/graph",
  summary:
    "How the incident's computers, processes, executables and detections connect. At most 200 nodes, the most severe first; " +
    "`leftOut`: detections that are not in it.",
  roles: READERS,
  query: NONE,
  body: NONE,
  answer: z.strictObject({ nodes: z.array(Node), edges: z.array(Edge), leftOut: z.int() }),
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    return graphOf(await readFindings(deps.table, incident));
  },
});
