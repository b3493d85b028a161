// What every part of the runner shares: its ports, the running executions, and how a frame waits, writes and ends.

import type { ExecutionState, Log } from "../../core/ports.ts";
import type { Lanes } from "../lanes.ts";
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
  lanes: Lanes | undefined;
  isUrgent(functionName: string): boolean;
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

/** The frames that changed with what was just recorded, in the same turn of the event loop: `flush` writes both. */
export function save(run: Run, frames: readonly Frame[], removed: readonly string[] = []): void {
  for (const id of removed) run.changed.set(id, undefined);
  for (const { record } of frames) run.changed.set(record.id, record);
}

/**
 * Resolves when all that was recorded is kept, in the journal's own sense: to be awaited before anything outside is asked or told, before a
 * frame sleeps, and nowhere else, so that the way from one task to the next is one commit.
 */
export function flush(engine: Engine, run: Run, ended?: ExecutionState): Promise<void> {
  if (run.lost || (run.pending.length === 0 && run.changed.size === 0 && ended === undefined)) return run.flushed;
  const changed = [...run.changed];
  const written = engine.journal.commit({
    execution: run.id,
    events: run.pending.splice(0),
    frames: changed.flatMap(([, frame]) => frame ?? []),
    removed: changed.flatMap(([id, frame]) => (frame === undefined ? [id] : [])),
    ...(ended === undefined ? {} : { ended }),
  });
  run.changed.clear();
  run.flushed = Promise.all([run.flushed, written]).then(() => undefined);
  run.flushed.catch(() => {
    run.lost = true;
  });
  return run.flushed;
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
export async function sleepUntil(engine: Engine, frame: Frame, until: number): Promise<void> {
  await flush(engine, frame.run);
  assertLive(frame);
  await asleep<void>(
    engine,
    frame,
    (resume) => engine.timers.after(until - engine.timers.now(), () => resume()),
    undefined,
  );
}

/** Waits until a task of this function may begin; see lanes.ts. */
export async function takePlace(engine: Engine, frame: Frame, functionName: string): Promise<void> {
  const { lanes } = engine;
  if (frame.leave !== undefined || lanes === undefined) return;
  const { run } = frame;
  const task = { urgent: engine.isUrgent(functionName), progress: run.lastEvent - run.begunAfter };
  if (!lanes.isFree(task)) await flush(engine, run);
  assertLive(frame);
  await asleep<void>(
    engine,
    frame,
    (resume) =>
      lanes.enter(task, (leave) => {
        frame.leave = leave;
        resume();
      }),
    undefined,
  );
}

export function leavePlace(frame: Frame): void {
  frame.leave?.();
  frame.leave = undefined;
}

/** Stops the frame and all beneath it in memory; returns the ids of what was beneath it and itself. */
export function abort(engine: Engine, frame: Frame): string[] {
  frame.live = false;
  frame.waiter?.detach();
  leavePlace(frame);
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
  run.changed.clear();
  await flush(engine, run, state);
  engine.log?.info({ execution: run.name, outcome: state, milliseconds: engine.timers.now() - run.startedAt });
  engine.onEnd(run.name, state);
}
