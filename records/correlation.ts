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

interface Seen {
  to: string;
  stored: Stored<Pointer> | undefined;
  live: boolean;
  /** It leads to an incident that nobody created yet. */
  early: boolean;
}

/** Claims its pointers in one fixed order: hashes sorted, then the computer. Who loses one starts over and follows the winner. */
export async function correlate(
  table: Table,
  arrival: Arrival,
  detection: Detection,
  claimed: Claim,
): Promise<Decision> {
  const computer = pointerTo.computer(detection.computer.id);
  const order = [...objectHashes(detection).sort().map(pointerTo.hash), computer];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const seen: Seen[] = [];
    for (const to of order) seen.push(await look(table, arrival, to));
    const decision = follow(seen, computer, claimed) ?? (await again(table, arrival, detection)) ?? opening(claimed);
    if (await claimAll(table, arrival, seen, decision, claimed)) return decision;
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

function follow(seen: readonly Seen[], computer: string, claimed: Claim): Decision | undefined {
  const live = seen.filter(({ live }) => live);
  const pointer = (live.find(({ to }) => to === computer) ?? live[0])?.stored?.value;
  if (pointer === undefined) return undefined;
  const outcome = pointer.firstDetectionId === claimed.detectionId ? "opened" : "attached";
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

const opening = ({ detectionId }: Claim): Decision => ({
  incidentId: incidentId(detectionId),
  firstDetectionId: detectionId,
  outcome: "opened",
});

/** Takes every pointer that leads to no open incident, or to the one that we would have opened before we lost to another. */
async function claimAll(
  table: Table,
  arrival: Arrival,
  seen: readonly Seen[],
  decision: Decision,
  claimed: Claim,
): Promise<boolean> {
  const { incidentId: target, firstDetectionId } = decision;
  for (const { to, stored, live, early } of seen) {
    const lost = early && stored?.value.firstDetectionId === claimed.detectionId;
    if ((live && !lost) || stored?.value.incidentId === target) continue;
    const pointer = {
      customerId: arrival.customerId,
      to,
      incidentId: target,
      firstDetectionId,
      at: arrival.receivedAt,
    };
    if ((await claimPointer(table, pointer, stored)) === "refused") return false;
  }
  return true;
}
