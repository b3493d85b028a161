import * as z from "zod";
import { ActionState } from "../../core/action.ts";
import type { Computer } from "../../core/computer.ts";
import { Refusal } from "../../core/errors.ts";
import type { Action } from "../../records/actions.ts";
import { addComputer } from "../../records/computers.ts";
import { createReason, type IncidentRecord } from "../../records/incidents.ts";
import { append } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { askAgain } from "../response/ask-again.ts";
import { requestAction } from "../response/request-actions.ts";
import { isStillPossible } from "../response/settle.ts";
import { nudge } from "../waking.ts";
import { type ApiRequest, api, NONE, notFound } from "./api.ts";
import { computerOf, RESPONDERS } from "./incident-of.ts";
import { joinOrOpen } from "./open-incident.ts";
import { takeNow } from "./take-now.ts";

const Body = z.strictObject({ reason: z.string().min(1).max(1000) });
type Request = ApiRequest<unknown, z.output<typeof Body>>;

export const isolateComputer = api({
  name: "isolate-computer",
  method: "POST",
  path: "/v1/customers/{customerId}/computers/{computerId}/isolation",
  summary:
    "Isolates a computer from the network, also an exempt one: a person decides. It joins the computer's open incident " +
    "or opens one. Asked again while it holds: the same answer.",
  roles: RESPONDERS,
  query: NONE,
  body: Body,
  status: 202,
  answer: z.strictObject({ incidentId: z.string(), actionId: z.string(), state: ActionState }),
  async run(deps, request) {
    const { value: computer } = await computerOf(deps, request);
    const connector = await deps.connectors(computer.customerId, computer.source);
    if (connector?.supports.includes("isolate") !== true) {
      throw new Refusal("conflict", "not-supported", "The product of this computer cannot isolate it.");
    }
    const incident = await joinOrOpen(deps.table, computer, request.actor, request.at);
    return isolate(deps, computer, incident, request);
  },
});

/** The request stands before anything else follows, so that a workflow that begins now finds it. */
async function isolate(deps: Deps, computer: Computer, incident: IncidentRecord, request: Request) {
  const { customerId, computerId, name } = computer;
  const { incidentId } = incident;
  const { actor, at } = request;
  await addComputer(deps.table, { customerId, incidentId, computerId, name, at });
  const target = { computerId, computerName: name };
  const requested = await requestAction(deps, incident, { kind: "isolate", target, by: actor, at });
  if (requested === undefined) throw notFound("computer");
  const action = await current(deps, requested);
  const { actionId, requestedBy, requestedAt } = action;
  if (requestedBy.kind === "person" && requestedBy.personId === request.person.personId) {
    const fact = { kind: "person-comment", text: request.body.reason, language: request.person.language } as const;
    await append(deps.table, incident, { fact, actor, recordedAt: requestedAt, cause: [actionId, "why"] }, 1);
  }
  const reasonId = `isolate-${actionId}-${action.attempt}`;
  await createReason(deps.table, { customerId, incidentId, reasonId, kind: "isolate", at: requestedAt, by: actor });
  const state = await takeNow(deps, action);
  await nudge(deps, incident);
  return { incidentId, actionId, state };
}

/** What nobody could show, and the product will not do any more, is asked for again. */
const current = async (deps: Deps, action: Action): Promise<Action> =>
  action.state === "unconfirmed" && action.settled && !isStillPossible(deps, action) ? askAgain(deps, action) : action;
