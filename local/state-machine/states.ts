// The states that do no work outside (Pass, Choice, Wait, Succeed, Fail), and how every state is entered and left.

import type { ChoiceState, FailState, PassState, State, SucceedState, WaitState } from "./definition.ts";
import { longestSeconds } from "./definition.ts";
import { assertLive, type Engine, end, note, save, scopeOf, sleepUntil } from "./engine.ts";
import { dataLimitFailure, evaluationFailure, exceeds, StateFailure } from "./failure.ts";
import { type Frame, iterationDetails } from "./frame.ts";
import { jsonField } from "./history.ts";
import { evaluate, evaluateBoolean, evaluateInteger, evaluateObject, evaluateString, type Scope } from "./jsonata.ts";
import { parseTimestamp } from "./timestamp.ts";

/** Records the entry of the frame's state, once a visit. */
export function noteEntry(engine: Engine, frame: Frame, type: State["Type"]): number {
  const { record } = frame;
  if (record.entered) return record.entered.event;
  const stateEnteredEventDetails = { name: record.state, ...jsonField("input", record.input) };
  const event = note(engine, frame, `${type}StateEntered`, { stateEnteredEventDetails });
  record.entered = { at: engine.timers.now(), event };
  return event;
}

interface Leave {
  Output?: unknown;
  Assign?: Record<string, unknown> | undefined;
  Next?: string | undefined;
}

/** What a state passes on. */
export interface Exit {
  output: unknown;
  assigned: Record<string, unknown>;
  next: string | undefined;
}

/** Evaluates Output and Assign, both on the variables as they were on entry. `field` is where they stand. */
export async function evaluateExit(
  frame: Frame,
  { Output, Assign, Next }: Leave,
  scope: Scope,
  otherwise: unknown,
  field = "",
): Promise<Exit> {
  const assigned = Assign === undefined ? {} : await evaluateObject(Assign, `${field}Assign`, scope);
  const output = Output === undefined ? otherwise : await evaluate(Output, `${field}Output`, scope);
  assertLive(frame);
  if (exceeds(output) || exceeds(assigned)) throw dataLimitFailure(frame.record.state);
  return { output, assigned, next: Next };
}

/** Records the exit and moves on, or ends the frame. To be called in the turn that recorded what led here. */
export async function leave(engine: Engine, frame: Frame, type: State["Type"], exit: Exit): Promise<void> {
  const { record, run } = frame;
  const assigned = Object.keys(exit.assigned).length === 0 ? {} : jsonVariables(exit.assigned);
  const stateExitedEventDetails = { name: record.state, ...jsonField("output", exit.output), ...assigned };
  note(engine, frame, `${type}StateExited`, { stateExitedEventDetails });
  Object.assign(record.variables, exit.assigned);
  if (exit.next === undefined) return finish(engine, frame, exit.output);
  record.state = exit.next;
  record.input = exit.output;
  record.retries = [];
  delete record.entered;
  record.step = { at: "enter" };
  save(run, [frame]);
}

function jsonVariables(assigned: Record<string, unknown>): Record<string, unknown> {
  const assignedVariables = Object.fromEntries(
    Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  return { assignedVariables, assignedVariablesDetails: { truncated: false } };
}

/** The frame's last state is left: the execution has succeeded, or one iteration of the Map above. */
async function finish(engine: Engine, frame: Frame, output: unknown): Promise<void> {
  const { parent, record, run } = frame;
  if (!parent)
    return end(engine, frame, "succeeded", "ExecutionSucceeded", {
      executionSucceededEventDetails: jsonField("output", output),
    });
  note(engine, frame, "MapIterationSucceeded", { mapIterationSucceededEventDetails: iterationDetails(frame) });
  record.step = { at: "done", output };
  save(run, [frame]);
  endIteration(frame, parent);
}

/** The iteration is over, which its Map may be waiting for. */
export function endIteration(frame: Frame, parent: Frame): void {
  assertLive(frame);
  frame.live = false;
  parent.waiter?.detach();
  parent.waiter?.resume();
}

async function noWork(engine: Engine, frame: Frame, state: PassState | SucceedState): Promise<void> {
  const exit = await evaluateExit(frame, state, scopeOf(engine, frame), frame.record.input);
  noteEntry(engine, frame, state.Type);
  await leave(engine, frame, state.Type, exit);
}

/** "The interpreter scans the Choice Rules in order and chooses the first … whose Condition … evaluates to true." */
async function choose(engine: Engine, frame: Frame, state: ChoiceState): Promise<void> {
  const scope = scopeOf(engine, frame);
  let chosen: { rule: Leave; field: string } | undefined;
  for (const [index, rule] of state.Choices.entries()) {
    const field = `Choices[${index}]/`;
    if (!(await evaluateBoolean(rule.Condition, `${field}Condition`, scope))) continue;
    chosen = { rule, field };
    break;
  }
  assertLive(frame);
  if (!chosen && state.Default === undefined)
    throw new StateFailure({
      error: "States.NoChoiceMatched",
      cause: "Failed to transition out of the state. No Choice Rule matched and there is no Default.",
      interpreter: true,
    });
  const { rule, field } = chosen ?? { rule: { ...state, Next: state.Default }, field: "" };
  const exit = await evaluateExit(frame, rule, scope, frame.record.input, field);
  noteEntry(engine, frame, "Choice");
  await leave(engine, frame, "Choice", exit);
}

async function waitsUntil(engine: Engine, frame: Frame, state: WaitState): Promise<number> {
  const scope = scopeOf(engine, frame);
  if (state.Seconds !== undefined) {
    const seconds = await evaluateInteger(state.Seconds, "Seconds", scope, [0, longestSeconds]);
    return engine.timers.now() + seconds * 1000;
  }
  const text = await evaluateString(state.Timestamp, "Timestamp", scope);
  const instant = parseTimestamp(text);
  if (instant !== undefined) return instant;
  const cause = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
  throw evaluationFailure("Timestamp", cause);
}

async function wait(engine: Engine, frame: Frame, state: WaitState): Promise<void> {
  const { record, run } = frame;
  if (record.step.at !== "wait") {
    const until = await waitsUntil(engine, frame, state);
    assertLive(frame);
    noteEntry(engine, frame, "Wait");
    record.step = { at: "wait", until };
    return save(run, [frame]);
  }
  if (record.step.until > engine.timers.now()) await sleepUntil(engine, frame, record.step.until);
  const exit = await evaluateExit(frame, state, scopeOf(engine, frame), record.input);
  await leave(engine, frame, "Wait", exit);
}

async function fail(engine: Engine, frame: Frame, state: FailState): Promise<never> {
  const scope = scopeOf(engine, frame);
  const error = state.Error === undefined ? undefined : await evaluateString(state.Error, "Error", scope);
  const cause = state.Cause === undefined ? undefined : await evaluateString(state.Cause, "Cause", scope);
  throw new StateFailure({ error, cause });
}

/** Takes the frame one step on through a state of these types. */
export function stepThrough(
  engine: Engine,
  frame: Frame,
  state: PassState | SucceedState | ChoiceState | WaitState | FailState,
): Promise<void> {
  switch (state.Type) {
    case "Choice":
      return choose(engine, frame, state);
    case "Wait":
      return wait(engine, frame, state);
    case "Fail":
      return fail(engine, frame, state);
    default:
      return noWork(engine, frame, state);
  }
}
