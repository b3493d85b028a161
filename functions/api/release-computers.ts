import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { hashId } from "../../core/ids.ts";
import type { Action } from "../../records/actions.ts";
import { readActions } from "../../records/actions.ts";
import { computersOf, readComputer } from "../../records/computers.ts";
import { createReason, type IncidentRecord } from "../../records/incidents.ts";
import { momentOf } from "../../records/moments.ts";
import { readRecommended } from "../../records/recommended.ts";
import { append } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { requestRelease } from "../response/request-actions.ts";
import { nudge } from "../waking.ts";
import { type ApiRequest, api, checkVersion, NONE } from "./api.ts";
import { incidentOf, RESPONDERS } from "./incident-of.ts";
import { passedOnce } from "./passed-once.ts";
import { takeNow } from "./take-now.ts";

const Body = z.strictObject({
  computerIds: z.array(z.string().min(1).max(256)).min(1).max(200),
  /** An analyst's, for a release before every recommended action is attested. */
  override: z.strictObject({ reason: z.string().min(1).max(1000) }).optional(),
});
type Request = ApiRequest<unknown, z.output<typeof Body>>;

const Outcome = z.strictObject({
  computerId: z.string(),
  outcome: z.enum(["requested", "still-held", "not-held"]),
  /** The other incidents that hold it. */
  stillHeldBy: z.array(z.string()).optional(),
});
type Released = z.output<typeof Outcome> & { name: string; action?: Action };

export const releaseComputers = api({
  name: "release-computers",
  method: "POST",
  path: "/v1/customers/{customerId}/incidents/{incidentId}/release",
  summary:
    "Ends the incident's isolation of computers, once its recommended actions are attested (or an analyst overrides " +
    "that). A computer that another incident holds stays isolated.",
  roles: RESPONDERS,
  query: NONE,
  body: Body,
  status: 202,
  answer: z.strictObject({ computers: z.array(Outcome) }),
  async run(deps, request) {
    const { value: incident, version } = await incidentOf(deps, request);
    const at = await passedOnce(deps, incident, request, async () => {
      checkVersion(request.ifMatch, version);
      await checkRecommended(deps, incident, request);
    });
    const computers = await releaseAll(deps, incident, request, at);
    await follow(deps, incident, request, computers, at);
    return {
      computers: computers.map(({ computerId, outcome, stillHeldBy }) => ({
        computerId,
        outcome,
        ...(stillHeldBy === undefined ? {} : { stillHeldBy }),
      })),
    };
  },
});

async function checkRecommended(deps: Deps, incident: IncidentRecord, { body, person }: Request): Promise<void> {
  if (body.override !== undefined && person.role !== "analyst")
    throw new Refusal("forbidden", "override-not-allowed", "Only an analyst may release before that.");
  if (body.override !== undefined) return;
  const open = (await readRecommended(deps.table, incident)).filter(({ done }) => done === undefined);
  if (open.length === 0) return;
  throw new Refusal("conflict", "recommended-actions-open", "Some recommended actions are not attested yet.", {
    fields: open.map(({ recommendedId, text }) => ({ path: recommendedId, message: text[person.language] })),
  });
}

async function releaseAll(deps: Deps, incident: IncidentRecord, request: Request, at: string): Promise<Released[]> {
  const members = new Map((await computersOf(deps.table, incident)).map(({ computerId, name }) => [computerId, name]));
  const released: Released[] = [];
  for (const computerId of new Set(request.body.computerIds)) {
    const name = members.get(computerId);
    if (name === undefined) released.push({ computerId, name: computerId, outcome: "not-held" });
    else released.push({ name, ...(await releaseOne(deps, incident, computerId, { by: request, at })) });
  }
  return released;
}

async function releaseOne(
  deps: Deps,
  incident: IncidentRecord,
  computerId: string,
  { by, at }: { by: Request; at: string },
): Promise<Omit<Released, "name">> {
  const release = await requestRelease(deps, incident, computerId, by.actor, at);
  if (release.kind === "requested") return { computerId, outcome: "requested", action: release.action };
  if (release.kind === "still-held") return { computerId, outcome: "still-held", stillHeldBy: release.by };
  // Not held any more: released by an earlier copy of this request, perhaps, and not shown yet.
  const isolation = (await readComputer(deps.table, incident.customerId, computerId))?.isolation;
  const earlier = (await readActions(deps.table, incident)).find(
    ({ kind, target, generation, state }) =>
      kind === "release" &&
      target.computerId === computerId &&
      generation === isolation?.generation &&
      state !== "confirmed",
  );
  if (earlier !== undefined) return { computerId, outcome: "requested", action: earlier };
  const holds = isolation?.holds ?? [];
  return holds.length > 0
    ? { computerId, outcome: "still-held", stillHeldBy: holds }
    : { computerId, outcome: "not-held" };
}

/** One reason for what this request changed: its id derives from the releases, so repeats are the same. Nothing changed: no reason, or the incident would finish. */
async function follow(
  deps: Deps,
  incident: IncidentRecord,
  { requestId, actor, body }: Request,
  computers: readonly Released[],
  at: string,
): Promise<void> {
  const changed = computers.filter(({ outcome }) => outcome !== "not-held");
  if (changed.length === 0) return;
  const about = changed.map(({ action, computerId }) => action?.actionId ?? `${computerId} ${requestId}`).sort();
  const { customerId, incidentId } = incident;
  const reasonId = `release-${hashId(20, ...about)}`;
  const recordedAt = await momentOf(deps.table, incident, reasonId, at);
  const override = body.override === undefined ? {} : { override: body.override.reason };
  const fact = { kind: "release-requested", computers: changed.map(({ name }) => name), ...override } as const;
  await append(deps.table, incident, { fact, actor, recordedAt, cause: [reasonId] });
  await createReason(deps.table, { customerId, incidentId, reasonId, kind: "release", at: recordedAt, by: actor });
  // At once: the workflow may be in the middle of something, and an isolation that is asked for meanwhile must come after it.
  for (const { action } of changed) if (action !== undefined) await takeNow(deps, action);
  await nudge(deps, incident);
}
