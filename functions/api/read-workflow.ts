import * as z from "zod";
import { executionName } from "../../core/ids.ts";
import { api, NONE, notFound } from "./api.ts";
import { incidentOf } from "./incident-of.ts";
import { cursorOf, positionOf } from "./paging.ts";

const Query = z.strictObject({
  /** The present one unless told. */
  round: z.coerce.number().int().min(1).optional(),
  cursor: z.string().max(2048).optional(),
});

/** As in Step Functions' GetExecutionHistory; ids and decisions only. */
const Event = z.looseObject({ id: z.int(), previousEventId: z.int(), timestamp: z.string(), type: z.string() });

export const readWorkflow = api({
  name: "read-workflow",
  method: "GET",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/workflow",
  summary: "The workflow's execution of a round: its name, its state, its history.",
  roles: ["analyst"],
  query: Query,
  body: NONE,
  answer: z.strictObject({
    execution: z.string(),
    round: z.int(),
    state: z.enum(["running", "succeeded", "failed", "timed-out", "aborted", "absent"]),
    events: z.array(Event),
    cursor: z.string().optional(),
  }),
  async run(deps, request) {
    const { value: incident } = await incidentOf(deps, request);
    const { round = incident.round, cursor } = request.query;
    if (round > incident.round) throw notFound("round");
    const execution = executionName(incident.incidentId, round);
    const bound = [incident.customerId, execution];
    const state = await deps.workflow.state(execution);
    const history =
      state === "absent" ? { events: [] } : await deps.workflow.history(execution, positionOf(cursor, bound).after);
    return { execution, round, state, events: history.events, ...cursorOf(history.next, bound) };
  },
});
