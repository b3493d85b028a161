// What the house keeps of an action under way at SentinelOne; no secrets in it.
import * as z from "zod";
import type { ActionOutcome, ActionRequest, Reference } from "../vendor.ts";

/** `before`: the last report of this action that the threat showed before it was asked; an older success confirms nothing. */
const ThreatsReference = z.strictObject({
  kind: z.literal("threats"),
  threats: z.array(z.strictObject({ id: z.string(), before: z.string().optional() })),
});
const NetworkReference = z.strictObject({ kind: z.literal("network") });

export const SentinelOneReference = z.discriminatedUnion("kind", [ThreatsReference, NetworkReference]);
export type SentinelOneReference = z.infer<typeof SentinelOneReference>;

export const encodeReference = (reference: SentinelOneReference): Reference => JSON.stringify(reference);

/** Throws an ordinary Error for a text that is not ours: that is a bug of the caller. */
export const decodeReference = (reference: Reference): SentinelOneReference =>
  SentinelOneReference.parse(JSON.parse(reference));

/** One way of acting, with its own kind of reference. */
export interface Procedure {
  request(request: ActionRequest): Promise<SentinelOneReference>;
  find(request: ActionRequest): Promise<SentinelOneReference | "unknown">;
  outcome(request: ActionRequest, reference: SentinelOneReference): Promise<ActionOutcome>;
}
