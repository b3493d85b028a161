// The Map state: one frame per item, as many at a time as MaxConcurrency allows; the first that fails ends them all.

import type { MapState } from "./definition.ts";
import { abort, asleep, assertLive, type Engine, flush, note, save, scopeOf } from "./engine.ts";
import { evaluationFailure, StateFailure } from "./failure.ts";
import { type Frame, hasEnded, iterationDetails, newFrame, type Step } from "./frame.ts";
import { evaluate, evaluateArray, evaluateInteger } from "./jsonata.ts";
import { evaluateExit, leave, noteEntry } from "./states.ts";

type MapStep = Extract<Step, { at: "map" }>;

/** Inline Maps run at most 40 iterations at a time. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const mostAtOnce = 40;

async function itemsOf(engine: Engine, frame: Frame, state: MapState): Promise<unknown[]> {
  if (state.Items !== undefined) return evaluateArray(state.Items, "Items", scopeOf(engine, frame));
  const { input } = frame.record;
  if (Array.isArray(input)) return input;
  throw evaluationFailure("Items", `Map state input must be an array but was: ${JSON.stringify(input)}`);
}

async function begin(engine: Engine, frame: Frame, state: MapState): Promise<void> {
  const { record, run } = frame;
  const items = await itemsOf(engine, frame, state);
  const most: [number, number] = [0, Number.MAX_SAFE_INTEGER];
  const limit = await evaluateInteger(state.MaxConcurrency ?? 0, "MaxConcurrency", scopeOf(engine, frame), most);
  assertLive(frame);
  noteEntry(engine, frame, "Map");
  note(engine, frame, "MapStateStarted", { mapStateStartedEventDetails: { length: items.length } });
  record.step = { at: "map", items, limit: limit === 0 ? mostAtOnce : Math.min(limit, mostAtOnce) };
  save(run, [frame]);
}

/** The input of an iteration: its item, or what ItemSelector makes of it. */
function inputOf(engine: Engine, frame: Frame, state: MapState, item: { Index: number; Value: unknown }) {
  if (state.ItemSelector === undefined) return item.Value;
  return evaluate(state.ItemSelector, "ItemSelector", scopeOf(engine, frame, { item }));
}

function hasFailed(frame: Frame): boolean {
  return [...frame.children.values()].some((child) => child.record.step.at === "failed");
}

/** Starts as many more iterations as may run. */
async function startMore(engine: Engine, frame: Frame, state: MapState, step: MapStep): Promise<Frame[]> {
  const running = [...frame.children.values()].filter((child) => child.live).length;
  const first = frame.children.size;
  const count = Math.min(step.limit - running, step.items.length - first);
  const items = step.items.slice(first, first + count).map((Value, offset) => ({ Index: first + offset, Value }));
  const inputs: unknown[] = [];
  for (const item of items) inputs.push(await inputOf(engine, frame, state, item));
  assertLive(frame);
  if (hasFailed(frame)) return [];
  const started = items.map((item, offset) => {
    const { record, run } = frame;
    const place = { id: `${record.id}/${item.Index}`, state: state.ItemProcessor.StartAt, input: inputs[offset], item };
    const rest = { variables: {}, previous: record.previous, retries: [], step: { at: "enter" as const } };
    const child = newFrame(run, { ...place, ...rest }, state.ItemProcessor, frame);
    frame.children.set(item.Index, child);
    note(engine, child, "MapIterationStarted", { mapIterationStartedEventDetails: iterationDetails(child) });
    return child;
  });
  save(frame.run, started);
  return started;
}

/** Every iteration has ended well: the result is "an array containing one element for each element of the Items Array". */
async function gather(engine: Engine, frame: Frame): Promise<void> {
  // By index: that is how they are started, and how the journal gives them back.
  const children = [...frame.children.values()];
  const result = children.map(({ record: { step } }) => (step.at === "done" ? step.output : undefined));
  const removed = children.flatMap((child) => abort(engine, child));
  frame.children.clear();
  frame.record.previous = Math.max(frame.record.previous, ...children.map((child) => child.record.previous));
  note(engine, frame, "MapStateSucceeded");
  frame.record.step = { at: "result", result };
  save(frame.run, [frame], removed);
}

async function run(
  engine: Engine,
  frame: Frame,
  state: MapState,
  step: MapStep,
  drive: (child: Frame) => void,
): Promise<void> {
  for (const { record } of frame.children.values())
    if (record.step.at === "failed") throw new StateFailure({ error: record.step.error, cause: record.step.cause });
  for (const child of await startMore(engine, frame, state, step)) if (child.live) drive(child);
  const children = [...frame.children.values()];
  if (hasFailed(frame)) return;
  if (children.length === step.items.length && children.every((child) => child.record.step.at === "done"))
    return gather(engine, frame);
  const full = children.filter((child) => child.live).length >= step.limit || children.length === step.items.length;
  if (!full) return;
  // An iteration's end does not stay in memory until its siblings come so far.
  if (children.some(({ record }) => hasEnded(record) && frame.run.changed.has(record.id)))
    return flush(engine, frame.run);
  await asleep<void>(engine, frame, () => () => undefined, undefined);
}

/** Takes the frame one step on through a Map. `drive` sets an iteration going. */
export async function stepMap(
  engine: Engine,
  frame: Frame,
  state: MapState,
  drive: (child: Frame) => void,
): Promise<void> {
  const { step } = frame.record;
  if (step.at === "enter") return begin(engine, frame, state);
  if (step.at === "map") return run(engine, frame, state, step, drive);
  if (step.at !== "result") throw new Error(`a Map cannot stand at ${step.at}`);
  const exit = await evaluateExit(frame, state, scopeOf(engine, frame, { result: step.result }), step.result);
  await leave(engine, frame, "Map", exit);
}
