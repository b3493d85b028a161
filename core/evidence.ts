// Facts drawn from the findings of an incident; the assessment's table decides by these alone.
import type { AssessmentInput } from "./assessment-types.ts";
import type { Executable } from "./detection.ts";
import { type Finding, findingFacts } from "./finding.ts";
import type { ResponsePolicy } from "./policy.ts";
import { atLeast, highestSeverity, type Severity } from "./severity.ts";
import { isSystemFile, isUnvouched, serviceName } from "./system-files.ts";
import { type Behaviour, shows } from "./techniques.ts";

/** Most urgent first. */
export const ISOLATION_REASONS = [
  "ransomware",
  "exploitation-with-persistence",
  "credential-theft",
  "lateral-movement",
] as const;
export type IsolationReason = (typeof ISOLATION_REASONS)[number];

export interface ComputerEvidence {
  computerId: string;
  name: string;
  /** What was allowed to run or stay here. */
  running: Finding[];
  /** A file that nobody vouches for was at work here, at high severity. */
  badActor: boolean;
  /** As badActor, or of medium severity and high confidence. */
  badFile: boolean;
  severity: Severity;
  /** Behaviour of high severity that calls for isolation where there is a bad actor. */
  isolationReason: IsolationReason | undefined;
}

export interface Evidence {
  /** How many findings there are at all. */
  found: number;
  /** A product's samples among them. */
  samples: number;
  /** All other findings, but those of allow-listed files. */
  counted: Finding[];
  severity: Severity;
  /** Allowed findings: what nothing has handled yet. */
  running: Finding[];
  computers: ComputerEvidence[];
  badActor: boolean;
  badFile: boolean;
  /** More computers than one attacker's hands reach: it looks like a roll-out (or a worm), and a person looks at it. */
  beyondSpread: boolean;
  /** Computers that the bad actor reaches: those of its own and, within the spread limit, all of the incident. Most urgent first. */
  reached: ComputerEvidence[];
}

/** At most `perWindow` computers in `minutes`, and `atATime` altogether. */
export function isolationCeiling(policy: Pick<ResponsePolicy, "isolationCeiling">, fleetSize: number) {
  const { computers, minutes, percent } = policy.isolationCeiling;
  return { perWindow: computers, minutes, atATime: Math.max(computers, Math.floor((fleetSize * percent) / 100)) };
}

export function isAllowListed(file: Executable | undefined, { policy, at }: AssessmentInput): boolean {
  if (file === undefined) return false;
  return policy.allowList.some(
    ({ sha1, sha256, until }) =>
      Date.parse(at) < Date.parse(until) &&
      ((sha1 !== undefined && sha1 === file.sha1) || (sha256 !== undefined && sha256 === file.sha256)),
  );
}

/** The file that the finding is about: the detected object, else the image of its process. */
const subjectOf = (finding: Finding): Executable | undefined => finding.executable ?? finding.process?.image;

/** The exploited service is the customer's own: what it was made to start or to drop is the attacker's. */
export const isExploitedService = ({ process, techniques }: Finding): boolean =>
  techniques.includes("T1190") &&
  process !== undefined &&
  (serviceName(process.name) !== undefined ||
    !isSystemFile({ name: process.name, signature: process.image?.signature ?? "unknown" }));

export const filesOf = (finding: Finding): Executable[] =>
  [finding.executable, isExploitedService(finding) ? undefined : finding.process?.image].filter(
    (file) => file !== undefined,
  );

/** How alarming a file of this finding is that nobody vouches for. */
export function alarm({ severity, confidence }: Finding): "high" | "medium" | "none" {
  if (atLeast(severity, "high") && confidence !== "low") return "high";
  return atLeast(severity, "medium") && confidence === "high" ? "medium" : "none";
}

const hasUnvouchedFile = (finding: Finding, input: AssessmentInput): boolean =>
  filesOf(finding).some((file) => isUnvouched(file) && !isAllowListed(file, input));

/** Where two findings disagree about a file, the operating system's signature stands: doing less is safe. */
function withSystemSignatures(findings: Finding[]): Finding[] {
  const files = findings.flatMap(({ executable, process }) => [executable, process?.image]);
  const system = new Set(files.filter((f) => f?.signature === "os-vendor").flatMap((f) => [f?.sha1, f?.sha256]));
  system.delete(undefined);
  const signed = (file: Executable): Executable =>
    system.has(file.sha1) || system.has(file.sha256) ? { ...file, signature: "os-vendor" } : file;
  return findings.map((finding) => {
    const { executable, process } = finding;
    return {
      ...finding,
      ...(executable === undefined ? {} : { executable: signed(executable) }),
      ...(process?.image === undefined ? {} : { process: { ...process, image: signed(process.image) } }),
    };
  });
}

