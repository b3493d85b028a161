// What every part of the runner shares: its ports, the running executions, and how a frame waits, writes and ends.

import type { ExecutionState, Log } from "../../core/ports.ts";
import { type Frame, type Run, visibleVariables } from "./frame.ts";
import { record } from "./history.ts";
import type { Journal } from "./journal.ts";
import type { Scope } from "./jsonata.ts";
import type { Timers } from "./timers.ts";

export interface Engine {
  /** The machine's name, as in its ARN. */
  machineName: string;
  journal: Journal;
  timers: Timers;
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  random(): number;
  newToken(): string;
  /** Takes a running execution up from the journal. */
  resume(name: string): void;
  onEnd(name: string, state: ExecutionState): void;
  log: Log | undefined;
  runs: Map<string, Run>;
  /** The frames that await a task token. */
  tokens: Map<string, Frame>;
  /** How much is under way that needs no timer, token or task to go on. */
  active: number;
  closed: boolean;
}

/** The frame was aborted, or the house shut down: its coroutine ends without another word. */
export class Gone extends Error {
  override readonly name = "Gone";
}

const account = "arn:aws:states:local:000000000000";

export function executionArn(engine: Engine, name: string): string {
  return `${account}:execution:${engine.machineName}:${name}`;
}

/** The Context Object. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextObject(engine: Engine, { run, record: at }: Frame, token?: string): Record<string, unknown> {
  return {
    Execution: {
      Id: executionArn(engine, run.name),
      Input: run.input,
      Name: run.name,
      RoleArn: "arn:aws:iam::000000000000:role/local",
      StartTime: new Date(run.startedAt).toISOString(),
    },
    State: {
      EnteredTime: new Date(at.entered?.at ?? engine.timers.now()).toISOString(),
      Name: at.state,
      RetryCount: at.retries.reduce((sum, used) => sum + used, 0),
    },
    StateMachine: { Id: `${account}:stateMachine:${engine.machineName}`, Name: engine.machineName },
    ...(token === undefined ? {} : { Task: { Token: token } }),
    ...(at.item === undefined ? {} : { Map: { Item: at.item } }),
  };
}

interface Sight {
  token?: string;
  result?: unknown;
  errorOutput?: unknown;
  /** In a Map's ItemSelector. */
  item?: { Index: number; Value: unknown };
}

/** What the expressions of the frame's state see. */
export function scopeOf(engine: Engine, frame: Frame, { token, item, ...more }: Sight = {}): Scope {
  const context = contextObject(engine, frame, token);
  return {
    expressions: frame.run.definition.expressions,
    variables: visibleVariables(frame),
    states: { input: frame.record.input, context: item ? { ...context, Map: { Item: item } } : context, ...more },
    now: () => engine.timers.now(),
    random: engine.random,
  };
}

/** Ends the coroutine of a frame that was aborted while it was at work. */
export function assertLive(frame: Frame): void {
  if (!frame.live) throw new Gone();
}

/** Records an event of the frame; see history.ts. */
export function note(engine: Engine, frame: Frame, type: string, details?: Record<string, unknown>): number {
  return record(frame, engine.timers.now(), type, details);
}

/** Writes what was recorded with the frames it changed, and resolves when it is on disk. */
export async function save(engine: Engine, run: Run, frames: readonly Frame[], removed: string[] = []): Promise<void> {
  const events = run.pending.splice(0);
  await engine.journal.commit({ execution: run.id, events, frames: frames.map((frame) => frame.record), removed });
}

/**
 * Puts the frame's coroutine to sleep until `resume(value)`. `begin` arms what may resume it and returns how to
 * disarm it. An aborted frame never wakes: its coroutine is left to the garbage collector.
 */
export function asleep<T>(engine: Engine, frame: Frame, begin: (resume: (value: T) => void) => () => void, other: T) {
  return new Promise<T>((resolve) => {
    let armed = true;
    let disarm: () => void = () => undefined;
    const detach = () => {
      armed = false;
      disarm();
    };
    const wake = (value: T) => {
      frame.waiter = undefined;
      engine.active += 1;
      resolve(value);
    };
    frame.waiter = { detach, resume: () => wake(other) };
    engine.active -= 1;
    disarm = begin((value) => {
      if (!armed) return;
      detach();
      wake(value);
    });
    if (!armed) disarm();
  });
}

/** Sleeps until an instant. */
export function sleepUntil(engine: Engine, frame: Frame, until: number): Promise<void> {
  return asleep<void>(
    engine,
    frame,
    (resume) => engine.timers.after(until - engine.timers.now(), () => resume()),
    undefined,
  );
}

/** Stops the frame and all beneath it in memory; returns the ids of what was beneath it and itself. */
export function abort(engine: Engine, frame: Frame): string[] {
  frame.live = false;
  frame.waiter?.detach();
  const { step } = frame.record;
  if (step.at === "task" && step.token !== undefined) engine.tokens.delete(step.token);
  const beneath = [...frame.children.values()].flatMap((child) => abort(engine, child));
  frame.children.clear();
  return [frame.record.id, ...beneath];
}

/** Takes the execution out of memory. */
export function forget(engine: Engine, run: Run): void {
  run.cancelDeadline();
  if (run.root) abort(engine, run.root);
  if (engine.runs.get(run.name) === run) engine.runs.delete(run.name);
}

/** Ends the execution with its last event; resolves when that is on disk. */
export async function end(
  engine: Engine,
  frame: Frame,
  state: ExecutionState,
  type: string,
  details: Record<string, unknown>,
): Promise<void> {
  const { run } = frame;
  note(engine, frame, type, details);
  forget(engine, run);
  const events = run.pending.splice(0);
  await engine.journal.commit({ execution: run.id, events, frames: [], removed: [], ended: state });
  engine.log?.info({ execution: run.name, outcome: state, milliseconds: engine.timers.now() - run.startedAt });
  engine.onEnd(run.name, state);
}
