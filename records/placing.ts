// Puts a detection into exactly one incident. Ordered so that a crash between any two writes is healed by doing it
// again: claim, correlate (pointers), settle, facts, finding, detection. See docs/decisions/0003-order-of-writes.md.
import type { Detection } from "../core/detection.ts";
import { Unavailable } from "../core/errors.ts";
import { findingOf } from "../core/finding.ts";
import { detectionId, hashId } from "../core/ids.ts";
import type { Table } from "../core/ports.ts";
import type { Arrival } from "./arrival.ts";
import { correlate, joined, lookAround, type Seen } from "./correlation.ts";
import type { ItemOutcome } from "./deliveries.ts";
import {
  type Claim,
  claim,
  createDetection,
  createFinding,
  type DetectionRecord,
  findingId,
  hasFinding,
  readDetection,
  saysMore,
  settleClaim,
} from "./detections.ts";
import { writeFacts } from "./facts.ts";
import { addToReason, createReason, keepReasonOpen } from "./incidents.ts";
import { asOccurrence, isAfterTheEnd, update } from "./updating.ts";

export interface Placed {
  detectionId: string;
  incidentId: string;
  outcome: ItemOutcome;
  /** Whether its incident's workflow has something new to look at. */
  news: boolean;
}

type Settled = Claim & { incidentId: string; outcome: "opened" | "attached" | "reopened" };

const isSettled = (c: Claim): c is Settled => c.incidentId !== undefined && c.outcome !== undefined;

/** Throws Unavailable when the table does not answer: doing it again goes on where it stopped. */
export async function place(table: Table, arrival: Arrival, detection: Detection): Promise<Placed> {
  const { customerId, deliveryId, receivedAt } = arrival;
  const id = detectionId(customerId, detection.product, detection.identity);
  const others = detection.aliases.map((alias) => detectionId(customerId, detection.product, alias));
  const seen = await lookAround(table, arrival, detection);
  // What has one id and only joins is claimed and settled at once: nothing else stands between the two writes.
  const joins = others.length === 0 ? joined(seen, detection, id) : undefined;
  const known = joins && { incidentId: joins.incidentId, outcome: joins.outcome };
  const mine: Claim = { customerId, detectionId: id, at: receivedAt, deliveryId, ...known };
  const claimed = await claim(table, [id, ...others], mine);
  const settled = await settle(table, arrival, detection, claimed, seen);
  const standing = claimed === mine ? undefined : (await readDetection(table, settled))?.value;
  if (standing !== undefined) return repeated(table, arrival, detection, settled, standing);
  const news = await complete(table, arrival, detection, settled);
  return answer(settled, deliveryId, news);
}

async function settle(
  table: Table,
  arrival: Arrival,
  detection: Detection,
  claimed: Claim,
  seen: readonly Seen[],
): Promise<Settled> {
  if (isSettled(claimed)) return claimed;
  const decision = await correlate(table, arrival, detection, claimed, seen);
  const settled = await settleClaim(table, claimed, decision.incidentId, decision.outcome);
  if (!isSettled(settled)) throw new Unavailable("A detection's claim could not be settled.", "none");
  return settled;
}

/** Told before: a duplicate, unless it says more than what stands. Our own delivery done again may have crashed before its nudge. */
async function repeated(
  table: Table,
  arrival: Arrival,
  detection: Detection,
  settled: Settled,
  standing: DetectionRecord,
): Promise<Placed> {
  const { deliveryId } = arrival;
  if (standing.updatedBy === deliveryId) return { ...answer(settled, deliveryId, true), outcome: "updated" };
  if (settled.deliveryId === deliveryId || !saysMore(detection, standing.detection))
    return answer(settled, deliveryId, settled.deliveryId === deliveryId);
  if (await isAfterTheEnd(table, detection, settled)) return place(table, arrival, asOccurrence(detection));
  const news = await update(table, arrival, detection, settled);
  return { ...answer(settled, deliveryId, news), outcome: "updated" };
}

const answer = (settled: Settled, deliveryId: string, news: boolean): Placed => ({
  detectionId: settled.detectionId,
  incidentId: settled.incidentId,
  outcome: settled.deliveryId === deliveryId ? settled.outcome : "duplicate",
  news,
});

/** What one delivery tells is one reason to look. */
const told = ({ source, deliveryId }: Arrival): string => hashId(16, "delivery", source, deliveryId);

async function complete(table: Table, arrival: Arrival, detection: Detection, settled: Settled): Promise<boolean> {
  const place = { customerId: arrival.customerId, incidentId: settled.incidentId };
  const finding = findingId(findingOf(detection));
  const isNew = !(await hasFinding(table, place, finding));
  if (isNew) {
    await writeFacts(table, arrival, detection, settled);
  }
  // One reason: a second that came after the first's round would open the incident once more, for nothing.
  const isAgain = settled.outcome === "reopened";
  const reasonId = isAgain ? `again-${settled.detectionId}` : `facts-${told(arrival)}`;
  const reason = { ...place, reasonId, kind: "facts", at: settled.at } as const;
  if (isAgain) await createReason(table, reason);
  else if (isNew) await addToReason(table, reason, finding);
  if (isNew) await createFinding(table, place, settled.at, detection);
  // A workflow that runs already may have looked between these two.
  if (isNew && settled.outcome === "attached") await keepReasonOpen(table, reason);
  await createDetection(table, {
    ...place,
    detectionId: settled.detectionId,
    at: settled.at,
    deliveryId: settled.deliveryId,
    detection,
  });
  return isNew || settled.outcome !== "attached";
}
