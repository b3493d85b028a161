// Drives an execution from where it stands: step by step, through Retry and Catch, to its end.

import { Unavailable } from "../../core/errors.ts";
import { invokeAndWaitResource, type State } from "./definition.ts";
import { abort, assertLive, type Engine, end, forget, Gone, note, save, scopeOf, sleepUntil } from "./engine.ts";
import { StateFailure } from "./failure.ts";
import { type Frame, hasEnded, iterationDetails, type Run, type Step } from "./frame.ts";
import { failureDetails, lambdaResource, lambdaTokenResource } from "./history.ts";
import { stepMap } from "./map.ts";
import { findRetrier, matches, retryDelay } from "./retry.ts";
import { endIteration, evaluateExit, leave, noteEntry, stepThrough } from "./states.ts";
import { stepTask } from "./task.ts";

/** Step Functions ends an execution at 25,000 events; a few are kept for ending it. */
const mostEvents = 24_990;

/** Before an execution is taken up again that the journal could not follow. */
export const journalRetryMilliseconds = 5000;

type Erred = { error: string | undefined; cause: string | undefined };

function stateOf({ machine, record }: Frame): State {
  const state = machine.States.get(record.state);
  if (!state) throw new Error(`no state ${record.state}`);
  return state;
}

/** Records what failed; a cause of the interpreter's own begins with the place, in AWS's words. */
function noteFailure(engine: Engine, frame: Frame, state: State, { details }: StateFailure): Erred {
  const entry = noteEntry(engine, frame, state.Type);
  const { record } = frame;
  const place = `An error occurred while executing the state '${record.state}' (entered at the event id #${entry}). `;
  const cause = details.interpreter ? `${place}${details.cause}` : details.cause;
  const told = failureDetails(details.error, cause);
  if (details.event === "EvaluationFailed") {
    const evaluationFailedEventDetails = { ...told, location: details.location, state: record.state };
    note(engine, frame, "EvaluationFailed", { evaluationFailedEventDetails });
  } else if (details.event) {
    const waits = state.Type === "Task" && state.Resource === invokeAndWaitResource;
    const resource = waits ? lambdaTokenResource : lambdaResource;
    const name = `${details.event[0]?.toLowerCase()}${details.event.slice(1)}EventDetails`;
    note(engine, frame, details.event, { [name]: { ...resource, ...told } });
  }
  return { error: details.error, cause };
}

/** Fields of a step or of details that are absent when undefined. */
function erredStep(at: "erred" | "failed", { error, cause }: Erred): Step {
  return { at, ...failureDetails(error, cause) };
}

/** "The interpreter uses any appropriate Retriers first and only applies the matching Catcher … if the retry policy fails." */
async function failed(engine: Engine, frame: Frame, failure: StateFailure): Promise<void> {
  const { record, run } = frame;
  const state = stateOf(frame);
  // The iterations of a failed Map are told of by their own events; what is left of them goes with the Map's failure.
  const removed = [...frame.children.values()].flatMap((child) => abort(engine, child));
  frame.children.clear();
  const erred = noteFailure(engine, frame, state, failure);
  if (state.Type === "Map") note(engine, frame, "MapStateFailed");
  const retriers = state.Type === "Task" || state.Type === "Map" ? (state.Retry ?? []) : [];
  const index =
    failure.details.error === undefined ? undefined : findRetrier(retriers, record.retries, failure.details.error);
  const retrier = index === undefined ? undefined : retriers[index];
  if (index === undefined || !retrier) record.step = erredStep("erred", erred);
  else {
    const used = record.retries[index] ?? 0;
    record.step = { at: "retry", until: engine.timers.now() + retryDelay(retrier, used, engine.random) };
    record.retries = retriers.map((_, at) => (record.retries[at] ?? 0) + (at === index ? 1 : 0));
  }
  save(run, [frame], removed);
}

