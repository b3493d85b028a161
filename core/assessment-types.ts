// What an assessment reads, and what it says.
import type { ActionKind, ActionState, ActionTarget } from "./action.ts";
import type { Finding } from "./finding.ts";
import type { ResponsePolicy } from "./policy.ts";
import type { Bilingual } from "./ports.ts";
import type { Severity } from "./severity.ts";

export interface ComputerView {
  computerId: string;
  name: string;
  /** `unreadable`: the look-up failed, so the computer is left alone. */
  exempt: "no" | "yes" | "unreadable";
  /** What the connector can do. */
  supports: readonly ActionKind[];
}

/** An earlier action of this incident and how far it came; oldest first. */
export interface KnownAction {
  kind: ActionKind;
  computerId: string;
  state: ActionState;
  processPid?: number;
  hash?: string;
  name?: string;
  /** When this state was reached; gives the comment its durations. */
  at?: string;
}

export interface AssessmentInput {
  findings: Finding[];
  policy: ResponsePolicy;
  /** A computer of a finding that stands not here counts as unreadable. */
  computers: ComputerView[];
  fleetSize: number;
  at: string;
}

export type Verdict = "no-impact" | "handled" | "malicious" | "needs-a-person";

export interface PlannedAction {
  kind: "kill" | "remove" | "isolate";
  target: ActionTarget;
}

export interface Withheld {
  computerId: string;
  why: "exempt" | "unreadable" | "policy-remediation" | "policy-isolation" | "unsupported";
  /** Never empty. Isolation first. */
  wouldHave: PlannedAction[];
}

export interface Ask {
  who: "customer" | "analyst";
  why: Bilingual;
  /** "Do you know this work?" (the analysts are alarmed too). */
  question?: "known-work";
}

export interface Assessment {
  verdict: Verdict;
  severity: Severity;
  /** Id of the table's row that decided. */
  row: string;
  /** One sentence for the timeline: what decided it. */
  reason: Bilingual;
  /** Kill and remove, allowed ones only. */
  actions: PlannedAction[];
  /** Isolation due now, most urgent computers first. Not cut to the ceiling: the caller does that when it asks. */
  isolateAtOnce: PlannedAction[];
  /** What of `actions` is not confirmed in time means isolation. */
  isolateIfUnconfirmed: boolean;
  withheld: Withheld[];
  ask?: Ask;
  /** No mail, daily digest. */
  digestOnly: boolean;
}

/** `mustAct`: the customer has to act where we did not (the you-must-act mail); isolation has mails of its own. */
export type Conclusion =
  | { next: "finish"; status: "closed" | "resolved" }
  | { next: "isolate"; isolate: PlannedAction[] }
  | { next: "wait"; waitingFor: "customer" | "analyst"; mustAct: boolean };
