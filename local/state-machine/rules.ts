// The rules of the States Language that join several fields of one state.

import type * as z from "zod";
import type { State, stateSchema } from "./definition.ts";
import type { StatesMember } from "./expressions.ts";

/** A state as the schema gives it: a Map's ItemProcessor is not loaded yet. */
type RawState = z.infer<typeof stateSchema> | State;

/** A field that takes JSONata, and what of `$states` it may speak of. */
interface Field {
  name: string;
  value: unknown;
  allowed: ReadonlySet<StatesMember>;
}

const before: ReadonlySet<StatesMember> = new Set(["input", "context"]);
const after: ReadonlySet<StatesMember> = new Set(["input", "context", "result"]);
const caught: ReadonlySet<StatesMember> = new Set(["input", "context", "errorOutput"]);

function ownFields(state: RawState): Record<string, unknown> {
  switch (state.Type) {
    case "Task":
      return { Arguments: state.Arguments, TimeoutSeconds: state.TimeoutSeconds };
    case "Map":
      return { Items: state.Items, ItemSelector: state.ItemSelector, MaxConcurrency: state.MaxConcurrency };
    case "Wait":
      return { Seconds: state.Seconds, Timestamp: state.Timestamp };
    case "Fail":
      return { Error: state.Error, Cause: state.Cause };
    case "Choice":
      return Object.fromEntries(
        state.Choices.flatMap((rule, index) => [
          [`Choices[${index}].Condition`, rule.Condition],
          [`Choices[${index}].Output`, rule.Output],
          [`Choices[${index}].Assign`, rule.Assign],
        ]),
      );
    default:
      return {};
  }
}

function catchFields(state: RawState): Field[] {
  if (state.Type !== "Task" && state.Type !== "Map") return [];
  return (state.Catch ?? []).flatMap(({ Output, Assign }, index) => [
    { name: `Catch[${index}].Output`, value: Output, allowed: caught },
    { name: `Catch[${index}].Assign`, value: Assign, allowed: caught },
  ]);
}

/**
 * "$states.result … can be referenced in the state's top-level Output and Assign fields. $states.errorOutput … in a
 * Catcher's Output and Assign fields." (spec, Reserved "states" Variable)
 */
export function fieldsOf(state: RawState): Field[] {
  const ends = state.Type === "Task" || state.Type === "Map" ? after : before;
  const last = {
    Output: "Output" in state ? state.Output : undefined,
    Assign: "Assign" in state ? state.Assign : undefined,
  };
  return [
    ...Object.entries(ownFields(state)).map(([name, value]) => ({ name, value, allowed: before })),
    ...Object.entries(last).map(([name, value]) => ({ name, value, allowed: ends })),
    ...catchFields(state),
  ].filter(({ value }) => value !== undefined);
}

export function flowProblems(state: RawState): string[] {
  const problems: string[] = [];
  if (["Task", "Map", "Wait", "Pass"].includes(state.Type)) {
    const next = "Next" in state && state.Next !== undefined;
    const end = "End" in state && state.End === true;
    if (next === end) problems.push("must have exactly one of Next and End: true");
  }
  if (state.Type === "Wait" && (state.Seconds === undefined) === (state.Timestamp === undefined))
    problems.push("must contain exactly one of Seconds and Timestamp");
  return problems;
}

/** "Such a value MUST appear alone in the ErrorEquals array and MUST appear in the last Retrier" (and Catcher; spec). */
export function recoveryProblems(state: RawState): string[] {
  if (state.Type !== "Task" && state.Type !== "Map") return [];
  const lists = { Retry: state.Retry ?? [], Catch: state.Catch ?? [] };
  const misplaced = Object.entries(lists).flatMap(([field, list]) =>
    list.flatMap(({ ErrorEquals }, index) =>
      ErrorEquals.includes("States.ALL") && (ErrorEquals.length > 1 || index < list.length - 1)
        ? [`States.ALL must stand alone and last in ${field}`]
        : [],
    ),
  );
  const short = lists.Retry.some(
    ({ IntervalSeconds = 1, MaxDelaySeconds }) => MaxDelaySeconds !== undefined && MaxDelaySeconds < IntervalSeconds,
  );
  return short ? [...misplaced, "MaxDelaySeconds must not be less than IntervalSeconds"] : misplaced;
}