const inOrder = (findings: Finding[]): Finding[] => {
  const key = (f: Finding) => `${findingFacts(f)} ${JSON.stringify(f)}`;
  return [...findings].sort(
    (a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || (key(a) < key(b) ? -1 : 1),
  );
};

function isolationReasonOf(running: Finding[]): IsolationReason | undefined {
  const sure = running.filter(({ confidence }) => confidence !== "low");
  const highest = (behaviour: Behaviour): Severity | undefined => {
    const showing = sure.filter(({ techniques }) => shows(behaviour, techniques));
    return showing.length === 0 ? undefined : highestSeverity(showing.map(({ severity }) => severity));
  };
  const high = (severity: Severity | undefined) => severity !== undefined && atLeast(severity, "high");
  const [exploitation, persistence] = [highest("exploitation"), highest("persistence")];
  const due: Record<IsolationReason, boolean> = {
    ransomware: high(highest("ransomware")),
    "exploitation-with-persistence":
      exploitation !== undefined && persistence !== undefined && (high(exploitation) || high(persistence)),
    "credential-theft": high(highest("credential-theft")),
    "lateral-movement": high(highest("lateral-movement")),
  };
  return ISOLATION_REASONS.find((reason) => due[reason]);
}

function computerEvidence(running: Finding[], input: AssessmentInput): ComputerEvidence[] {
  const byId = Map.groupBy(running, ({ computer }) => computer.id);
  return [...byId].map(([computerId, findings]) => {
    const bad = findings.filter((finding) => hasUnvouchedFile(finding, input)).map(alarm);
    const view = input.computers.find((computer) => computer.computerId === computerId);
    return {
      computerId,
      name: view?.name ?? findings[0]?.computer.name ?? computerId,
      running: findings,
      badActor: bad.includes("high"),
      badFile: bad.some((level) => level !== "none"),
      severity: highestSeverity(findings.map(({ severity }) => severity)),
      isolationReason: isolationReasonOf(findings),
    };
  });
}

const rank = ({ isolationReason }: ComputerEvidence): number =>
  isolationReason === undefined ? ISOLATION_REASONS.length : ISOLATION_REASONS.indexOf(isolationReason);

const byUrgency = (a: ComputerEvidence, b: ComputerEvidence): number =>
  rank(a) - rank(b) ||
  Number(b.badActor) - Number(a.badActor) ||
  (atLeast(a.severity, b.severity) ? 0 : 1) - (atLeast(b.severity, a.severity) ? 0 : 1) ||
  (a.computerId < b.computerId ? -1 : 1);

/** Computers at once within any window of the ceiling's length, or altogether, beyond what we would isolate by ourselves. */
function isBeyondSpread(running: Finding[], { policy, fleetSize }: AssessmentInput): boolean {
  const { perWindow, minutes, atATime } = isolationCeiling(policy, fleetSize);
  const limit = Math.max(perWindow, 1);
  const times = running.map((f) => ({ id: f.computer.id, at: Date.parse(f.occurredAt) }));
  if (new Set(times.map(({ id }) => id)).size > Math.max(atATime, 1)) return true;
  return times.some(({ at: start }) => {
    const within = times.filter(({ at }) => at >= start && at <= start + minutes * 60_000);
    return new Set(within.map(({ id }) => id)).size > limit;
  });
}

export function evidenceOf(input: AssessmentInput): Evidence {
  const real = input.findings.filter(({ neverAct }) => neverAct !== "sample");
  const counted = inOrder(withSystemSignatures(real)).filter((finding) => !isAllowListed(subjectOf(finding), input));
  const running = counted.filter(({ outcome }) => outcome === "allowed");
  const computers = computerEvidence(running, input).sort(byUrgency);
  const badFile = computers.some((computer) => computer.badFile);
  const beyondSpread = isBeyondSpread(running, input);
  return {
    found: input.findings.length,
    samples: input.findings.length - real.length,
    counted,
    severity: highestSeverity((counted.length > 0 ? counted : input.findings).map(({ severity }) => severity)),
    running,
    computers,
    badActor: computers.some((computer) => computer.badActor),
    badFile,
    beyondSpread,
    reached: computers.filter((computer) => computer.badFile || (badFile && !beyondSpread)),
  };
}
