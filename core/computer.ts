// One managed endpoint: who holds it isolated, and whether it is exempt.
import * as z from "zod";

export const Exemption = z.object({ reason: z.string(), until: z.string().optional(), by: z.string() });
export type Exemption = z.infer<typeof Exemption>;

/**
 * `generation` grows with each change of what is wanted, so that a late duplicate of an older request is known as such.
 * `state` is what the product showed: `connected` and `isolated` are confirmed, `unknown` lies between.
 */
export const Isolation = z.object({
  generation: z.int(),
  wanted: z.enum(["connected", "isolated"]),
  state: z.enum(["connected", "isolated", "unknown"]),
  /** The incidents that hold it isolated; it is released when the last hold ends. */
  holds: z.array(z.string()),
  /** The action that asks the product for this generation, and its incident. */
  action: z.object({ incidentId: z.string(), actionId: z.string() }).optional(),
  /** What the connector prepared for ending the isolation, before it was asked for. Stands until a release is confirmed. */
  undo: z.string().optional(),
});
export type Isolation = z.infer<typeof Isolation>;

export const Computer = z.object({
  customerId: z.string(),
  computerId: z.string(),
  name: z.string(),
  /** The source that acts for it. */
  source: z.string(),
  operatingSystem: z.string().optional(),
  group: z.string().optional(),
  exemption: Exemption.optional(),
  isolation: Isolation,
});
export type Computer = z.infer<typeof Computer>;

export const CONNECTED: Isolation = { generation: 0, wanted: "connected", state: "connected", holds: [] };

const standing = ({ undo }: Isolation): Pick<Isolation, "undo"> => (undo === undefined ? {} : { undo });

/** The incident now holds the computer: isolation is wanted, in a new generation unless it was wanted already. */
export function hold(isolation: Isolation, incidentId: string): Isolation {
  const holds = isolation.holds.includes(incidentId) ? isolation.holds : [...isolation.holds, incidentId];
  if (isolation.wanted === "isolated") return { ...isolation, holds };
  return {
    generation: isolation.generation + 1,
    wanted: "isolated",
    state: isolation.state,
    holds,
    ...standing(isolation),
  };
}

/** The incident's hold ends: with the last one, connection is wanted in a new generation. */
export function endHold(isolation: Isolation, incidentId: string): Isolation {
  const holds = isolation.holds.filter((other) => other !== incidentId);
  if (holds.length > 0 || isolation.wanted === "connected") return { ...isolation, holds };
  return {
    generation: isolation.generation + 1,
    wanted: "connected",
    state: isolation.state,
    holds,
    ...standing(isolation),
  };
}

export const isExempt = (exemption: Exemption | undefined, at: string): boolean =>
  exemption !== undefined && (exemption.until === undefined || exemption.until > at);
