// Where an execution stands: one frame for its own line of states, one more for every running Map iteration.

import * as z from "zod";
import type { HistoryEvent } from "../../core/ports.ts";
import type { Definition, Machine } from "./definition.ts";

const step = z.discriminatedUnion("at", [
  z.strictObject({ at: z.literal("enter") }),
  z.strictObject({ at: z.literal("wait"), until: z.number() }),
  z.strictObject({
    at: z.literal("task"),
    functionName: z.string(),
    payload: z.unknown(),
    token: z.string().optional(),
    /** With a token: the invocation has returned, the token is awaited. */
    submitted: z.boolean(),
    deadline: z.number().optional(),
  }),
  z.strictObject({ at: z.literal("retry"), until: z.number() }),
  z.strictObject({ at: z.literal("map"), items: z.array(z.unknown()), limit: z.number() }),
  /** The state's work is done, its Output not yet evaluated. */
  z.strictObject({ at: z.literal("result"), result: z.unknown() }),
  /** The state's work has failed and no Retrier took it: a Catcher is to be found. */
  z.strictObject({ at: z.literal("erred"), error: z.string().optional(), cause: z.string().optional() }),
  /** Map iterations that ended, kept until all have. */
  z.strictObject({ at: z.literal("done"), output: z.unknown() }),
  z.strictObject({ at: z.literal("failed"), error: z.string().optional(), cause: z.string().optional() }),
]);
export type Step = z.infer<typeof step>;
export type TaskStep = Extract<Step, { at: "task" }>;

/** What is kept on disk of a frame. Times are epoch milliseconds. */
export const frameRecord = z.strictObject({
  /** "" is the execution's own; "/0", "/0/3" are Map iterations. */
  id: z.string(),
  state: z.string(),
  input: z.unknown(),
  variables: z.record(z.string(), z.unknown()),
  /** The event that the next one follows. */
  previous: z.int(),
  /** Set once the entry of `state` is in the history. */
  entered: z.strictObject({ at: z.number(), event: z.int() }).optional(),
  /** Retries so far of each Retrier of the state. */
  retries: z.array(z.int()),
  step,
  /** In a Map iteration: its item. */
  item: z.strictObject({ Index: z.int(), Value: z.unknown() }).optional(),
});
export type FrameRecord = z.infer<typeof frameRecord>;

/** What the one coroutine of a frame waits for. */
export interface Waiter {
  /** Stops timers and listening; the coroutine stays asleep, for good if nobody resumes it. */
  detach(): void;
  resume(): void;
}

/** A frame in memory. */
export interface Frame {
  run: Run;
  record: FrameRecord;
  machine: Machine;
  parent: Frame | undefined;
  /** Map iterations by index. */
  children: Map<number, Frame>;
  /** False once aborted or ended: whatever still runs for it must not write any more. */
  live: boolean;
  waiter: Waiter | undefined;
  /** Gives up its place among the tasks that are under way, while it has one. */
  leave: (() => void) | undefined;
}

/** A running execution in memory. */
export interface Run {
  /** Its number in the journal. */
  id: number;
  name: string;
  definition: Definition;
  input: unknown;
  startedAt: number;
  deadline: number;
  lastEvent: number;
  /** The last event before it was started, woken or taken up. */
  begunAfter: number;
  /** Recorded since the last commit. */
  pending: HistoryEvent[];
  /** The frames that changed since then, as they stand now; undefined for those that are gone. */
  changed: Map<string, FrameRecord | undefined>;
  /** The last commit and all before it. */
  flushed: Promise<void>;
  /** A commit failed: nothing that builds on it may be written. */
  lost: boolean;
  root: Frame | undefined;
  cancelDeadline: () => void;
}

/** A running execution with nothing recorded yet. */
export function newRun(
  at: Omit<Run, "begunAfter" | "pending" | "changed" | "flushed" | "lost" | "root" | "cancelDeadline">,
): Run {
  const nothing = { pending: [], changed: new Map(), flushed: Promise.resolve(), lost: false };
  return { ...at, begunAfter: at.lastEvent, ...nothing, root: undefined, cancelDeadline: () => undefined };
}

/** A frame whose part is played: an ended Map iteration that waits for the others. */
export function hasEnded(record: FrameRecord): boolean {
  return record.step.at === "done" || record.step.at === "failed";
}

export function newFrame(run: Run, record: FrameRecord, machine: Machine, parent?: Frame): Frame {
  return {
    run,
    record,
    machine,
    parent,
    children: new Map(),
    live: !hasEnded(record),
    waiter: undefined,
    leave: undefined,
  };
}

/** A Map iteration in the history. */
export function iterationDetails({ parent, record }: Frame): { name: string; index: number } {
  return { name: parent?.record.state ?? "", index: record.item?.Index ?? 0 };
}

/** The variables a state sees: those of the scopes around it, and its own. */
export function visibleVariables(frame: Frame): Record<string, unknown> {
  return frame.parent ? { ...visibleVariables(frame.parent), ...frame.record.variables } : frame.record.variables;
}
