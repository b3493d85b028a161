// Actions past their time: settled where a crash left them, looked at again where the product may still do them, and
// releases asked for until they are shown.
import { type Action, actionIdOf, changeAction, isOpen, readAction, readActions } from "../../records/actions.ts";
import { readComputer } from "../../records/computers.ts";
import { createReason, type IncidentRecord } from "../../records/incidents.ts";
import type { Place } from "../../records/timeline.ts";
import { type Deps, nowAt } from "../deps.ts";
import { askAgain } from "../response/ask-again.ts";
import { confirm } from "../response/confirm.ts";
import { LOOK_AFTER_MILLISECONDS } from "../response/request-actions.ts";
import { end, isStillPossible, settle } from "../response/settle.ts";
import { requestOf } from "../response/take.ts";
import { nudge } from "../waking.ts";

const LOOK_AGAIN_MILLISECONDS = 60_000;

export async function sweepAction(deps: Deps, place: Place, sk: string): Promise<void> {
  const action = (await readAction(deps.table, place, actionIdOf(sk)))?.value;
  if (action?.lookAt === undefined) return;
  if (action.state === "requested" || action.state === "accepted") {
    await later(deps, action, LOOK_AGAIN_MILLISECONDS);
    await released(deps, await confirm(deps, place, action.actionId));
  } else if (!action.settled) await released(deps, await settle(deps, action));
  else if (action.kind === "release" && action.state !== "confirmed") await askForReleaseAgain(deps, action);
  else await lookForLateIsolation(deps, action);
}

/** Kills and removals that a step left without their end, or with something still to be said of it. Throws StillRunning while one has its time. */
export async function sweepLeftActions(deps: Deps, incident: IncidentRecord): Promise<void> {
  const isAtWork = incident.status === "in-progress" || incident.status === "open" || incident.status === "reopened";
  for (const action of await readActions(deps.table, incident)) {
    const isYoung = deps.now() - Date.parse(action.requestedAt) < LOOK_AFTER_MILLISECONDS;
    if (action.lookAt !== undefined || action.settled || (isAtWork && isYoung)) continue;
    // Nobody waits for it any more: what was not asked is not asked now.
    if (action.state === "requested") await end(deps, action, "unconfirmed", "budget");
    else await (isOpen(action) ? confirm(deps, action, action.actionId) : settle(deps, action));
  }
}

/** The workflow waits for a release that it has given up: now it may finish. */
async function released(deps: Deps, { customerId, incidentId, actionId, kind, state, attempt }: Action): Promise<void> {
  if (kind !== "release" || state !== "confirmed") return;
  const reasonId = `${actionId}-${attempt}-shown`;
  await createReason(deps.table, { customerId, incidentId, reasonId, kind: "release", at: nowAt(deps) });
  await nudge(deps, { customerId, incidentId });
}

const later = (deps: Deps, { actionId, ...place }: Action, milliseconds: number) =>
  changeAction(deps.table, place, actionId, (a) => ({
    ...a,
    lookAt: new Date(deps.now() + milliseconds).toISOString(),
  }));

const noMore = (deps: Deps, { actionId, ...place }: Action) =>
  changeAction(deps.table, place, actionId, ({ lookAt: _l, ...rest }) => rest);

/** Repeating a release does no harm; it is asked for until the product shows it, unless something newer is wanted. */
async function askForReleaseAgain(deps: Deps, action: Action): Promise<void> {
  const computer = await readComputer(deps.table, action.customerId, action.target.computerId);
  if (computer?.isolation.generation !== action.generation) {
    await noMore(deps, action);
    return;
  }
  const { attempt } = await askAgain(deps, action);
  await createReason(deps.table, {
    customerId: action.customerId,
    incidentId: action.incidentId,
    reasonId: `${action.actionId}-${attempt}`,
    kind: "release",
    at: nowAt(deps),
  });
  await nudge(deps, action);
}

/** An isolation that we stopped waiting for may still have been carried out: then it is confirmed, late, and mailed. */
async function lookForLateIsolation(deps: Deps, action: Action): Promise<void> {
  const possible = isStillPossible(deps, action);
  if (action.kind !== "isolate" || action.state !== "unconfirmed" || action.reference === undefined || !possible) {
    await noMore(deps, action);
    return;
  }
  const { isolation } = (await readComputer(deps.table, action.customerId, action.target.computerId)) ?? {};
  if (isolation?.generation !== action.generation) {
    // A release was asked for since: nobody needs to hear now that it was isolated.
    await noMore(deps, action);
    return;
  }
  await later(deps, action, LOOK_AGAIN_MILLISECONDS);
  const connector = await deps.connectors(action.customerId, action.source);
  const outcome = await connector?.outcome(requestOf(action), action.reference);
  if (outcome?.state === "confirmed") await end(deps, action, "confirmed");
}
