// What a finding brings to its incident when it is new: the incident itself, its computer, its timeline, its traces.
import type { Detection } from "../core/detection.ts";
import { findingOf, objectHashes } from "../core/finding.ts";
import type { Table } from "../core/ports.ts";
import type { TimelineFact } from "../core/timeline.ts";
import { titleOf } from "../core/title.ts";
import type { Arrival } from "./arrival.ts";
import { addComputer, createComputer } from "./computers.ts";
import { type Claim, findingId } from "./detections.ts";
import { createIncident, readIncident } from "./incidents.ts";
import { claimPointer, pointerTo, readPointer } from "./pointers.ts";
import { append } from "./timeline.ts";
import { firstSeen, type Trace } from "./traces.ts";

type Settled = Claim & { incidentId: string };

export async function writeFacts(
  table: Table,
  arrival: Arrival,
  detection: Detection,
  settled: Settled,
): Promise<void> {
  const { customerId, incidentId, at } = settled;
  const { computer } = detection;
  const createdAt = await open(table, detection, settled);
  await createComputer(table, customerId, arrival.source, detection);
  const joinedAt = await addComputer(table, {
    customerId,
    incidentId,
    computerId: computer.id,
    name: computer.name,
    at,
  });
  const seenAt = await firstSeen(table, trace(detection, settled, "finding", findingId(findingOf(detection))));
  await writeTimeline(table, detection, settled, { createdAt, joinedAt, seenAt });
  await remember(table, detection, settled);
}

/** Resolves to the instant at which the incident was created, by us or by a faster one. */
async function open(table: Table, detection: Detection, { customerId, incidentId, at }: Settled): Promise<string> {
  await createIncident(table, {
    incidentId,
    customerId,
    round: 1,
    episode: 1,
    status: "open",
    severity: detection.severity,
    title: titleOf(findingOf(detection)),
    createdAt: at,
    episodeStartedAt: at,
    roundStartedAt: at,
    checkedAt: at,
    openedBy: "detection",
    computers: [{ computerId: detection.computer.id, name: detection.computer.name }],
  });
  return (await readIncident(table, customerId, incidentId))?.value.createdAt ?? at;
}

const trace = (detection: Detection, settled: Settled, kind: Trace["kind"], id: string): Trace => ({
  customerId: settled.customerId,
  incidentId: settled.incidentId,
  kind,
  id,
  at: settled.at,
  computerId: detection.computer.id,
  computerName: detection.computer.name,
});

export const processLabel = ({ name, pid }: { name: string; pid?: number | undefined }): string =>
  pid === undefined ? name : `${name} (${pid})`;

/** Never later than the receipt: a sender's clock may run ahead. */
const clamp = (occurredAt: string, receivedAt: string): string => {
  const iso = new Date(occurredAt).toISOString();
  return iso < receivedAt ? iso : receivedAt;
};

interface Instants {
  createdAt: string;
  joinedAt: string;
  seenAt: string;
}

/** In the guide's order; each entry's instant is that of the first who saw the fact, so many detections of it make one entry. */
async function writeTimeline(
  table: Table,
  detection: Detection,
  settled: Settled,
  { createdAt, joinedAt, seenAt }: Instants,
): Promise<void> {
  const { computer, process, rule } = detection;
  const write = (fact: TimelineFact, cause: string, recordedAt: string, occurredAt?: string) =>
    append(table, settled, { fact, cause: [cause], recordedAt, ...(occurredAt === undefined ? {} : { occurredAt }) });
  const finding = findingId(findingOf(detection));
  const startedAt = process?.startedAt;
  const modules = [process?.image, detection.executable].filter((module) => module !== undefined);
  const processId = JSON.stringify([computer.id, process?.pid, process?.name]);
  const runningAt =
    process === undefined
      ? seenAt
      : await firstSeen(table, { ...trace(detection, settled, "process", processId), process });
  if (process !== undefined && startedAt !== undefined) {
    await write(processStarted(detection, processLabel(process)), processId, runningAt, clamp(startedAt, runningAt));
  }
  await write(ruleMatched(detection), finding, seenAt, clamp(detection.occurredAt, seenAt));
  await write({ kind: "incident-created", title: titleOf(findingOf(detection)) }, "incident", createdAt);
  for (const module of modules) {
    const moduleId = module.sha256 ?? module.sha1 ?? module.name;
    const moduleAt = await firstSeen(table, {
      ...trace(detection, settled, "executable", moduleId),
      executable: module,
    });
    await write({ kind: "module-added", name: module.name }, moduleId, moduleAt);
  }
  await write({ kind: "detection-added", rule: rule.name, ruleId: rule.id }, finding, seenAt);
  await write({ kind: "computer-added", computer: computer.name }, computer.id, joinedAt);
  if (process !== undefined) await write({ kind: "process-added", process: process.name }, processId, runningAt);
}

const processStarted = ({ computer, account }: Detection, process: string): TimelineFact => ({
  kind: "process-started",
  process,
  computer: computer.name,
  ...(account === undefined ? {} : { account }),
});

const ruleMatched = ({ rule, techniques, computer, process, executable }: Detection): TimelineFact => ({
  kind: "rule-matched",
  rule: rule.name,
  ruleId: rule.id,
  techniques,
  computer: computer.name,
  ...(process === undefined ? {} : { process: processLabel(process) }),
  ...(executable === undefined ? {} : { executable: executable.name }),
});

/** So that the same again, after the end, is known as such. */
async function remember(table: Table, detection: Detection, settled: Settled): Promise<void> {
  const { customerId, incidentId, detectionId, at } = settled;
  for (const what of [detection.rule.id, ...objectHashes(detection)]) {
    const to = pointerTo.seen(detection.computer.id, what);
    const stored = await readPointer(table, customerId, to);
    if (stored?.value.incidentId === incidentId) continue;
    await claimPointer(table, { customerId, to, incidentId, firstDetectionId: detectionId, at }, stored);
  }
}
