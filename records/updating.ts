// A repeat of a detection that says more than what stands (a higher `revision`) updates it: what is new about it first, the
// detection's own record last, so that a crash between is healed by doing it again.
import type { Detection } from "../core/detection.ts";
import { findingOf } from "../core/finding.ts";
import { hashId } from "../core/ids.ts";
import type { Table } from "../core/ports.ts";
import { isFinished } from "../core/status.ts";
import type { Arrival } from "./arrival.ts";
import { type Claim, createFinding, findingId, hasFinding, updateDetection } from "./detections.ts";
import { writeFacts } from "./facts.ts";
import { createReason, readIncident } from "./incidents.ts";

type Placed = Pick<Claim, "customerId"> & { incidentId: string };

/** As the event of its own that a detection is which goes on after its incident has ended: it correlates anew. */
export const asOccurrence = (detection: Detection): Detection => ({
  ...detection,
  identity: `again:${hashId(40, detection.identity, String(detection.revision))}`,
  aliases: [],
});

/** Whether it was seen again after the end of the incident in which it lies. */
export async function isAfterTheEnd(table: Table, { occurredAt }: Detection, settled: Placed): Promise<boolean> {
  const incident = (await readIncident(table, settled.customerId, settled.incidentId))?.value;
  if (incident?.finishedAt === undefined || !isFinished(incident.status)) return false;
  return Date.parse(occurredAt) > Date.parse(incident.finishedAt);
}

/** Resolves to whether the incident's workflow has something new to look at. */
export async function update(
  table: Table,
  arrival: Arrival,
  detection: Detection,
  settled: Claim & { incidentId: string },
): Promise<boolean> {
  const place = { customerId: settled.customerId, incidentId: settled.incidentId };
  const finding = findingId(findingOf(detection));
  const isNew = !(await hasFinding(table, place, finding));
  if (isNew) {
    // What is new is as old as this delivery, not as the detection.
    await writeFacts(table, arrival, detection, { ...settled, at: arrival.receivedAt });
    await createReason(table, { ...place, reasonId: `facts-${finding}`, kind: "facts", at: arrival.receivedAt });
    await createFinding(table, place, arrival.receivedAt, detection);
  }
  await updateDetection(table, settled, detection, arrival.deliveryId);
  return isNew;
}