/** Goes where a Catcher sends the error, or ends the frame with it. */
async function recoverFrom(engine: Engine, frame: Frame, { error, cause }: Erred): Promise<void> {
  const state = stateOf(frame);
  const catchers = state.Type === "Task" || state.Type === "Map" ? (state.Catch ?? []) : [];
  const index = error === undefined ? -1 : catchers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error));
  const catcher = catchers[index];
  if (!catcher) return failFrame(engine, frame, { error, cause });
  const errorOutput = { Error: error, Cause: cause ?? "" };
  try {
    const scope = scopeOf(engine, frame, { errorOutput });
    const exit = await evaluateExit(frame, catcher, scope, errorOutput, `Catch[${index}]/`);
    await leave(engine, frame, state.Type, exit);
  } catch (second) {
    if (!(second instanceof StateFailure)) throw second;
    assertLive(frame);
    await failFrame(engine, frame, noteFailure(engine, frame, state, second));
  }
}

/** "If any iteration fails … the entire Map State is considered to have failed and all the iterations are terminated." */
async function failFrame(engine: Engine, frame: Frame, erred: Erred): Promise<void> {
  const { parent, record, run } = frame;
  const details = failureDetails(erred.error, erred.cause);
  if (!parent) return end(engine, frame, "failed", "ExecutionFailed", { executionFailedEventDetails: details });
  note(engine, frame, "MapIterationFailed", { mapIterationFailedEventDetails: iterationDetails(frame) });
  record.step = erredStep("failed", erred);
  const others = [...parent.children.values()].filter((sibling) => sibling.live && !hasEnded(sibling.record));
  const removed = others.flatMap((sibling) => {
    note(engine, sibling, "MapIterationAborted", { mapIterationAbortedEventDetails: iterationDetails(sibling) });
    return abort(engine, sibling);
  });
  parent.record.previous = run.lastEvent;
  save(run, [frame, parent], removed);
  endIteration(frame, parent);
}

function stepState(engine: Engine, frame: Frame): Promise<void> {
  const state = stateOf(frame);
  if (state.Type === "Task") return stepTask(engine, frame, state);
  if (state.Type === "Map") return stepMap(engine, frame, state, (child) => void drive(engine, child));
  return stepThrough(engine, frame, state);
}

async function step(engine: Engine, frame: Frame): Promise<void> {
  const { record, run } = frame;
  if (run.lastEvent >= mostEvents && run.root) {
    const cause = "The execution reached the maximum number of history events (25000).";
    return end(engine, run.root, "failed", "ExecutionFailed", { executionFailedEventDetails: { cause } });
  }
  if (record.step.at === "retry") {
    await sleepUntil(engine, frame, record.step.until);
    record.step = { at: "enter" };
    return;
  }
  if (record.step.at === "erred") {
    const { error, cause } = record.step;
    return recoverFrom(engine, frame, { error, cause });
  }
  try {
    await stepState(engine, frame);
  } catch (thrown) {
    if (!(thrown instanceof StateFailure)) throw thrown;
    if (frame.live) await failed(engine, frame, thrown);
  }
}

/** Runs a frame until it ends, is aborted, or the machine is closed. Never rejects. */
export async function drive(engine: Engine, frame: Frame): Promise<void> {
  engine.active += 1;
  try {
    while (frame.live && !engine.closed) await step(engine, frame);
  } catch (error) {
    await broken(engine, frame.run, error);
  }
  engine.active -= 1;
}

/** Ends all that is under way for an execution which cannot go on as it stands in memory. */
export async function broken(engine: Engine, run: Run, error: unknown): Promise<void> {
  if (error instanceof Gone || engine.closed || !run.root) return;
  const current = engine.runs.get(run.name) === run;
  const name = error instanceof Error ? error.name : typeof error;
  engine.log?.error({ execution: run.name, outcome: "broken", error: name });
  if (error instanceof Unavailable) {
    forget(engine, run);
    engine.timers.after(journalRetryMilliseconds, () => engine.resume(run.name));
  } else if (current) {
    // Our bug, not the definition's: the execution ends as Step Functions ends one that it cannot process.
    const executionFailedEventDetails = { error: "States.Runtime", cause: "internal error" };
    await end(engine, run.root, "failed", "ExecutionFailed", { executionFailedEventDetails }).catch((second: unknown) =>
      broken(engine, run, second),
    );
  }
}
