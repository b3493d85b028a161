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
import { lookingFirst } from "./store.ts";
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
  const files = [detection.process?.image, detection.executable].filter((file) => file !== undefined);
  const modules = [...new Map(files.map((file) => [moduleId(file), file])).values()];
  // An incident that was there before has most of it.
  const known = settled.outcome === "opened" ? table : lookingFirst(table);
  // Each is put if absent, and the finding comes after all of them: among themselves they need no order.
  const [createdAt, joinedAt, seen, running, moduleAts] = await Promise.all([
    open(known, detection, settled),
    addComputer(known, { customerId, incidentId, computerId: computer.id, name: computer.name, at }),
    firstSeen(table, trace(detection, settled, "finding", finding)),
    seenRunning(known, detection, settled),
    Promise.all(modules.map((file) => seenModule(known, detection, settled, file))),
    createComputer(known, customerId, arrival.source, detection),
  ]);
  // What is new has no entry yet; of the rest one may be missing after a crash.
  const tableFor = (isNew: boolean) => (isNew ? table : known);
  const instants = { createdAt, joinedAt, seen, running, modules: moduleAts };
  await Promise.all([
    ...timelineOf(detection, instants).map(({ isNew, ...entry }) => append(tableFor(isNew), settled, entry)),
    remember(table, detection, settled),
  ]);
}

interface Seen {
  at: string;
  isNew: boolean;
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

/** When the process was first seen here; nothing where there is none. */
const seenRunning = async (table: Table, detection: Detection, settled: Settled): Promise<Seen | undefined> =>
  detection.process === undefined
    ? undefined
    : firstSeen(table, {
        ...trace(detection, settled, "process", processId(detection)),
        process: detection.process,
      });

interface Module extends Seen {
  id: string;
  name: string;
}

const moduleId = ({ sha256, sha1, name }: Executable): string => sha256 ?? sha1 ?? name;

async function seenModule(
  table: Table,
  detection: Detection,
  settled: Settled,
  executable: Executable,
): Promise<Module> {
  const id = moduleId(executable);
  const seen = await firstSeen(table, { ...trace(detection, settled, "executable", id), executable });
  return { id, name: executable.name, ...seen };
}

interface Instants {
  createdAt: string;
  joinedAt: string;
  seen: Seen;
  running: Seen | undefined;
  modules: Module[];
}

/** In the guide's order; each entry's instant is that of the first who saw the fact, so many detections of it make one entry. */
function timelineOf(
  detection: Detection,
  { createdAt, joinedAt, seen, running, modules }: Instants,
): (NewEntry & { isNew: boolean })[] {
  const { computer, process, rule } = detection;
  const finding = findingId(findingOf(detection));
  const entry = (fact: TimelineFact, cause: string, { at, isNew }: Seen, occurredAt?: string) => ({
    fact,
    cause: [cause],
    recordedAt: at,
    isNew,
    ...(occurredAt === undefined ? {} : { occurredAt }),
  });
  const before = (at: string): Seen => ({ at, isNew: false });
  const about = processId(detection);
  const started =
    process?.startedAt === undefined || running === undefined
      ? []
      : [entry(processStarted(detection, processLabel(process)), about, running, clamp(process.startedAt, running.at))];
  const added =
    process === undefined || running === undefined
      ? []
      : [entry({ kind: "process-added", process: process.name }, about, running)];
  return [
    ...started,
    entry(ruleMatched(detection), finding, seen, clamp(detection.occurredAt, seen.at)),
    entry({ kind: "incident-created", title: titleOf(findingOf(detection)) }, "incident", before(createdAt)),
    ...modules.map(({ id, name, ...first }) => entry({ kind: "module-added", name }, id, first)),
    entry({ kind: "detection-added", rule: rule.name, ruleId: rule.id }, finding, seen),
    entry({ kind: "computer-added", computer: computer.name }, computer.id, before(joinedAt)),
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
