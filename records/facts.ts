// What a finding brings to its incident when it is new: the incident itself, its computer, its timeline, its traces.
import type { Detection, Executable } from "../core/detection.ts";
import { findingOf, objectHashes } from "../core/finding.ts";
import type { Table } from "../core/ports.ts";
import type { TimelineFact } from "../core/timeline.ts";
import { titleOf } from "../core/title.ts";
import type { Arrival } from "./arrival.ts";
import { addComputer, createComputer } from "./computers.ts";
import { type Claim, findingId } from "./detections.ts";
import { createIncident, readIncident } from "./incidents.ts";
import { claimPointer, pointerTo, readPointer } from "./pointers.ts";
import { append, type NewEntry } from "./timeline.ts";
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
  const finding = findingId(findingOf(detection));
  const modules = [detection.process?.image, detection.executable].filter((file) => file !== undefined);
  // Each is put if absent, and the finding comes after all of them: among themselves they need no order.
  const [createdAt, joinedAt, seenAt, runningAt, moduleAts] = await Promise.all([
    open(table, detection, settled),
    addComputer(table, { customerId, incidentId, computerId: computer.id, name: computer.name, at }),
    firstSeen(table, trace(detection, settled, "finding", finding)),
    seenRunning(table, detection, settled),
    Promise.all(modules.map((file) => seenModule(table, detection, settled, file))),
    createComputer(table, customerId, arrival.source, detection),
  ]);
  await Promise.all([
    ...timelineOf(detection, { createdAt, joinedAt, seenAt, runningAt, modules: moduleAts }).map((entry) =>
      append(table, settled, entry),
    ),
    remember(table, detection, settled),
  ]);
}

/** Resolves to the instant at which the incident was created, by us or by a faster one. */
async function open(table: Table, detection: Detection, { customerId, incidentId, at }: Settled): Promise<string> {
  const created = await createIncident(table, {
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
  return created === "done" ? at : ((await readIncident(table, customerId, incidentId))?.value.createdAt ?? at);
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

const processId = ({ computer, process }: Detection): string =>
  JSON.stringify([computer.id, process?.pid, process?.name]);

/** Resolves to the instant at which the process was first seen here; nothing where there is none. */
const seenRunning = async (table: Table, detection: Detection, settled: Settled): Promise<string | undefined> =>
  detection.process === undefined
    ? undefined
    : firstSeen(table, {
        ...trace(detection, settled, "process", processId(detection)),
        process: detection.process,
      });

interface Module {
  id: string;
  name: string;
  at: string;
}

async function seenModule(
  table: Table,
  detection: Detection,
  settled: Settled,
  executable: Executable,
): Promise<Module> {
  const id = executable.sha256 ?? executable.sha1 ?? executable.name;
  const at = await firstSeen(table, { ...trace(detection, settled, "executable", id), executable });
  return { id, name: executable.name, at };
}

interface Instants {
  createdAt: string;
  joinedAt: string;
  seenAt: string;
  runningAt: string | undefined;
  modules: Module[];
}

/** In the guide's order; each entry's instant is that of the first who saw the fact, so many detections of it make one entry. */
function timelineOf(detection: Detection, { createdAt, joinedAt, seenAt, runningAt, modules }: Instants): NewEntry[] {
  const { computer, process, rule } = detection;
  const finding = findingId(findingOf(detection));
  const entry = (fact: TimelineFact, cause: string, recordedAt: string, occurredAt?: string): NewEntry => ({
    fact,
    cause: [cause],
    recordedAt,
    ...(occurredAt === undefined ? {} : { occurredAt }),
  });
  const about = processId(detection);
  const started =
    process?.startedAt === undefined || runningAt === undefined
      ? []
      : [
          entry(
            processStarted(detection, processLabel(process)),
            about,
            runningAt,
            clamp(process.startedAt, runningAt),
          ),
        ];
  const added =
    process === undefined || runningAt === undefined
      ? []
      : [entry({ kind: "process-added", process: process.name }, about, runningAt)];
  return [
    ...started,
    entry(ruleMatched(detection), finding, seenAt, clamp(detection.occurredAt, seenAt)),
    entry({ kind: "incident-created", title: titleOf(findingOf(detection)) }, "incident", createdAt),
    ...modules.map(({ id, name, at }) => entry({ kind: "module-added", name }, id, at)),
    entry({ kind: "detection-added", rule: rule.name, ruleId: rule.id }, finding, seenAt),
    entry({ kind: "computer-added", computer: computer.name }, computer.id, joinedAt),
    ...added,
  ];
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
  const point = async (what: string) => {
    const to = pointerTo.seen(detection.computer.id, what);
    const stored = await readPointer(table, customerId, to);
    if (stored?.value.incidentId === incidentId) return;
    await claimPointer(table, { customerId, to, incidentId, firstDetectionId: detectionId, at }, stored);
  };
  await Promise.all([...new Set([detection.rule.id, ...objectHashes(detection)])].map(point));
}
