// The incident that a computer belongs to now; where there is none, a person who isolates it opens one.
import type { Computer } from "../../core/computer.ts";
import { Unavailable } from "../../core/errors.ts";
import { hashId } from "../../core/ids.ts";
import type { Table } from "../../core/ports.ts";
import { isFinished } from "../../core/status.ts";
import type { Actor } from "../../core/timeline.ts";
import { addComputer } from "../../records/computers.ts";
import { createIncident, type IncidentRecord, readIncident } from "../../records/incidents.ts";
import { claimPointer, pointerTo, readPointer } from "../../records/pointers.ts";
import { append } from "../../records/timeline.ts";

type Named = Pick<Computer, "customerId" | "computerId">;

export async function openIncidentOf(
  table: Table,
  { customerId, computerId }: Named,
): Promise<IncidentRecord | undefined> {
  const pointer = (await readPointer(table, customerId, pointerTo.computer(computerId)))?.value;
  if (pointer === undefined) return undefined;
  const incident = (await readIncident(table, customerId, pointer.incidentId))?.value;
  return incident === undefined || isFinished(incident.status) ? undefined : incident;
}

const ATTEMPTS = 10;

/**
 * The pointer is claimed first, as correlation does: whoever loses it joins the winner's incident. The id derives from
 * the computer and its generation of isolation, so that a repeat opens none. A pointer whose incident is not written yet
 * is taken over: a person who isolates does not wait for an intake.
 */
export async function joinOrOpen(table: Table, computer: Computer, by: Actor, at: string): Promise<IncidentRecord> {
  const { customerId, computerId } = computer;
  const to = pointerTo.computer(computerId);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const open = await openIncidentOf(table, computer);
    if (open !== undefined && !isFor(open, computer)) return open;
    if (open !== undefined) return openFor(table, computer, open.incidentId, by, at);
    const incidentId = await freeId(table, computer);
    const stored = await readPointer(table, customerId, to);
    if (stored?.value.incidentId !== incidentId) {
      const pointer = { customerId, to, incidentId, firstDetectionId: incidentId, at };
      if ((await claimPointer(table, pointer, stored)) === "refused") continue;
    }
    return openFor(table, computer, incidentId, by, at);
  }
  throw new Unavailable("A computer's incident changed too often at once.", "none");
}

/** Opened by a person for this very computer: perhaps a repeat of what stopped on its way, which opening again completes. */
const isFor = ({ openedBy, computers }: IncidentRecord, { computerId }: Computer): boolean =>
  openedBy === "person" && computers[0]?.computerId === computerId;

/** Of this generation of the computer's isolation, the first that is not finished already. */
async function freeId(table: Table, { customerId, computerId, isolation }: Computer): Promise<string> {
  for (let count = 0; ; count += 1) {
    const about = [customerId, computerId, String(isolation.generation), String(count)];
    const incidentId = `inc-${hashId(20, "incident-by-person", ...about)}`;
    const incident = (await readIncident(table, customerId, incidentId))?.value;
    if (incident === undefined || !isFinished(incident.status)) return incidentId;
  }
}

async function openFor(
  table: Table,
  { customerId, computerId, name }: Computer,
  incidentId: string,
  actor: Actor,
  at: string,
): Promise<IncidentRecord> {
  const mine: IncidentRecord = {
    incidentId,
    customerId,
    round: 1,
    episode: 1,
    status: "open",
    severity: "medium",
    title: { ja: `担当者による隔離: ${name}`, en: `Isolated by a person: ${name}` },
    createdAt: at,
    episodeStartedAt: at,
    roundStartedAt: at,
    checkedAt: at,
    openedBy: "person",
    computers: [{ computerId, name }],
  };
  await createIncident(table, mine);
  const incident = (await readIncident(table, customerId, incidentId))?.value ?? mine;
  const { title, createdAt } = incident;
  const joinedAt = await addComputer(table, { customerId, incidentId, computerId, name, at });
  const created = { fact: { kind: "incident-created", title }, actor, recordedAt: createdAt } as const;
  await append(table, incident, { ...created, cause: ["incident"] }, 2);
  const added = { fact: { kind: "computer-added", computer: name }, actor, recordedAt: joinedAt } as const;
  await append(table, incident, { ...added, cause: [computerId] }, 5);
  return incident;
}
