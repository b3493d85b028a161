// The Task state: invokes a function, with or without a token to wait for, within its time.

import { Buffer } from "node:buffer";
import { invokeAndWaitResource, longestSeconds, type TaskState } from "./definition.ts";
import { asleep, assertLive, type Engine, flush, leavePlace, note, save, scopeOf, takePlace } from "./engine.ts";
import { dataLimitFailure, exceeds, payloadLimitBytes, StateFailure, taskFailure } from "./failure.ts";
import type { Frame, TaskStep } from "./frame.ts";
import { jsonField, lambdaResource, lambdaTokenResource } from "./history.ts";
import { evaluate, evaluateInteger, evaluateString } from "./jsonata.ts";
import { evaluateExit, leave, noteEntry } from "./states.ts";

function resourceOf(step: TaskStep): Record<string, string> {
  return step.token === undefined ? lambdaResource : lambdaTokenResource;
}

/** TimeoutSeconds counts from here; AWS counts from the scheduled task, and anew for each retry. */
async function schedule(engine: Engine, frame: Frame, state: TaskState): Promise<void> {
  const { record, run } = frame;
  const token = state.Resource === invokeAndWaitResource ? engine.newToken() : undefined;
  const scope = scopeOf(engine, frame, token === undefined ? {} : { token });
  const functionName = await evaluateString(state.Arguments.FunctionName, "Arguments/FunctionName", scope);
  const payload = await evaluate(state.Arguments.Payload ?? {}, "Arguments/Payload", scope);
  const range: [number, number] = [1, longestSeconds];
  const seconds =
    state.TimeoutSeconds === undefined
      ? undefined
      : await evaluateInteger(state.TimeoutSeconds, "TimeoutSeconds", scope, range);
  assertLive(frame);
  if (exceeds(payload)) throw dataLimitFailure(record.state);
  // Before its time begins to count.
  await takePlace(engine, frame, functionName);
  assertLive(frame);
  noteEntry(engine, frame, "Task");
  const step: TaskStep = { at: "task", functionName, payload, submitted: false };
  if (token !== undefined) step.token = token;
  if (seconds !== undefined) step.deadline = engine.timers.now() + seconds * 1000;
  record.step = step;
  noteScheduled(engine, frame, step, seconds);
  if (token !== undefined) engine.tokens.set(token, frame);
  save(run, [frame]);
}

function noteScheduled(engine: Engine, frame: Frame, step: TaskStep, seconds: number | undefined): void {
  const parameters = JSON.stringify({ FunctionName: step.functionName, Payload: step.payload });
  const taskScheduledEventDetails = {
    ...resourceOf(step),
    region: "local",
    // Who may read the history may not therefore wake the workflow.
    parameters: step.token === undefined ? parameters : parameters.replaceAll(step.token, "(task token)"),
    ...(seconds === undefined ? {} : { timeoutInSeconds: seconds }),
  };
  note(engine, frame, "TaskScheduled", { taskScheduledEventDetails });
  note(engine, frame, "TaskStarted", { taskStartedEventDetails: resourceOf(step) });
}

type Outcome = { kind: "returned"; result: unknown } | { kind: "failed"; failure: StateFailure } | { kind: "other" };

/** What the function returned, as Lambda passes it on: a JSON text. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? "null");
}

async function invoke(engine: Engine, step: TaskStep): Promise<Outcome> {
  try {
    const payload = asJson(await engine.invoke(step.functionName, asJson(step.payload)));
    return { kind: "returned", result: { ExecutedVersion: "$LATEST", Payload: payload, StatusCode: 200 } };
  } catch (thrown) {
    return { kind: "failed", failure: taskFailure(thrown) };
  }
}

function timeout(): Outcome {
  const failure = new StateFailure({ error: "States.Timeout", cause: undefined, event: "TaskTimedOut" });
  return { kind: "failed", failure };
}

/** Sleeps until the function answers (or, once submitted, for the token alone) or time is up. */
function outcomeOf(engine: Engine, frame: Frame, step: TaskStep): Promise<Outcome> {
  return asleep<Outcome>(
    engine,
    frame,
    (resume) => {
      const left = step.deadline === undefined ? undefined : step.deadline - engine.timers.now();
      const cancel = left === undefined ? undefined : engine.timers.after(left, () => resume(timeout()));
      if (!step.submitted && (left === undefined || left > 0)) void invoke(engine, step).then(resume);
      return () => cancel?.();
    },
    { kind: "other" },
  );
}

async function run(engine: Engine, frame: Frame, step: TaskStep): Promise<void> {
  const { record } = frame;
  if (!step.submitted) await takePlace(engine, frame, step.functionName);
  await flush(engine, frame.run);
  assertLive(frame);
  // Woken by the token while that was written.
  if (record.step !== step) return leavePlace(frame);
  const outcome = await outcomeOf(engine, frame, step);
  leavePlace(frame);
  assertLive(frame);
  // Woken by the token, maybe in the very moment the function answered or time ran out: then the token won.
  if (outcome.kind === "other" || record.step !== step) return;
  if (outcome.kind === "failed") {
    if (step.token !== undefined) engine.tokens.delete(step.token);
    throw outcome.failure;
  }
  const output = jsonField("output", outcome.result);
  // Measured as text, which is what AWS passes on.
  if (Buffer.byteLength(String(output.output)) > payloadLimitBytes) {
    if (step.token !== undefined) engine.tokens.delete(step.token);
    throw dataLimitFailure(record.state, "TaskFailed");
  }
  if (step.token === undefined) {
    note(engine, frame, "TaskSucceeded", { taskSucceededEventDetails: { ...resourceOf(step), ...output } });
    record.step = { at: "result", result: outcome.result };
  } else {
    note(engine, frame, "TaskSubmitted", { taskSubmittedEventDetails: { ...resourceOf(step), ...output } });
    record.step = { ...step, submitted: true };
  }
  save(frame.run, [frame]);
}

/** Ends the wait of the frame that holds a token; resolves when that is on disk. The token is taken at once. */
export async function wakeFrame(engine: Engine, frame: Frame): Promise<void> {
  const { record, waiter } = frame;
  if (record.step.at !== "task") return;
  waiter?.detach();
  const taskSucceededEventDetails = { ...resourceOf(record.step), ...jsonField("output", {}) };
  note(engine, frame, "TaskSucceeded", { taskSucceededEventDetails });
  record.step = { at: "result", result: {} };
  frame.run.begunAfter = frame.run.lastEvent;
  save(frame.run, [frame]);
  await flush(engine, frame.run);
  if (frame.live) waiter?.resume();
}

/** Takes the frame one step on through a Task. */
export async function stepTask(engine: Engine, frame: Frame, state: TaskState): Promise<void> {
  const { step } = frame.record;
  if (step.at === "enter") return schedule(engine, frame, state);
  if (step.at === "task") return run(engine, frame, step);
  if (step.at !== "result") throw new Error(`a Task cannot stand at ${step.at}`);
  const exit = await evaluateExit(frame, state, scopeOf(engine, frame, { result: step.result }), step.result);
  await leave(engine, frame, "Task", exit);
}
