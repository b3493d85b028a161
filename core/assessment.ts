// The assessment: one table, first row that holds decides. What a row may look at is in evidence.ts, what is done in plan.ts.
import type { Ask, Assessment, AssessmentInput, PlannedAction, Verdict, Withheld } from "./assessment-types.ts";
import { type Evidence, evidenceOf, type IsolationReason, isolationCeiling } from "./evidence.ts";
import { isolation, permitted, remediation } from "./plan.ts";
import { MAX_COMPUTERS_ACTED_ON } from "./policy.ts";
import type { Bilingual } from "./ports.ts";
import { because, questions, rowReasons, withheldClause } from "./reasons.ts";
import { atLeast, type Severity } from "./severity.ts";
import { shows } from "./techniques.ts";

export type * from "./assessment-types.ts";
export { commentOn } from "./comment.ts";
export { conclude } from "./conclusion.ts";
export { isolationCeiling } from "./evidence.ts";

interface Row {
  id: RowId;
  when(evidence: Evidence): boolean;
  verdict: Verdict;
  /** `isolate`: kill and remove as well. `remediate-or-isolate`: isolation follows where these are not confirmed. */
  respond: "nothing" | "remediate" | "remediate-or-isolate" | "isolate";
  ask?: Ask;
}
export type RowId = keyof typeof rowReasons;

/** A bad actor reaches a computer whose behaviour calls for isolation. */
const isolates =
  (reason: IsolationReason) =>
  ({ badActor, reached }: Evidence): boolean =>
    badActor && reached.some((computer) => computer.isolationReason === reason);

/** Lateral movement, and (by the rows above) no bad file anywhere: an administrator's work looks the same. */
const adminTool = ({ running }: Evidence): boolean =>
  running.some((f) => atLeast(f.severity, "medium") && shows("lateral-movement", f.techniques));

const TABLE: readonly Row[] = [
  { id: "no-findings", when: (e) => e.found === 0, verdict: "no-impact", respond: "nothing" },
  { id: "sample", when: (e) => e.samples === e.found, verdict: "no-impact", respond: "nothing" },
  { id: "known-file", when: (e) => e.counted.length === 0, verdict: "no-impact", respond: "nothing" },
  {
    id: "only-blocked",
    when: (e) => e.counted.every(({ outcome }) => outcome === "blocked"),
    verdict: "no-impact",
    respond: "nothing",
  },
  { id: "handled-by-product", when: (e) => e.running.length === 0, verdict: "handled", respond: "nothing" },
  { id: "ransomware", when: isolates("ransomware"), verdict: "malicious", respond: "isolate" },
  {
    id: "exploitation-with-persistence",
    when: isolates("exploitation-with-persistence"),
    verdict: "malicious",
    respond: "isolate",
  },
  { id: "credential-theft", when: isolates("credential-theft"), verdict: "malicious", respond: "isolate" },
  { id: "lateral-movement", when: isolates("lateral-movement"), verdict: "malicious", respond: "isolate" },
  { id: "malware-ran", when: (e) => e.badActor, verdict: "malicious", respond: "remediate-or-isolate" },
  { id: "unwanted-file", when: (e) => e.badFile, verdict: "malicious", respond: "remediate" },
  {
    id: "admin-tool-spread",
    when: (e) => adminTool(e) && e.beyondSpread,
    verdict: "needs-a-person",
    respond: "nothing",
    ask: questions.knownWork,
  },
  {
    id: "admin-tool",
    when: adminTool,
    verdict: "needs-a-person",
    respond: "nothing",
    ask: questions.knownWork,
  },
  {
    id: "unclear",
    when: (e) => atLeast(e.severity, "medium") && e.running.some((f) => atLeast(f.severity, "medium")),
    verdict: "needs-a-person",
    respond: "nothing",
    ask: questions.unclear,
  },
]; // none of these: LOW_ALLOWED

/** Low, allowed, nothing else alarming: when in doubt do less. */
const LOW_ALLOWED: Row = { id: "low-allowed", when: () => true, verdict: "no-impact", respond: "nothing" };

/** Computers to isolate at once: a reason of their own, and a bad actor that reaches them. Most urgent first. */
const isolationsDue = (row: Row, { reached }: Evidence): PlannedAction[] =>
  row.respond !== "isolate"
    ? []
    : reached
        .filter(({ isolationReason }) => isolationReason !== undefined)
        .map(({ computerId, name }) => isolation(computerId, name));

/** One question at most: what nobody may answer for us first. */
function askOf(row: Row, evidence: Evidence, isolate: PlannedAction[], withheld: Withheld[], input: AssessmentInput) {
  const { perWindow, atATime } = isolationCeiling(input.policy, input.fleetSize);
  const why = (cause: Withheld["why"]) => withheld.some((one) => one.why === cause);
  const leftOut =
    row.respond !== "nothing" && evidence.beyondSpread && evidence.reached.length < evidence.computers.length;
  const asks: [boolean, Ask][] = [
    [why("unreadable"), questions.unreadable],
    [isolate.length > Math.min(perWindow, atATime), questions.beyondCeiling],
    [evidence.reached.length > MAX_COMPUTERS_ACTED_ON, questions.tooMany],
    [leftOut, questions.unclear],
    [why("exempt"), questions.exempt],
    [why("policy-isolation"), questions.policyIsolation],
    [why("policy-remediation"), questions.policyRemediation],
    [why("unsupported"), questions.unsupported],
  ];
  return asks.find(([asked]) => asked)?.[1] ?? row.ask;
}

function isForDigest(row: Row, severity: Severity, { policy }: AssessmentInput): boolean {
  const quiet: readonly RowId[] = ["known-file", "only-blocked", "handled-by-product", "low-allowed"];
  return quiet.includes(row.id) && policy.digestUpTo !== "none" && atLeast(policy.digestUpTo, severity);
}

function reasonOf(row: Row, evidence: Evidence, withheld: Withheld[], input: AssessmentInput): Bilingual {
  return because(rowReasons[row.id](evidence), withheldClause(withheld, input));
}

/** What the findings mean and what to do about them. Pure: the same findings in any order give the same answer. */
export function assess(input: AssessmentInput): Assessment {
  const evidence = evidenceOf(input);
  const row = TABLE.find(({ when }) => when(evidence)) ?? LOW_ALLOWED;
  const reached = row.respond === "nothing" ? [] : evidence.reached.slice(0, MAX_COMPUTERS_ACTED_ON);
  const due = isolationsDue(row, { ...evidence, reached });
  const plan = [...due, ...reached.flatMap((computer) => remediation(computer, input))];
  const { allowed, withheld } = permitted(plan, input);
  const isolate = allowed.filter(({ kind }) => kind === "isolate");
  const ask = askOf(row, evidence, isolate, withheld, input);
  return {
    verdict: row.verdict,
    severity: evidence.severity,
    row: row.id,
    reason: reasonOf(row, evidence, withheld, input),
    actions: allowed.filter(({ kind }) => kind !== "isolate"),
    isolateAtOnce: isolate,
    isolateIfUnconfirmed: row.respond === "isolate" || row.respond === "remediate-or-isolate",
    withheld,
    ...(ask === undefined ? {} : { ask }),
    digestOnly: isForDigest(row, evidence.severity, input),
  };
}
