// Which incident a detection belongs to: an open one on its computer, else one that shares the detected object's hash,
// else a finished one that saw the same on this computer, else a new one.
import type { Detection } from "../core/detection.ts";
import { Unavailable } from "../core/errors.ts";
import { objectHashes } from "../core/finding.ts";
import { incidentId } from "../core/ids.ts";
import type { Table } from "../core/ports.ts";
import { isFinished } from "../core/status.ts";
import type { Arrival } from "./arrival.ts";
import { computersOf, readComputer } from "./computers.ts";
import { type Claim, listDetections } from "./detections.ts";
import { type IncidentRecord, readIncident } from "./incidents.ts";
import { claimPointer, type Pointer, pointerTo, readPointer } from "./pointers.ts";
import type { Stored } from "./store.ts";

export interface Decision {
  incidentId: string;
  firstDetectionId: string;
  outcome: "opened" | "attached" | "reopened";
}

const HOUR = 3_600_000;
const ATTEMPTS = 20;

/** What a pointer led to when it was looked at. */
export interface Seen {
  to: string;
  stored: Stored<Pointer> | undefined;
  live: boolean;
  /** It leads to an incident that nobody created yet. */
  early: boolean;
}

/** Every pointer that may lead it to an incident, in one fixed order: hashes sorted, then the computer. */
export async function lookAround(table: Table, arrival: Arrival, detection: Detection): Promise<Seen[]> {
  const order = [...objectHashes(detection).sort().map(pointerTo.hash), pointerTo.computer(detection.computer.id)];
  const seen: Seen[] = [];
  for (const to of order) seen.push(await look(table, arrival, to));
  return seen;
}

/** The open incident that it joins where all pointers lead there already, so that there is none to claim. */
export function joined(seen: readonly Seen[], detection: Detection, detectionId: string): Decision | undefined {
  const decision = follow(seen, detection, detectionId);
  return decision !== undefined && seen.every((one) => stays(one, decision, detectionId)) ? decision : undefined;
}

/** Claims its pointers, first as they were `seen`. Who loses one looks again and follows the winner. */
export async function correlate(
  table: Table,
  arrival: Arrival,
  detection: Detection,
  { detectionId }: Claim,
  seen: readonly Seen[],
): Promise<Decision> {
  let now = seen;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) now = await lookAround(table, arrival, detection);
    const decision =
      follow(now, detection, detectionId) ?? (await again(table, arrival, detection)) ?? opening(detectionId);
    if (await claimAll(table, arrival, now, decision, detectionId)) return decision;
  }
  throw new Unavailable("Correlation met too many others at once.", "none");
}

async function look(table: Table, arrival: Arrival, to: string): Promise<Seen> {
  const stored = await readPointer(table, arrival.customerId, to);
  if (stored === undefined) return { to, stored, live: false, early: false };
  const incident = (await readIncident(table, arrival.customerId, stored.value.incidentId))?.value;
  // A fresh one: its first detection's intake has only come this far, and whoever follows it creates the incident. An old one's incident is erased.
  if (incident === undefined) {
    const early = Date.parse(arrival.receivedAt) - Date.parse(stored.value.at) < 24 * HOUR;
    return { to, stored, live: early, early };
  }
  return { to, stored, live: await isLive(table, arrival, incident), early: false };
}

async function isLive(table: Table, arrival: Arrival, incident: IncidentRecord): Promise<boolean> {
  if (isFinished(incident.status)) return false;
  const oldest = Date.parse(arrival.receivedAt) - arrival.policy.correlateWithinHours * HOUR;
  // Its last detection is no older than itself.
  if (Date.parse(incident.createdAt) >= oldest) return true;
  const last = await lastDetectionAt(table, incident);
  return Date.parse(last) >= oldest || (await holdsAny(table, incident));
}

async function lastDetectionAt(table: Table, incident: IncidentRecord): Promise<string> {
  const { values } = await listDetections(table, incident, { limit: 1, descending: true });
  return values[0]?.at ?? incident.createdAt;
}

async function holdsAny(table: Table, incident: IncidentRecord): Promise<boolean> {
  for (const { computerId } of await computersOf(table, incident)) {
    const computer = await readComputer(table, incident.customerId, computerId);
    if (computer?.isolation.holds.includes(incident.incidentId)) return true;
  }
  return false;
}

function follow(seen: readonly Seen[], detection: Detection, detectionId: string): Decision | undefined {
  const live = seen.filter(({ live }) => live);
  const computer = pointerTo.computer(detection.computer.id);
  const pointer = (live.find(({ to }) => to === computer) ?? live[0])?.stored?.value;
  if (pointer === undefined) return undefined;
  const outcome = pointer.firstDetectionId === detectionId ? "opened" : "attached";
  return { incidentId: pointer.incidentId, firstDetectionId: pointer.firstDetectionId, outcome };
}

/** The same rule or hash on the same computer, within the customer's days after the end, opens that incident again. */
async function again(table: Table, arrival: Arrival, detection: Detection): Promise<Decision | undefined> {
  const since = Date.parse(arrival.receivedAt) - arrival.policy.reopenWithinDays * 24 * HOUR;
  for (const what of [detection.rule.id, ...objectHashes(detection)]) {
    const pointer = (await readPointer(table, arrival.customerId, pointerTo.seen(detection.computer.id, what)))?.value;
    if (pointer === undefined) continue;
    const incident = (await readIncident(table, arrival.customerId, pointer.incidentId))?.value;
    if (incident?.finishedAt !== undefined && isFinished(incident.status) && Date.parse(incident.finishedAt) >= since) {
      return { incidentId: pointer.incidentId, firstDetectionId: pointer.firstDetectionId, outcome: "reopened" };
    }
  }
  return undefined;
}

const opening = (detectionId: string): Decision => ({
  incidentId: incidentId(detectionId),
  firstDetectionId: detectionId,
  outcome: "opened",
});

/** It leads to an open incident, or to this very one; not to the one that we would have opened before we lost to another. */
function stays({ stored, live, early }: Seen, decision: Decision, detectionId: string): boolean {
  const lost = early && stored?.value.firstDetectionId === detectionId;
  return (live && !lost) || stored?.value.incidentId === decision.incidentId;
}

/** Takes every pointer that may not stay as it is. */
async function claimAll(
  table: Table,
  { customerId, receivedAt }: Arrival,
  seen: readonly Seen[],
  decision: Decision,
  detectionId: string,
): Promise<boolean> {
  const { incidentId, firstDetectionId } = decision;
  for (const one of seen) {
    if (stays(one, decision, detectionId)) continue;
    const pointer = { customerId, to: one.to, incidentId, firstDetectionId, at: receivedAt };
    if ((await claimPointer(table, pointer, one.stored)) === "refused") return false;
  }
  return true;
}
