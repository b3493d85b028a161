// Puts decisions on record: which action, on what, decided by whom. Nothing is asked of a product here.
import type { ActionKind, ActionTarget } from "../../core/action.ts";
import { endHold, hold } from "../../core/computer.ts";
import { hashId } from "../../core/ids.ts";
import type { Actor } from "../../core/timeline.ts";
import { type Action, createAction, holds, readAction } from "../../records/actions.ts";
import { changeIsolation, markReleased, readComputer } from "../../records/computers.ts";
import type { IncidentRecord } from "../../records/incidents.ts";
import { append, appendIfMissing, type NewEntry } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";

export interface Request {
  kind: ActionKind;
  target: ActionTarget;
  by: Actor;
  /** From the decision's own record. */
  at: string;
}

/** What an action is about, as the timeline names it. */
export const targetLabel = ({ process, executable, computerName }: ActionTarget): string => {
  if (executable !== undefined) return executable.name;
  return process === undefined ? computerName : `${process.name} (${process.pid})`;
};

const identity = (target: ActionTarget): string =>
  JSON.stringify([
    target.computerId,
    target.process?.pid ?? null,
    target.process?.sha256 ?? target.process?.sha1 ?? null,
    target.executable?.sha256 ?? target.executable?.sha1 ?? target.executable?.path ?? null,
  ]);

/** Once per episode and target; isolation and release once per generation. Resolves to the action on record. */
export async function requestAction(
  deps: Deps,
  incident: IncidentRecord,
  request: Request,
): Promise<Action | undefined> {
  const { customerId, incidentId, episode } = incident;
  const { kind, target, by, at } = request;
  const computer = await readComputer(deps.table, customerId, target.computerId);
  if (computer === undefined) return undefined;
  const generation = generationOf(kind, computer.isolation, incidentId);
  const about =
    generation === undefined ? [String(episode), identity(target)] : [target.computerId, String(generation)];
  const actionId = `${kind}-${hashId(20, incidentId, kind, ...about)}`;
  const action: Action = {
    customerId,
    incidentId,
    actionId,
    kind,
    target,
    source: computer.source,
    requestedBy: by,
    requestedAt: at,
    ...(generation === undefined ? {} : { generation }),
    state: "requested",
    settled: false,
    attempt: 1,
    ...(holds({ kind }) ? { lookAt: new Date(Date.parse(at) + LOOK_AFTER_MILLISECONDS).toISOString() } : {}),
  };
  const isNew = (await createAction(deps.table, action)) === "done";
  const stands = isNew ? action : ((await readAction(deps.table, incident, actionId))?.value ?? action);
  await append(deps.table, stands, requestedEntry(stands));
  return stands;
}

/** Whoever takes the action sees to it as well: a crash may have come between its record and its line. */
export const recordRequested = (deps: Deps, action: Action): Promise<void> =>
  appendIfMissing(deps.table, action, requestedEntry(action));

function requestedEntry({ kind, target, requestedBy, requestedAt, actionId }: Action): NewEntry {
  const about = { action: kind, target: targetLabel(target), computer: target.computerName };
  const fact = { kind: "action-requested", ...about } as const;
  return { fact, actor: requestedBy, recordedAt: requestedAt, cause: [actionId] };
}

/** Longer than any budget of confirmation: by then the workflow has had its turn. */
export const LOOK_AFTER_MILLISECONDS = 70 * 60_000;

function generationOf(kind: ActionKind, isolation: Parameters<typeof hold>[0], incidentId: string): number | undefined {
  if (kind === "isolate") return hold(isolation, incidentId).generation;
  if (kind === "release") return endHold(isolation, incidentId).generation;
  return undefined;
}

export type ReleaseRequest =
  | { kind: "requested"; action: Action }
  | { kind: "still-held"; by: string[] }
  | { kind: "not-held" };

/**
 * Ends the incident's hold. Only when no other incident holds the computer is a release asked for; the hold then ends
 * when the release is taken to the product.
 */
export async function requestRelease(
  deps: Deps,
  incident: IncidentRecord,
  computerId: string,
  by: Actor,
  at: string,
): Promise<ReleaseRequest> {
  const { customerId, incidentId } = incident;
  const computer = await readComputer(deps.table, customerId, computerId);
  if (computer === undefined || !computer.isolation.holds.includes(incidentId)) return { kind: "not-held" };
  await markReleased(deps.table, incident, computerId, at);
  if (endHold(computer.isolation, incidentId).wanted === "isolated") {
    const after = await changeIsolation(deps.table, customerId, computerId, (isolation) => {
      const ended = endHold(isolation, incidentId);
      return ended.wanted === "isolated" ? ended : undefined;
    });
    const others = (after?.isolation.holds ?? []).filter((other) => other !== incidentId);
    if (others.length > 0) return { kind: "still-held", by: others };
  }
  const target = { computerId, computerName: computer.name };
  const action = await requestAction(deps, incident, { kind: "release", target, by, at });
  return action === undefined ? { kind: "not-held" } : { kind: "requested", action };
}
