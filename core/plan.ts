// What to kill, remove and isolate on a computer that a bad actor reaches, and what we have to leave to people.
import type { AssessmentInput, PlannedAction, Withheld } from "./assessment-types.ts";
import type { Executable } from "./detection.ts";
import { alarm, type ComputerEvidence, filesOf, isAllowListed, isExploitedService } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { atLeast } from "./severity.ts";
import { isSystemFile, isUnvouched, programOf, spared } from "./system-files.ts";

type Hashes = Pick<Executable, "sha1" | "sha256">;

const hashesOf = ({ sha1, sha256 }: Hashes): Hashes => ({
  ...(sha1 === undefined ? {} : { sha1 }),
  ...(sha256 === undefined ? {} : { sha256 }),
});

const sameFile = (a: Executable, b: Executable): boolean =>
  (a.sha1 !== undefined && a.sha1 === b.sha1) ||
  (a.sha256 !== undefined && a.sha256 === b.sha256) ||
  (a.path !== undefined && a.path === b.path && a.sha1 === undefined && b.sha1 === undefined);

const isBad = (file: Executable, finding: Finding, input: AssessmentInput): boolean =>
  isUnvouched(file) && alarm(finding) !== "none" && !isAllowListed(file, input);

const badFilesOf = ({ running }: ComputerEvidence, input: AssessmentInput): Executable[] =>
  running.flatMap((finding) => filesOf(finding).filter((file) => isBad(file, finding, input)));

const runsFrom = (process: Finding["process"], files: Executable[]): boolean =>
  process !== undefined &&
  files.some((file) =>
    process.image ? sameFile(process.image, file) : programOf(process.name) === programOf(file.name),
  );

/** A bad file's process dropped the finding's file, or started the process that it is about. */
const broughtIn = ({ process }: Finding, bad: Executable[], { running }: ComputerEvidence): boolean =>
  runsFrom(process, bad) ||
  running.some(
    (other) =>
      other.process?.pid !== undefined && other.process.pid === process?.parent?.pid && runsFrom(other.process, bad),
  );

/** A file with a maker's valid signature is removed only where a bad file brought it in (a remote access tool, for one). */
function mayRemove(
  file: Executable,
  finding: Finding,
  bad: Executable[],
  { computer, input }: { computer: ComputerEvidence; input: AssessmentInput },
): boolean {
  if (isSystemFile(file) || isAllowListed(file, input)) return false;
  if (file.sha1 === undefined && file.sha256 === undefined && file.path === undefined) return false;
  if (isUnvouched(file)) return alarm(finding) !== "none";
  return file === finding.executable && atLeast(finding.severity, "medium") && broughtIn(finding, bad, computer);
}

function removals(computer: ComputerEvidence, input: AssessmentInput): PlannedAction[] {
  const bad = badFilesOf(computer, input);
  const files: Executable[] = [];
  for (const finding of computer.running) {
    for (const file of filesOf(finding).filter((f) => mayRemove(f, finding, bad, { computer, input }))) {
      const index = files.findIndex((known) => sameFile(known, file));
      if (index < 0) files.push(file);
      else files[index] = { ...file, ...files[index] };
    }
  }
  return files.map(({ name, path, ...file }) => ({
    kind: "remove",
    target: {
      computerId: computer.computerId,
      computerName: computer.name,
      executable: { name, ...(path === undefined ? {} : { path }), ...hashesOf(file) },
    },
  }));
}

/** Low findings of the same hours are bystanders; system, service and one-shot processes are spared by name. */
function killable(finding: Finding): boolean {
  const { process, severity } = finding;
  if (process?.pid === undefined || process.pid === 0 || !atLeast(severity, "medium")) return false;
  return spared(process.name, process.image ?? imageAmong(finding)) === undefined && !isExploitedService(finding);
}

const imageAmong = ({ process, executable }: Finding): Executable | undefined =>
  executable !== undefined && process !== undefined && programOf(executable.name) === programOf(process.name)
    ? executable
    : undefined;

/** Bad files' own processes first, then the latest (children before their parents). */
function kills(computer: ComputerEvidence, input: AssessmentInput): PlannedAction[] {
  const bad = badFilesOf(computer, input);
  const found = computer.running.filter(killable).reverse();
  const ordered = [
    ...found.filter(({ process }) => runsFrom(process, bad)),
    ...found.filter(({ process }) => !runsFrom(process, bad)),
  ];
  const byPid = Map.groupBy(ordered, ({ process }) => process?.pid);
  return [...byPid].flatMap(([pid, findings]): PlannedAction[] => {
    const name = findings[0]?.process?.name;
    if (pid === undefined || name === undefined) return [];
    const hashes = findings.map((finding) => hashesOf(finding.process?.image ?? imageAmong(finding) ?? {}));
    const process = { pid, name, ...Object.assign({}, ...hashes.reverse()) };
    return [{ kind: "kill", target: { computerId: computer.computerId, computerName: computer.name, process } }];
  });
}

export const remediation = (computer: ComputerEvidence, input: AssessmentInput): PlannedAction[] => [
  ...kills(computer, input),
  ...removals(computer, input),
];

export const isolation = (computerId: string, computerName: string): PlannedAction => ({
  kind: "isolate",
  target: { computerId, computerName },
});

type Why = Withheld["why"];

const isProductServer = (computerId: string, { findings }: AssessmentInput): boolean =>
  findings.some(({ computer, neverAct }) => computer.id === computerId && neverAct === "product-server");

/** Why this must not be done by itself on that computer. Doubt counts as no. */
export function forbidden({ kind, target }: PlannedAction, input: AssessmentInput): Why | undefined {
  const view = input.computers.find(({ computerId }) => computerId === target.computerId);
  if (view === undefined || view.exempt === "unreadable") return "unreadable";
  if (view.exempt === "yes") return "exempt";
  if (kind === "isolate" && !input.policy.isolation) return "policy-isolation";
  if (kind !== "isolate" && !input.policy.remediation) return "policy-remediation";
  return view.supports.includes(kind) && !isProductServer(target.computerId, input) ? undefined : "unsupported";
}

/** Splits a plan into what may be done and what is withheld, by computer and cause. */
export function permitted(plan: PlannedAction[], input: AssessmentInput) {
  const allowed = plan.filter((action) => forbidden(action, input) === undefined);
  const withheld: Withheld[] = [];
  for (const action of plan) {
    const why = forbidden(action, input);
    if (why === undefined) continue;
    const { computerId } = action.target;
    const same = withheld.find((one) => one.computerId === computerId && one.why === why);
    if (same === undefined) withheld.push({ computerId, why, wouldHave: [action] });
    else same.wouldHave.push(action);
  }
  return { allowed, withheld };
}
