// The end of an action: written first, then what follows from it (the computer, the timeline, the notice), then that it is
// settled. A crash between leaves it unsettled, and whoever meets it does the rest.
import type { ActionKind, ActionState } from "../../core/action.ts";
import type { Notice } from "../../core/notice.ts";
import type { TimelineFact } from "../../core/timeline.ts";
import { type Action, changeAction, holds } from "../../records/actions.ts";
import { changeIsolation } from "../../records/computers.ts";
import { readIncident } from "../../records/incidents.ts";
import { append } from "../../records/timeline.ts";
import { type Deps, nowAt } from "../deps.ts";
import type { MetricName } from "../metrics.ts";
import { policyOf } from "../policy.ts";
import { tell } from "../telling.ts";
import { targetLabel } from "./request-actions.ts";

type EndState = Extract<ActionState, "confirmed" | "failed" | "unconfirmed">;

/** How long a request may still be carried out after we stopped waiting: ESET starts none after 15 minutes. */
const STILL_POSSIBLE_MILLISECONDS = 20 * 60_000;
const LOOK_AGAIN_MILLISECONDS = 60_000;
const ASK_AGAIN_MILLISECONDS = 5 * 60_000;

/** The first end stands, but for a confirmation that comes after we stopped waiting. */
export async function end(deps: Deps, action: Action, state: EndState, reason?: string): Promise<Action> {
  const endedAt = nowAt(deps);
  let mine = false;
  const after = await changeAction(deps.table, action, action.actionId, (a) => {
    const late = a.state === "unconfirmed" && state === "confirmed";
    mine = a.state === "requested" || a.state === "accepted" || late;
    if (!mine) return undefined;
    const { reason: _r, ...rest } = a;
    const why = reason === undefined ? {} : { reason };
    return { ...rest, state, endedAt, settled: false, ...(holds(a) ? { lookAt: endedAt } : {}), ...why };
  });
  if (mine && after?.state === "confirmed") logConfirmed(deps, after);
  return settle(deps, after ?? action);
}

const TIME_TO_CONFIRM = {
  kill: "TimeToConfirmKill",
  remove: "TimeToConfirmRemove",
  isolate: "TimeToConfirmIsolate",
  release: "TimeToConfirmRelease",
} as const satisfies Record<ActionKind, MetricName>;

function logConfirmed(deps: Deps, { kind, incidentId, actionId, requestedAt, endedAt = requestedAt }: Action): void {
  const milliseconds = Date.parse(endedAt) - Date.parse(requestedAt);
  const line = { function: "settle", incident: incidentId, action: actionId, outcome: "confirmed" };
  deps.log.info({ ...line, [TIME_TO_CONFIRM[kind]]: milliseconds });
}

/** That a further attempt was not shown either is no news: a release of a computer that is off is asked for many times. */
const isNews = ({ attempt, state }: Action): boolean => attempt === 1 || state === "confirmed";

/** Does what follows from an action's end, as often as it is called, once. */
export async function settle(deps: Deps, action: Action): Promise<Action> {
  if (action.settled || action.endedAt === undefined) return action;
  await settleComputer(deps, action);
  if (isNews(action)) {
    const cause = [action.actionId, action.state, String(action.attempt)];
    await append(deps.table, action, { fact: factOf(action), recordedAt: action.endedAt, cause });
  }
  const notice = await noticeOf(deps, action);
  if (notice !== undefined)
    await tell(deps, action, { notice, to: "customer", part: `${action.target.computerId}.${action.generation ?? 0}` });
  const settled = await changeAction(deps.table, action, action.actionId, (a) => {
    if (a.settled || a.endedAt !== action.endedAt) return undefined;
    const { lookAt: _l, ...rest } = a;
    const lookAt = nextLook(deps, a);
    return { ...rest, settled: true, ...(lookAt === undefined ? {} : { lookAt }) };
  });
  return settled ?? action;
}

/** Whether the product may still carry out what it was last asked for. */
export const isStillPossible = (
  deps: Deps,
  { requestedAt, retriedAt = requestedAt }: Pick<Action, "requestedAt" | "retriedAt">,
): boolean => deps.now() - Date.parse(retriedAt) <= STILL_POSSIBLE_MILLISECONDS;

/** An isolation may still happen after we stopped waiting; a release is asked for until it is shown. */
function nextLook(deps: Deps, action: Action): string | undefined {
  const { kind, state } = action;
  if (kind === "release" && state !== "confirmed") return new Date(deps.now() + ASK_AGAIN_MILLISECONDS).toISOString();
  if (kind !== "isolate" || state !== "unconfirmed") return undefined;
  if (!isStillPossible(deps, action)) return undefined;
  return new Date(deps.now() + LOOK_AGAIN_MILLISECONDS).toISOString();
}

async function settleComputer(deps: Deps, action: Action): Promise<void> {
  if (!holds(action)) return;
  const { kind, state, customerId, incidentId, target, generation, reason } = action;
  await changeIsolation(deps.table, customerId, target.computerId, (isolation) => {
    if (isolation.generation !== generation) return undefined;
    const { undo: _undo, ...done } = isolation;
    if (state === "confirmed")
      return kind === "isolate" ? { ...isolation, state: "isolated" } : { ...done, state: "connected" };
    // The product's own word that it did not happen: nothing is held that is not isolated.
    if (kind === "isolate" && state === "failed" && reason !== "superseded" && isolation.state !== "isolated") {
      const holds = isolation.holds.filter((held) => held !== incidentId);
      return holds.length > 0
        ? { ...isolation, holds }
        : { ...done, holds, wanted: "connected", state: "connected", generation: isolation.generation + 1 };
    }
    return undefined;
  });
}

function factOf({ kind, target, state, reason }: Action): TimelineFact {
  const about = { action: kind, target: targetLabel(target), computer: target.computerName };
  if (state === "confirmed") return { kind: "action-confirmed", ...about };
  if (state === "failed") return { kind: "action-failed", ...about, reason: reason ?? "" };
  return { kind: "action-unconfirmed", ...about };
}

const OFFLINE = { ja: "端末からの応答待ち", en: "waiting for the computer" };

async function noticeOf(deps: Deps, action: Action): Promise<Notice | undefined> {
  const { kind, state, target, endedAt, reason } = action;
  if (endedAt === undefined || reason === "superseded" || !holds(action) || !isNews(action)) return undefined;
  const computer = target.computerName;
  const incident = (await readIncident(deps.table, action.customerId, action.incidentId))?.value;
  if (kind === "isolate" && state === "confirmed") {
    const byHand = { ja: "担当者の操作による隔離", en: "isolated by a person" };
    return { kind: "isolated", computer, confirmedAt: endedAt, reason: incident?.assessment?.reason ?? byHand };
  }
  if (kind === "isolate") {
    const failed = { ja: "製品が隔離を実行できませんでした", en: "the product could not isolate it" };
    const minutes = Math.round((deps.now() - Date.parse(action.requestedAt)) / 60_000);
    return { kind: "isolation-unconfirmed", computer, lastState: state === "failed" ? failed : OFFLINE, minutes };
  }
  if (kind !== "release" || state !== "confirmed") return undefined;
  const { reopenWithinDays } = await policyOf(deps, action.customerId);
  const watchUntil = new Date(Date.parse(endedAt) + reopenWithinDays * 86_400_000).toISOString();
  const actor = action.requestedBy.kind === "person" ? action.requestedBy.name : deps.house.serviceName;
  return { kind: "recovered", computer, releasedAt: endedAt, actor, watchUntil };
}
