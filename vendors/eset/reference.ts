// What the house keeps of an action under way at ESET, to ask for its outcome later; no secrets in it.
import * as z from "zod";
import type { ActionOutcome, ActionRequest, Reference } from "../vendor.ts";

/** `expiresAt`: the task's manual trigger ends then; the body is rebuilt from it and from the action's own record. */
const TaskReference = z.strictObject({ kind: z.literal("task"), taskId: z.string(), expiresAt: z.string() });
const PendingTask = z.strictObject({ kind: z.literal("pending-task"), responseId: z.string(), expiresAt: z.string() });
const LostTask = z.strictObject({ kind: z.literal("lost-task"), expiresAt: z.string() });
const BlockReference = z.strictObject({
  kind: z.literal("block"),
  executableId: z.string(),
  responseId: z.string().optional(),
});

export const EsetReference = z.discriminatedUnion("kind", [TaskReference, PendingTask, LostTask, BlockReference]);
export type EsetReference = z.infer<typeof EsetReference>;

export const encodeReference = (reference: EsetReference): Reference => JSON.stringify(reference);

/** Throws an ordinary Error for a text that is not ours: that is a bug of the caller. */
export const decodeReference = (reference: Reference): EsetReference => EsetReference.parse(JSON.parse(reference));

/** One way of acting at ESET, with its own kinds of reference. */
export interface Procedure {
  request(request: ActionRequest): Promise<Reference>;
  find(request: ActionRequest): Promise<Reference | "none">;
  outcome(request: ActionRequest, reference: EsetReference): Promise<ActionOutcome>;
}
