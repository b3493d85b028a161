// Makes executions: a new one, or one taken up again from where the journal says it stands.

import type { Definition, Machine } from "./definition.ts";
import { broken, drive } from "./drive.ts";
import { type Engine, end, note } from "./engine.ts";
import { type Frame, type FrameRecord, newFrame, newRun, type Run } from "./frame.ts";
import { jsonField } from "./history.ts";
import type { StoredExecution } from "./journal.ts";

/** Counts what no coroutine of a frame does as under way. */
export async function underWay<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  engine.active += 1;
  try {
    return await work();
  } finally {
    engine.active -= 1;
  }
}

/** "The maximum execution time" of a Standard workflow is a year. */
const longestExecutionSeconds = 31_536_000;

async function timeOut(engine: Engine, run: Run): Promise<void> {
  if (!run.root) return;
  const executionTimedOutEventDetails = { error: "States.Timeout" };
  try {
    await end(engine, run.root, "timed-out", "ExecutionTimedOut", { executionTimedOutEventDetails });
  } catch (error) {
    await broken(engine, run, error);
  }
}

function setGoing(engine: Engine, run: Run, frames: readonly Frame[]): void {
  engine.runs.set(run.name, run);
  const left = run.deadline - engine.timers.now();
  run.cancelDeadline = engine.timers.after(left, () => void underWay(engine, () => timeOut(engine, run)));
  for (const frame of frames) if (frame.live) void drive(engine, frame);
}

/** Resolves once the start is on disk: false if the name is taken. */
export async function startExecution(
  engine: Engine,
  definition: Definition,
  name: string,
  input: unknown,
): Promise<boolean> {
  const startedAt = engine.timers.now();
  const deadline = startedAt + (definition.TimeoutSeconds ?? longestExecutionSeconds) * 1000;
  const place = { name, definition, input, startedAt, deadline };
  const run = newRun({ id: 0, ...place, lastEvent: 0 });
  const at = { id: "", state: definition.machine.StartAt, input, variables: {}, previous: 0, retries: [] };
  const root = newFrame(run, { ...at, step: { at: "enter" } }, definition.machine);
  run.root = root;
  const executionStartedEventDetails = {
    ...jsonField("input", input),
    roleArn: "arn:aws:iam::000000000000:role/local",
  };
  note(engine, root, "ExecutionStarted", { executionStartedEventDetails });
  const id = await engine.journal.start({ ...place, events: run.pending.splice(0), frame: root.record });
  if (id === undefined) return false;
  run.id = id;
  if (!engine.closed) setGoing(engine, run, [root]);
  return true;
}

function processorOf(frame: Frame): Machine {
  const state = frame.machine.States.get(frame.record.state);
  if (state?.Type !== "Map") throw new Error(`${frame.record.state} is no Map`);
  return state.ItemProcessor;
}

/** Rebuilds the frames, parents before children, and the tokens that are still awaited. */
function framesOf(engine: Engine, run: Run, records: readonly FrameRecord[]): Frame[] {
  const frames = new Map<string, Frame>();
  for (const record of records) {
    const parent = record.id === "" ? undefined : frames.get(record.id.slice(0, record.id.lastIndexOf("/")));
    const frame = newFrame(run, record, parent ? processorOf(parent) : run.definition.machine, parent);
    frames.set(record.id, frame);
    if (parent && record.item) parent.children.set(record.item.Index, frame);
    if (record.step.at === "task" && record.step.token !== undefined) engine.tokens.set(record.step.token, frame);
  }
  run.root = frames.get("");
  return [...frames.values()];
}

/** An execution goes on with the definition it started on. */
export function resumeExecution(engine: Engine, definition: Definition, stored: StoredExecution): void {
  const { id, name, input, startedAt, deadline, lastEvent } = stored;
  const run = newRun({ id, name, definition, input, startedAt, deadline, lastEvent });
  setGoing(engine, run, framesOf(engine, run, stored.frames));
}
