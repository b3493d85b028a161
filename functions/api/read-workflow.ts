import * as z from "zod";
import { executionName } from "../../core/ids.ts";
import { executionPage } from "../../core/pages.ts";
import { PathStep, readPath } from "../../records/paths.ts";
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
    /** Where an analyst sees it: AWS's console. Absent on one machine. */
    executionLink: z.string().optional(),
    round: z.int(),
    state: z.enum(["running", "succeeded", "failed", "timed-out", "aborted", "absent"]),
    events: z.array(Event),
    /** Our own summary, where the events are gone: an execution is forgotten 90 days after its end. */
    path: z.array(PathStep).optional(),
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
    const path = state === "absent" ? await readPath(deps.table, incident, round) : undefined;
    const link = executionPage(deps.house, execution);
    return {
      execution,
      ...(link === undefined ? {} : { executionLink: link }),
      round,
      state: path?.ended ?? state,
      events: history.events,
      ...(path === undefined ? {} : { path: path.steps }),
      ...cursorOf(history.next, bound),
    };
  },
});
