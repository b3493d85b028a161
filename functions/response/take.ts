// Takes a requested action to the product, at most once: what was asked is on record before the product is asked, and
// after a lost answer the product is asked whether it took before anything is repeated.
import { endHold, hold } from "../../core/computer.ts";
import { Refusal, StillRunning, Unavailable } from "../../core/errors.ts";
import { type Action, changeAction, readAction } from "../../records/actions.ts";
import { changeIsolation, readComputer } from "../../records/computers.ts";
import type { Place } from "../../records/timeline.ts";
import type { ActionRequest, Connector } from "../../vendors/vendor.ts";
import { type Deps, nowAt } from "../deps.ts";
import { recordRequested } from "./request-actions.ts";
import { end } from "./settle.ts";

/** Longer than a function may run: after this the copy that asked is dead, and its answer lost. */
const ASKING_MILLISECONDS = 180_000;

/** Throws Unavailable or StillRunning to be called again. */
export const take = async (deps: Deps, place: Place, actionId: string): Promise<Action> =>
  takeStanding(deps, await mustRead(deps, place, actionId));

/** Of an action as it stood a moment ago. */
export async function takeStanding(deps: Deps, action: Action): Promise<Action> {
  if (action.state !== "requested") return action;
  await recordRequested(deps, action);
  const wanted = await makeWanted(deps, action);
  if (wanted === "superseded") return end(deps, action, "failed", "superseded");
  if (wanted !== "ours") return follow(deps, action, wanted);
  const connector = await deps.connectors(action.customerId, action.source);
  if (connector === undefined || !connector.supports.includes(action.kind))
    return end(deps, action, "failed", "unsupported");
  if (action.askedAt !== undefined && deps.now() - Date.parse(action.askedAt) < ASKING_MILLISECONDS) {
    throw new StillRunning(`Action ${action.actionId} is being asked of the product by another copy.`);
  }
  if (action.askedAt !== undefined || action.lost === true) {
    const found = await afterLostAnswer(deps, action, connector);
    if (found !== undefined) return found;
  }
  return ask(deps, action, connector);
}

async function mustRead(deps: Deps, place: Place, actionId: string): Promise<Action> {
  const stored = await readAction(deps.table, place, actionId);
  if (stored === undefined) throw new Refusal("not-found", "action", `There is no action ${actionId}.`);
  return stored.value;
}

type Wanted = "ours" | "superseded" | { incidentId: string; actionId: string };

/** Isolation and release: writes what is wanted of the computer, unless something newer is wanted by now. */
async function makeWanted(deps: Deps, action: Action): Promise<Wanted> {
  const { kind, incidentId, actionId, customerId, target, generation } = action;
  if (kind !== "isolate" && kind !== "release") return "ours";
  const want = kind === "isolate" ? hold : endHold;
  const computer = await changeIsolation(deps.table, customerId, target.computerId, (isolation) => {
    const next = want(isolation, incidentId);
    if (next.generation !== generation) return undefined;
    if (next.generation === isolation.generation) return sameHolds(next.holds, isolation.holds) ? undefined : next;
    return { ...next, state: "unknown", action: { incidentId, actionId } };
  });
  const now = computer?.isolation;
  if (now === undefined || now.generation !== generation) return "superseded";
  if (now.wanted !== (kind === "isolate" ? "isolated" : "connected")) return "superseded";
  const asker = now.action;
  return asker === undefined || asker.actionId === actionId ? "ours" : asker;
}

const sameHolds = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Another incident asked for this very isolation: its outcome is ours. */
async function follow(deps: Deps, action: Action, asker: { incidentId: string; actionId: string }): Promise<Action> {
  const after = await changeAction(deps.table, action, action.actionId, (a) =>
    a.state === "requested" ? { ...a, state: "accepted", follows: asker } : undefined,
  );
  return after ?? action;
}

export const requestOf = ({ actionId, incidentId, kind, target }: Action): ActionRequest => ({
  actionId,
  incidentId,
  kind,
  target,
});

/** Resolves to nothing where asking (again) is right. */
async function afterLostAnswer(deps: Deps, action: Action, connector: Connector): Promise<Action | undefined> {
  const found = await connector.find(requestOf(action));
  if (found === "none") return undefined;
  if (found !== "unknown") return accept(deps, action, found);
  if (connector.repeatable.includes(action.kind)) return undefined;
  return end(deps, action, "unconfirmed", "answer-lost");
}

async function ask(deps: Deps, action: Action, connector: Connector): Promise<Action> {
  const request = requestOf(action);
  const prepared = action.prepared ?? (await prepare(deps, action, connector));
  const mine = nowAt(deps);
  const asking = await changeAction(deps.table, action, action.actionId, (a) =>
    a.state === "requested" && a.askedAt === action.askedAt && a.attempt === action.attempt
      ? { ...a, askedAt: mine, ...(prepared === undefined ? {} : { prepared }) }
      : undefined,
  );
  if (asking?.askedAt !== mine)
    throw new StillRunning(`Action ${action.actionId} is being asked of the product by another copy.`);
  if (!(await stillWanted(deps, asking))) return end(deps, asking, "failed", "superseded");
  let reference: string;
  try {
    reference = await connector.request(request, prepared);
  } catch (error) {
    return afterFailure(deps, asking, error);
  }
  try {
    return await accept(deps, asking, reference);
  } catch (error) {
    // The product took it, which could not be written down: as after a lost answer, it is asked before it is told again.
    await askNoMore(deps, asking, { lost: true });
    throw error;
  }
}

/**
 * A release undoes what the isolation prepared. The first isolation's stands until a release is confirmed: what a second one
 * reads may be what the first has made.
 */
async function prepare(deps: Deps, action: Action, connector: Connector): Promise<string | undefined> {
  const { kind, customerId, target } = action;
  if (kind !== "isolate" && kind !== "release") return connector.prepare(requestOf(action));
  const standing = (await readComputer(deps.table, customerId, target.computerId))?.isolation.undo;
  if (standing !== undefined) return standing;
  const prepared = await connector.prepare(requestOf(action));
  if (kind === "release" || prepared === undefined) return prepared;
  const computer = await changeIsolation(deps.table, customerId, target.computerId, (isolation) =>
    isolation.undo === undefined ? { ...isolation, undo: prepared } : undefined,
  );
  return computer?.isolation.undo;
}

/** Checked just before the call: a late duplicate never isolates after a release. */
async function stillWanted(deps: Deps, { kind, customerId, target, generation }: Action): Promise<boolean> {
  if (kind !== "isolate" && kind !== "release") return true;
  return (await readComputer(deps.table, customerId, target.computerId))?.isolation.generation === generation;
}

async function accept(deps: Deps, action: Action, reference: string): Promise<Action> {
  const after = await changeAction(deps.table, action, action.actionId, (a) =>
    a.state === "requested" ? { ...a, state: "accepted", reference } : undefined,
  );
  return after ?? action;
}

/** What the product refuses has failed; what it did not answer is asked after, next time. */
async function afterFailure(deps: Deps, action: Action, error: unknown): Promise<Action> {
  if (error instanceof Refusal) return end(deps, action, "failed", error.code);
  const effectless = error instanceof Unavailable && error.effect === "none";
  await askNoMore(deps, action, effectless ? {} : { lost: true });
  throw error;
}

/** This copy does not ask any more: the next one need not wait for it. */
const askNoMore = (deps: Deps, action: Action, how: { lost?: true }) =>
  changeAction(deps.table, action, action.actionId, ({ askedAt: _a, ...rest }) => ({ ...rest, ...how }));
