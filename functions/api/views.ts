// Incidents and computers as the API shows them: our records without what is only for us.
import * as z from "zod";
import { type Computer, isExempt } from "../../core/computer.ts";
import { BilingualText, Incident } from "../../core/incident.ts";
import type { IncidentRecord } from "../../records/incidents.ts";

export const IncidentSummary = Incident.omit({
  episode: true,
  episodeStartedAt: true,
  roundStartedAt: true,
  assessment: true,
}).extend({
  verdict: z.string().optional(),
  reason: BilingualText.optional(),
});

export const summaryOf = (incident: IncidentRecord): z.output<typeof IncidentSummary> => {
  const { assessment, episode: _e, episodeStartedAt: _s, roundStartedAt: _r, ...shown } = incident;
  const { checkedAt: _c, expiresAtSeconds: _x, pathsKept: _p, statusAt: _t, statusChange: _g, ...more } = shown;
  const { escalation: _n, ...rest } = more;
  return { ...rest, ...(assessment === undefined ? {} : { verdict: assessment.verdict, reason: assessment.reason }) };
};

export const ComputerView = z.strictObject({
  computerId: z.string(),
  name: z.string(),
  source: z.string(),
  operatingSystem: z.string().optional(),
  group: z.string().optional(),
  isolation: z.enum(["connected", "isolating", "isolated", "releasing"]),
  heldBy: z.array(z.string()),
  /** No automatic kill, remove or isolation: our own exemption, or the product's group as the last detection told it. */
  exempt: z.boolean(),
  /** Whose exemption it is: ours, or the product's group. */
  exemptBy: z.array(z.enum(["us", "product"])),
  exemption: z.object({ reason: z.string(), until: z.string().optional(), by: z.string() }).optional(),
});

/** `isolated` and `connected` only as confirmed; in between it says which way it goes. */
export function computerView(
  { computerId, name, source, operatingSystem, group, isolation, exemption }: Computer,
  at: string,
): z.output<typeof ComputerView> {
  const { wanted, state, holds } = isolation;
  const going = wanted === "isolated" ? "isolating" : "releasing";
  return {
    computerId,
    name,
    source,
    ...(operatingSystem === undefined ? {} : { operatingSystem }),
    ...(group === undefined ? {} : { group }),
    isolation: state === wanted ? state : going,
    heldBy: holds,
    exempt: isExempt(exemption, at) || inExemptGroup(group),
    exemptBy: [
      ...(isExempt(exemption, at) ? ["us" as const] : []),
      ...(inExemptGroup(group) ? ["product" as const] : []),
    ],
    ...(isExempt(exemption, at) && exemption !== undefined ? { exemption } : {}),
  };
}

/** The static group of that name, or one below it. */
const inExemptGroup = (group = ""): boolean => group.split("/").some((name) => name.trim().toLowerCase() === "exempt");
