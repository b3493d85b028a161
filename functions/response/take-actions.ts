// Takes the actions of a round to their products and looks for their ends, in one step: each for itself, so that one computer's
// failure delays no other's. What is not shown yet is looked at again when the workflow retries.
import * as z from "zod";
import { StillRunning, Unavailable } from "../../core/errors.ts";
import { type Action, isOpen, readActions } from "../../records/actions.ts";
import type { Connectors } from "../connectors.ts";
import type { Deps } from "../deps.ts";
import { policyOf } from "../policy.ts";
import { type CreateStep, StepInput, step } from "../step.ts";
import { announce } from "./announce-incident.ts";
import { confirmStanding } from "./confirm.ts";
import { end } from "./settle.ts";
import { takeStanding } from "./take.ts";

const Input = StepInput.extend({
  actionIds: z.array(z.string()),
  /** When the workflow came here, however often it has retried since: what could not be asked has its time from then. */
  since: z.iso.datetime(),
  /** Beside the actions the customer is told that an incident was created. */
  announce: z.boolean().default(false),
});
type Input = z.infer<typeof Input>;

const AT_ONCE = 40;
/** What has not begun by then is left to the retry: a call to a product may last a minute or two, and a function has 150 seconds. */
const BEGIN_WITHIN_MILLISECONDS = 25_000;
/** The start that isolations have: a product that does not answer holds up no other's actions. */
const ISOLATIONS_FIRST_MILLISECONDS = 3000;
/** Enough for a computer that is on, and cheaper than a retry of the workflow. */
const LOOK_AFTER_MILLISECONDS = 2000;

export const takeActions: CreateStep = step("take-actions", Input, async (given, input) => {
  if (input.actionIds.length === 0) return {};
  const deps = { ...given, connectors: askedOnce(given.connectors) };
  const wanted = new Set(input.actionIds);
  const actions = (await readActions(deps.table, input)).filter(({ actionId }) => wanted.has(actionId));
  const fresh = actions.filter(({ state }) => state === "requested");
  const each = inTurns(deps);
  const told = input.announce && fresh.length > 0;
  const taken = await takeAll(deps, input, fresh, each);
  // Told before anything is looked at, so that its mail is the first; nothing that acts waits for it.
  const telling = told ? tellOfIncident(deps, input) : undefined;
  const running = await pauseAndLook(deps, actions, taken, each);
  await telling;
  if (running.length > 0) throw new StillRunning(`Action ${running[0]?.actionId} is still running.`);
  return {};
});

/** Each source is looked up once in a step. */
function askedOnce(connectors: Connectors): Connectors {
  const asked = new Map<string, ReturnType<Connectors>>();
  return (customerId, source) => {
    const known = asked.get(source) ?? connectors(customerId, source);
    asked.set(source, known);
    return known;
  };
}

type InTurns = ReturnType<typeof inTurns>;

/** So many at a time, while there is time to begin. Resolves to what came of each; nothing for those that were not begun. */
function inTurns(deps: Deps) {
  const until = deps.now() + BEGIN_WITHIN_MILLISECONDS;
  return async <R>(actions: readonly Action[], work: (action: Action) => Promise<R>): Promise<Map<Action, R>> => {
    const results = new Map<Action, R>();
    const waiting = actions[Symbol.iterator]();
    const worker = async (): Promise<void> => {
      while (deps.now() < until) {
        const next = waiting.next();
        if (next.done === true) return;
        results.set(next.value, await work(next.value));
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, actions.length) }, worker));
    return results;
  };
}

/** How those that were asked stand then; nothing of one that was given up. */
type Taken = ReadonlyMap<Action, Action | undefined>;

/** The isolations' requests leave first. */
async function takeAll(deps: Deps, input: Input, fresh: readonly Action[], each: InTurns): Promise<Taken> {
  if (fresh.length === 0) return new Map();
  const isolations = fresh.filter(({ kind }) => kind === "isolate");
  const others = fresh.filter(({ kind }) => kind !== "isolate");
  const { confirmWithinSeconds } = await policyOf(deps, input.customerId);
  const takeOne = (action: Action) => takeInTime(deps, action, { since: input.since, confirmWithinSeconds });
  const first = each(isolations, takeOne);
  if (isolations.length > 0 && others.length > 0)
    await Promise.race([first, deps.sleep(ISOLATIONS_FIRST_MILLISECONDS)]);
  const [before, after] = await Promise.all([first, each(others, takeOne)]);
  return new Map([...before, ...after]);
}

async function takeInTime(
  deps: Deps,
  action: Action,
  { since, confirmWithinSeconds }: { since: string; confirmWithinSeconds: number },
): Promise<Action | undefined> {
  try {
    const { requestedAt, retriedAt = requestedAt } = action;
    const begunAt = Math.max(Date.parse(retriedAt), Date.parse(since));
    if (deps.now() - begunAt >= confirmWithinSeconds * 1000) return await end(deps, action, "unconfirmed", "budget");
    return await takeStanding(deps, action);
  } catch (error) {
    return (await isLeft(deps, action, error)) ? action : undefined;
  }
}

/** Resolves to those whose end is not shown. */
async function pauseAndLook(deps: Deps, actions: readonly Action[], taken: Taken, each: InTurns): Promise<Action[]> {
  const standing = actions.flatMap((action) => (taken.has(action) ? (taken.get(action) ?? []) : action));
  const asked = standing.flatMap(({ state, askedAt }) => (state === "accepted" ? (askedAt ?? []) : []));
  const lookAt = Math.max(0, ...asked.map((at) => Date.parse(at) + LOOK_AFTER_MILLISECONDS));
  if (lookAt > deps.now()) await deps.sleep(lookAt - deps.now());
  const looked = await each(
    standing.filter((action) => action.state !== "requested" && !action.settled),
    (action) => isRunning(deps, action),
  );
  return standing.filter((action) => looked.get(action) ?? isOpen(action));
}

async function isRunning(deps: Deps, action: Action): Promise<boolean> {
  try {
    await confirmStanding(deps, action);
    return false;
  } catch (error) {
    return isLeft(deps, action, error);
  }
}

/** Whether the retry goes on with it. Of what fails for good nobody can tell the end: said here, or by the sweeper. */
async function isLeft(deps: Deps, action: Action, error: unknown): Promise<boolean> {
  if (error instanceof StillRunning || error instanceof Unavailable) return true;
  warn(deps, action, error);
  try {
    await end(deps, action, "unconfirmed", "no-answer");
    return false;
  } catch (failed) {
    return failed instanceof Unavailable;
  }
}

/** A mail that cannot be sent, or written down, delays no action: later steps tell what was not told. */
async function tellOfIncident(deps: Deps, { customerId, incidentId }: Input): Promise<void> {
  try {
    await deps.standBack?.();
    await announce(deps, { customerId, incidentId });
  } catch (error) {
    warn(deps, { incidentId }, error);
  }
}

function warn(
  { log }: Deps,
  { incidentId: incident, actionId }: { incidentId: string; actionId?: string },
  error: unknown,
) {
  const outcome = error instanceof Error ? error.name : "unknown";
  log.warn({ function: "take-actions", incident, ...(actionId === undefined ? {} : { action: actionId }), outcome });
}
