// The states that this runner knows, field by field. Every schema is strict: what is not written here is refused at load.

import type { Expression } from "jsonata";
import * as z from "zod";

export const invokeResource = "arn:aws:states:::lambda:invoke";
export const invokeAndWaitResource = "arn:aws:states:::lambda:invoke.waitForTaskToken";

/** The longest time that Step Functions takes in a field of seconds. */
export const longestSeconds = 99_999_999;

const jsonataText = z.string().regex(/^\{%[\s\S]*%\}$/, "must be a number or a {% JSONata %} string");
const template = z.unknown().optional();
const assign = z
  .record(z.string().regex(/^[\p{L}_][\p{L}\p{N}_]{0,79}$/u, "is no variable name"), z.unknown())
  .optional();
const base = { Comment: z.string().optional(), QueryLanguage: z.literal("JSONata").optional() };
const flow = { Next: z.string().optional(), End: z.boolean().optional() };
const seconds = z.int().min(1).max(longestSeconds);

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: seconds.optional(),
  MaxAttempts: z.int().min(0).max(99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_399).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).optional(),
});
export type Retrier = z.infer<typeof retrier>;

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  Output: template,
  Assign: assign,
});
export type Catcher = z.infer<typeof catcher>;

const recovery = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const task = z.strictObject({
  Type: z.literal("Task"),
  ...base,
  ...flow,
  ...recovery,
  Resource: z.enum([invokeResource, invokeAndWaitResource]),
  Arguments: z.strictObject({ FunctionName: z.string(), Payload: template }),
  Output: template,
  Assign: assign,
  TimeoutSeconds: z.union([seconds, jsonataText]).optional(),
});
export type TaskState = z.infer<typeof task>;

const choiceRule = z.strictObject({
  Comment: z.string().optional(),
  Condition: z.union([z.boolean(), jsonataText]),
  Next: z.string(),
  Output: template,
  Assign: assign,
});

const choice = z.strictObject({
  Type: z.literal("Choice"),
  ...base,
  Choices: z.array(choiceRule).min(1),
  Default: z.string().optional(),
  Output: template,
  Assign: assign,
});
export type ChoiceState = z.infer<typeof choice>;

const map = z.strictObject({
  Type: z.literal("Map"),
  ...base,
  ...flow,
  ...recovery,
  Items: z.union([z.array(z.unknown()), jsonataText]).optional(),
  ItemSelector: template,
  ItemProcessor: z.unknown().refine((value) => value !== undefined, "is required"),
  MaxConcurrency: z.union([z.int().min(0), jsonataText]).optional(),
  Output: template,
  Assign: assign,
});
export type MapState = Omit<z.infer<typeof map>, "ItemProcessor"> & { ItemProcessor: Machine };

const wait = z.strictObject({
  Type: z.literal("Wait"),
  ...base,
  ...flow,
  Seconds: z.union([z.int().min(0).max(longestSeconds), jsonataText]).optional(),
  Timestamp: z.string().optional(),
  Output: template,
  Assign: assign,
});
export type WaitState = z.infer<typeof wait>;

const pass = z.strictObject({ Type: z.literal("Pass"), ...base, ...flow, Output: template, Assign: assign });
export type PassState = z.infer<typeof pass>;

const succeed = z.strictObject({ Type: z.literal("Succeed"), ...base, Output: template });
export type SucceedState = z.infer<typeof succeed>;

const fail = z.strictObject({
  Type: z.literal("Fail"),
  ...base,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
export type FailState = z.infer<typeof fail>;

export const stateSchema = z.discriminatedUnion(
  "Type",
  [task, choice, map, wait, pass, succeed, fail],
  "is no state type known here: Task, Choice, Map, Wait, Pass, Succeed, Fail",
);

export const machineSchema = z.strictObject({
  ...base,
  Version: z.literal("1.0").optional(),
  StartAt: z.string(),
  States: z.record(z.string().min(1).max(80), z.unknown()),
  TimeoutSeconds: seconds.optional(),
});

export const processorSchema = z.strictObject({
  ...base,
  ProcessorConfig: z.strictObject({ Mode: z.literal("INLINE") }).optional(),
  StartAt: z.string(),
  States: z.record(z.string().min(1).max(80), z.unknown()),
});

export type State = TaskState | ChoiceState | MapState | WaitState | PassState | SucceedState | FailState;

/** The states of one scope: of the whole machine, or of a Map's ItemProcessor. */
export interface Machine {
  StartAt: string;
  States: ReadonlyMap<string, State>;
}

/** A definition that this runner can run in every part; made by loadDefinition alone. */
export interface Definition {
  machine: Machine;
  TimeoutSeconds: number | undefined;
  /** Compiled JSONata by its source, the text between `{%` and `%}`. */
  expressions: ReadonlyMap<string, Expression>;
  /** The definition as JSON after substitution: kept with each execution, which ends on the definition it started on. */
  source: string;
  /** SHA-256 of `source`. */
  id: string;
}
