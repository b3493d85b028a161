import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { retentionEnd } from "../../core/policy.ts";
import { checkStatusChange, isFinished, Status } from "../../core/status.ts";
import { createReason, type IncidentRecord } from "../../records/incidents.ts";
import { append } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { followUp, tellEnd } from "../response/finish-incident.ts";
import { setStatus } from "../status.ts";
import { nudge, reopen } from "../waking.ts";
import { type ApiRequest, answered, api, checkVersion, NONE } from "./api.ts";
import { customerOf, incidentOf } from "./incident-of.ts";
import { isolatedBy } from "./isolated-by.ts";
import { passedOnce } from "./passed-once.ts";

const Body = z.strictObject({
  status: Status.exclude(["open"]),
  reason: z.string().min(1).max(1000),
  /** Of `on-hold`. */
  waitingFor: z.enum(["customer", "analyst"]).default("analyst"),
});
type Request = ApiRequest<unknown, z.output<typeof Body>>;

export const changeStatus = api({
  name: "change-status",
  method: "POST",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/status",
  summary:
    "Changes the status. Refused (409 still-isolated) for an incident that is resolved or closed while it holds a " +
    "computer; `invalid` releases what it holds first: 202, and the workflow finishes it.",
  roles: ["analyst"],
  query: NONE,
  body: Body,
  answer: z.strictObject({
    status: Status,
    waitingFor: z.enum(["customer", "analyst"]).optional(),
    /** Still to come, once the computers are released. */
    pending: z.literal("invalid").optional(),
  }),
  async run(deps, request) {
    const { value: incident, version } = await incidentOf(deps, request);
    const { status } = request.body;
    const at = await passedOnce(deps, incident, request, async () => {
      checkVersion(request.ifMatch, version);
      checkStatusChange(incident.status, status);
      if (status === "resolved" || status === "closed") await refuseIsolated(deps, incident);
    });
    const isPending = (await changed(deps, incident, request, at)) === "pending";
    const { value: now, version: nowVersion } = await incidentOf(deps, request);
    const { waitingFor } = now;
    const answer = { status: now.status, ...(waitingFor === undefined ? {} : { waitingFor }) };
    const headers = { etag: `"${nowVersion}"` };
    return isPending ? answered({ ...answer, pending: "invalid" as const }, headers, 202) : answered(answer, headers);
  },
});

async function refuseIsolated(deps: Deps, incident: IncidentRecord): Promise<void> {
  const computers = await isolatedBy(deps, incident);
  if (computers.length === 0) return;
  throw new Refusal("conflict", "still-isolated", "The incident still holds computers isolated: release them first.", {
    fields: computers.map(({ computerId, name }) => ({ path: computerId, message: name })),
  });
}

async function changed(
  deps: Deps,
  incident: IncidentRecord,
  request: Request,
  at: string,
): Promise<"done" | "pending"> {
  const { actor, requestId, body } = request;
  const { status, reason, waitingFor } = body;
  if (status === "reopened") await reopened(deps, incident, request, at);
  else if (!isFinished(status)) {
    const waiting = status === "on-hold" ? { waitingFor } : {};
    const after = await setStatus(deps, incident, status, { at, cause: requestId, actor, reason, ...waiting });
    mustBe(after, status);
  } else if (status === "invalid" && (await isolatedBy(deps, incident)).length > 0) {
    await invalidate(deps, incident, request, at);
    return "pending";
  } else await finish(deps, incident, request, at);
  return "done";
}

function mustBe(after: IncidentRecord | undefined, status: Status): void {
  if (after?.status !== status)
    throw new Refusal("conflict", "status-change", "Somebody else changed the status meanwhile: read it again.");
}

/** The reason to wake stands before the status: a crash between them ends in a look at the records. */
async function finish(deps: Deps, incident: IncidentRecord, request: Request, at: string): Promise<void> {
  const { customerId, incidentId } = incident;
  const { actor, requestId, body } = request;
  const expiresAtSeconds = retentionEnd(customerOf(request).settings.policy, at);
  const reasonId = `finished-${requestId}`;
  await createReason(deps.table, { customerId, incidentId, reasonId, kind: "finished", at, by: actor });
  const change = { at, cause: requestId, actor, reason: body.reason, expiresAtSeconds };
  const after = await setStatus(deps, incident, body.status, change);
  mustBe(after, body.status);
  if (after?.finishedAt === at) {
    await tellEnd(deps, after, at);
    await followUp(deps, after, at);
  }
  await nudge(deps, incident);
}

/** The workflow releases what the incident holds, and finishes it. The analyst's words stand in the timeline at once. */
async function invalidate(deps: Deps, incident: IncidentRecord, request: Request, at: string): Promise<void> {
  const { customerId, incidentId } = incident;
  const { actor, requestId, body, person } = request;
  const fact = { kind: "person-comment", text: body.reason, language: person.language } as const;
  await append(deps.table, incident, { fact, actor, recordedAt: at, cause: [requestId] });
  const reasonId = `invalidate-${requestId}`;
  await createReason(deps.table, { customerId, incidentId, reasonId, kind: "invalidate", at, by: actor });
  await nudge(deps, incident);
}

/** A new episode, with an execution of its own that assesses it again. */
async function reopened(deps: Deps, incident: IncidentRecord, request: Request, at: string): Promise<void> {
  const { customerId, incidentId } = incident;
  const { actor, requestId, body } = request;
  const reasonId = `resume-${requestId}`;
  await createReason(deps.table, { customerId, incidentId, reasonId, kind: "resume", at, by: actor });
  await reopen(deps, incident, { actor, reason: body.reason });
}
