// What people do until everything is over: the customer recovers, the analyst resumes, releases and finishes.
import { isFinished } from "../../core/status.ts";
import { computersOf, readComputer } from "../../records/computers.ts";
import type { IncidentRecord } from "../../records/incidents.ts";
import { claimPointer, pointerTo, readPointer } from "../../records/pointers.ts";
import { readRecommended } from "../../records/recommended.ts";
import type { FaultHouse } from "./house.ts";
import { CUSTOMER } from "./registry.ts";

const ROUNDS = 12;

export async function heldComputers({ world }: FaultHouse, incident: IncidentRecord): Promise<string[]> {
  const held: string[] = [];
  for (const { computerId } of await computersOf(world.table, incident)) {
    const computer = await readComputer(world.table, incident.customerId, computerId);
    if (computer?.isolation.holds.includes(incident.incidentId)) held.push(computerId);
  }
  return held;
}

export async function attestAll(house: FaultHouse, { customerId, incidentId }: IncidentRecord): Promise<number> {
  const items = await readRecommended(house.world.table, { customerId, incidentId });
  const open = items.filter(({ done }) => done === undefined);
  for (const { recommendedId } of open)
    await house.person(
      "customer",
      "POST",
      `/incidents/${incidentId}/recommended-actions/${recommendedId}/attestation`,
      {},
    );
  return open.length;
}

export const release = (house: FaultHouse, { incidentId }: { incidentId: string }, computerIds: string[]) =>
  house.person("customer", "POST", `/incidents/${incidentId}/release`, { computerIds });

/** True where somebody did something. */
async function recover(house: FaultHouse, incident: IncidentRecord, round: number): Promise<void> {
  const { incidentId } = incident;
  const execution = house.world.journal.state(`${incidentId}-${incident.round}`);
  if (incident.waitingFor === "analyst" && execution !== "running") {
    await house.person("analyst", "POST", `/incidents/${incidentId}/resume`, { reason: "go on" });
    if (round < 3) return;
  }
  if ((await attestAll(house, incident)) > 0) await house.rest();
  const held = await heldComputers(house, incident);
  if (held.length > 0) {
    await release(house, incident, held);
    return;
  }
  const now = (await house.incidents()).find((one) => one.incidentId === incidentId);
  if (now === undefined || isFinished(now.status) || round < 2) return;
  await house.person("analyst", "POST", `/incidents/${incidentId}/status`, { status: "resolved", reason: "done" });
}

/** Resolves to why it did not come to an end, or nothing. */
export async function finishAll(house: FaultHouse, check: () => Promise<void>): Promise<string | undefined> {
  for (let round = 0; round < ROUNDS; round += 1) {
    if (!(await house.rest())) return "it never comes to rest";
    await check();
    const open = (await house.incidents()).filter(({ status }) => !isFinished(status));
    if (open.length === 0) return undefined;
    for (const incident of open) await recover(house, incident, round);
  }
  return "people could not end it";
}

/** The computer's open incident is this one now, as after a detection of it. */
export async function pointAt({ world }: FaultHouse, computerId: string, incidentId: string): Promise<void> {
  const to = pointerTo.computer(computerId);
  const stored = await readPointer(world.table, CUSTOMER, to);
  const pointer = {
    customerId: CUSTOMER,
    to,
    incidentId,
    firstDetectionId: incidentId,
    at: "2026-01-05T00:00:00.000Z",
  };
  await claimPointer(world.table, pointer, stored);
}
