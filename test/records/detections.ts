// Detections, arrivals and ways to read what placing left, for tests of records.
import { Detection } from "../../core/detection.ts";
import { ResponsePolicy } from "../../core/policy.ts";
import type { Item, Table } from "../../core/ports.ts";
import type { TimelineFact } from "../../core/timeline.ts";
import type { Arrival } from "../../records/arrival.ts";
import { changeIncident } from "../../records/incidents.ts";
import { sha1 } from "../story-facts.ts";

export const T0 = "2026-01-05T00:00:00.000Z";
export const later = (hours: number, from = T0): string => new Date(Date.parse(from) + hours * 3_600_000).toISOString();

export const arrival = (deliveryId: string, receivedAt = T0, policy: Record<string, unknown> = {}): Arrival => ({
  customerId: "acme",
  source: "eset",
  deliveryId,
  receivedAt,
  policy: ResponsePolicy.parse(policy),
});

export interface Facts {
  computer?: string;
  rule?: string;
  /** The detected object, by a word that stands for its hash. */
  object?: string;
  signature?: "os-vendor" | "trusted" | "untrusted";
  /** The program that ran, by a word that stands for its image's hash. */
  image?: string;
  pid?: number;
  aliases?: string[];
  severity?: "low" | "high";
}

export function detection(identity: string, facts: Facts = {}): Detection {
  const { computer = "pc-1", rule = "A1", object, signature = "untrusted", image, pid = 100, aliases = [] } = facts;
  return Detection.parse({
    identity,
    aliases,
    product: "eset",
    rule: { id: rule, name: `Rule ${rule}` },
    severity: facts.severity ?? "high",
    outcome: "allowed",
    techniques: ["T1059.001"],
    occurredAt: "2026-01-04T23:59:00.000Z",
    computer: { id: computer, name: `name of ${computer}` },
    ...(image === undefined
      ? {}
      : {
          process: {
            pid,
            name: `${image}.exe`,
            image: { name: `${image}.exe`, sha1: sha1(image), signature: "os-vendor" },
          },
        }),
    ...(object === undefined ? {} : { executable: { name: `${object}.exe`, sha1: sha1(object), signature } }),
  });
}

interface Dumped {
  dump(): Item[];
}
const valuesOf = (table: Dumped, prefix: string) =>
  table.dump().flatMap(({ sk, body }) => (sk.startsWith(prefix) ? [body.value as Record<string, unknown>] : []));

export const incidentsIn = (table: Dumped) => valuesOf(table, "INCIDENT").filter((value) => "round" in value);
export const detectionsIn = (table: Dumped) =>
  valuesOf(table, "DETECTION#")
    .map(({ detectionId, incidentId }) => `${detectionId} in ${incidentId}`)
    .sort();
export const factsIn = (table: Dumped): TimelineFact[] =>
  valuesOf(table, "TIMELINE#").map(({ fact }) => fact as TimelineFact);
export const pointersIn = (table: Dumped) =>
  valuesOf(table, "POINTER").map(({ to, incidentId }) => [String(to), String(incidentId)] as const);

export const finish = (table: Table, incidentId: string, finishedAt: string) =>
  changeIncident(table, "acme", incidentId, (now) => ({ ...now, status: "resolved", finishedAt }));
