// A state machine under test: on a virtual clock, with the functions a test gives it.

import type { ExecutionState, HistoryEvent, Log } from "../../../core/ports.ts";
import { createLanes } from "../../../local/lanes.ts";
import { createJournal, createStateMachine, type Journal, loadDefinition } from "../../../local/state-machine.ts";
import { createVirtualClock, type VirtualClock } from "../../virtual-clock.ts";

export type Functions = Record<string, (payload: unknown) => unknown>;

export interface HouseOptions {
  functions?: Functions;
  journal?: Journal;
  clock?: VirtualClock;
  random?: () => number;
  substitutions?: Record<string, string>;
  log?: Log;
  /** Which functions are urgent; with it the house has two lanes. */
  urgent?: readonly string[];
}

/** A definition of these states, the first of them the start. */
export function asl(states: Record<string, unknown>, more: Record<string, unknown> = {}): unknown {
  return { QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states, ...more };
}

/** A Task that invokes a function with its whole input. */
export function task(functionName: string, more: Record<string, unknown> = { End: true }): Record<string, unknown> {
  const Arguments = { FunctionName: functionName, Payload: "{% $states.input %}" };
  const Output = "{% $states.result.Payload %}";
  return { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments, Output, ...more };
}

/** A Task that hands its token to a function and waits for it. */
export function tokenTask(functionName: string, more: Record<string, unknown> = { End: true }) {
  const Payload = "{% $merge([$states.input, {'taskToken': $states.context.Task.Token}]) %}";
  const Arguments = { FunctionName: functionName, Payload };
  return { Type: "Task", Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken", Arguments, ...more };
}

export function named(name: string, message = "no"): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** A function that throws these errors in turn and then answers "ok". */
export function throwing(...names: string[]): () => unknown {
  const left = [...names];
  return () => {
    const name = left.shift();
    if (name !== undefined) throw named(name);
    return "ok";
  };
}

/** Every function call that was made, in order. */
export type Call = { functionName: string; payload: unknown; at: number };

export function createHouse(definition: unknown, options: HouseOptions = {}) {
  const clock = options.clock ?? createVirtualClock();
  const journal = options.journal ?? createJournal(":memory:");
  const calls: Call[] = [];
  const ended: [string, ExecutionState][] = [];
  const machine = createStateMachine({
    definition: loadDefinition(definition, options.substitutions ?? {}),
    journal,
    async invoke(functionName, payload) {
      calls.push({ functionName, payload, at: clock.now() });
      const found = options.functions?.[functionName];
      if (!found) throw named("Lambda.ResourceNotFoundException");
      return found(payload);
    },
    timers: clock,
    ...(options.urgent
      ? { lanes: createLanes(clock), isUrgent: (name: string) => options.urgent?.includes(name) === true }
      : {}),
    random: options.random ?? (() => 0.5),
    ...(options.log ? { log: options.log } : {}),
    onEnd: (name, state) => ended.push([name, state]),
  });
  const unwatch = clock.busyWhile(() => machine.busy());

  function events(name: string): HistoryEvent[] {
    return machine.history(name, undefined, 30_000).events;
  }
  return {
    machine,
    journal,
    clock,
    calls,
    ended,
    events,
    types: (name = "x") => events(name).map((event) => event.type),
    outcome: (name = "x") => outcomeOf(events(name)),
    /** Ends the process object where it stands; the journal stays open. */
    crash() {
      machine.close();
      unwatch();
    },
    /** Starts one execution and lets time run until it has ended. */
    async run(input: unknown = {}, name = "x") {
      await machine.start(name, input);
      await clock.runUntil(() => machine.state(name) !== "running");
      return outcomeOf(events(name));
    },
  };
}

export interface Outcome {
  type: string;
  output?: unknown;
  error?: unknown;
  cause?: unknown;
}

/** The last event with its output, or its error and cause. */
export function outcomeOf(events: HistoryEvent[]): Outcome {
  const last = events.at(-1);
  if (!last) throw new Error("no history");
  const name = `${last.type[0]?.toLowerCase()}${last.type.slice(1)}EventDetails`;
  const { output, error, cause } = (last[name] ?? {}) as Outcome;
  return {
    type: last.type,
    ...(output === undefined ? {} : { output: JSON.parse(String(output)) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** The details of every event of a type. */
export function detailsOf(events: HistoryEvent[], type: string): Record<string, unknown>[] {
  const key =
    type.includes("State") && /Entered$|Exited$/.test(type) ? `state${/(Entered|Exited)$/.exec(type)?.[0]}` : type;
  const name = `${key[0]?.toLowerCase()}${key.slice(1)}EventDetails`;
  return events.filter((event) => event.type === type).map((event) => event[name] as Record<string, unknown>);
}
