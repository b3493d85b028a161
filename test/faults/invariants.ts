// What must hold of every life, each by its name. A violation is `name: what`.

import { isFinished } from "../../core/status.ts";
import { readComputer } from "../../records/computers.ts";
import { readIncident } from "../../records/incidents.ts";
import { checkActions, checkSaid } from "./check-actions.ts";
import { checkCalm } from "./check-calm.ts";
import { checkNotices } from "./check-notices.ts";
import { checkTimeline } from "./check-timeline.ts";
import { type FaultHouse, WAITING } from "./house.ts";
import type { Injected } from "./injector.ts";
import type { Life } from "./life.ts";
import type { Path } from "./paths.ts";
import { CUSTOMER, OTHER, OTHERS_INCIDENT } from "./registry.ts";
import type { Told } from "./told.ts";

export interface Ended {
  house: FaultHouse;
  path: Path;
  told: Told;
  injected: Injected[];
  /** The same path without faults. */
  calm?: Life;
}

/** While nothing moves: who is isolated is waited for, who is unfinished is waited for or escalated. */
export async function atRest({ world, incidents }: FaultHouse): Promise<string[]> {
  const found: string[] = [];
  const open = (await incidents()).filter(({ status }) => !isFinished(status));
  for (const { incidentId, round, status, waitingFor } of open) {
    const waits = world.journal.standing(`${incidentId}-${round}`)[0] === WAITING;
    const alarmed = world.mails.some(({ mail }) => mail.to === "analysts@hikeshi.test");
    if (waits ? status !== "on-hold" : waitingFor !== "analyst" || !alarmed)
      found.push(`nobody waits: an incident is ${status} and its execution neither waits nor was anybody told`);
  }
  for (const [name, physical] of world.product.state.computers) {
    if (!physical.isolated || name.startsWith(OTHER)) continue;
    const computer = await readComputer(world.table, CUSTOMER, physical.id);
    const holders = computer?.isolation.holds ?? [];
    if (!holders.some((holder) => open.some(({ incidentId }) => incidentId === holder)))
      found.push("isolated: a computer is isolated and no open incident holds it");
  }
  return found;
}

async function checkPlaces({ house: { world }, path, told }: Ended): Promise<string[]> {
  const found: string[] = [];
  for (const { detectionId, incidentId } of world.accepted) {
    const places = told.keys.filter(({ sk }) => sk.startsWith("DETECTION#") && sk.endsWith(`#${detectionId}`));
    if (places.length !== 1) found.push(`kept: an accepted detection lies in ${places.length} incidents`);
    if ((await readIncident(world.table, CUSTOMER, incidentId)) === undefined)
      found.push("kept: an accepted detection's incident does not exist");
    if (places.some(({ pk }) => !pk.endsWith(incidentId))) found.push("kept: a detection lies elsewhere than was said");
  }
  if (world.accepted.length > 0 && told.incidents.length !== path.incidents)
    found.push(`correlation: ${told.incidents.length} incidents instead of ${path.incidents}`);
  return found;
}

function checkEnd({ house: { world }, told }: Ended): string[] {
  const found: string[] = [];
  for (const { incident } of told.incidents) {
    if (!isFinished(incident.status)) found.push(`ends: an incident is ${incident.status}`);
    if (incident.incidentId === OTHERS_INCIDENT) found.push("others: a detection joined another customer's incident");
  }
  for (const [name, { isolated }] of world.product.state.computers)
    if (isolated && name.startsWith(CUSTOMER)) found.push("isolated: an incident ended and its computer is isolated");
  for (const { customerId } of world.product.state.tasks)
    if (customerId !== CUSTOMER) found.push("others: a task on another customer's computer");
  for (const { mail } of world.mails)
    if (mail.to.endsWith(`@${OTHER}.test`)) found.push("others: a mail to another customer");
  return found;
}

export async function inTheEnd(ended: Ended): Promise<string[]> {
  return [
    ...(await checkPlaces(ended)),
    ...checkEnd(ended),
    ...checkActions(ended),
    ...checkSaid(ended),
    ...checkNotices(ended),
    ...checkTimeline(ended),
    ...checkCalm(ended),
  ];
}
