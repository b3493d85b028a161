// The three severity scales of ESET's channels, brought to ours.
import { highestSeverity, type Severity } from "../../core/severity.ts";

/*
 * Source of all three: the enum texts of ESET Connect's incident-management OpenAPI.
 * SEVERITY_LEVEL_LOW "in some GUIs known `Warning`", MEDIUM "`Error` or `Threat`", HIGH "`Critical`"; the same event was seen
 * as syslog `Warning` and Connect LOW. Only syslog has `Fatal`, above Critical: it alone is our critical.
 */
const LEVELS: ReadonlyMap<string, Severity> = new Map([
  ["diagnostic", "low"],
  ["informational", "low"],
  ["information", "low"],
  ["notice", "low"],
  ["low", "low"],
  ["warning", "low"],
  ["medium", "medium"],
  ["error", "medium"],
  ["threat", "medium"],
  ["high", "high"],
  ["critical", "high"],
  ["fatal", "critical"],
]);

/** severityScore: "1 - 49 = LOW, 50 - 59 = MEDIUM (also known as Warning), 60 - 100 = HIGH (also known as Threat)". */
function ofScore(score: number): Severity {
  if (score >= 60) return "high";
  return score >= 50 ? "medium" : "low";
}

/** Inspect's own three words stand for the score's three bands, so Warning weighs more there than in an antivirus event. */
const INSPECT: ReadonlyMap<string, Severity> = new Map([
  ["warning", "medium"],
  ["threat", "high"],
  ["error", "high"],
]);

export interface StatedSeverity {
  /** `Warning`, `SEVERITY_LEVEL_HIGH`; several channels or fields may state one. */
  words: readonly (string | undefined)[];
  score?: number | undefined;
  inspect?: boolean;
}

/** The highest of what is stated; `low` when nothing is. */
export function severityOf({ words, score, inspect = false }: StatedSeverity): Severity {
  const stated: Severity[] = score === undefined ? [] : [ofScore(score)];
  for (const written of words) {
    const word = written?.toLowerCase().replace(/^severity_level_/, "") ?? "";
    const level = (inspect ? INSPECT.get(word) : undefined) ?? LEVELS.get(word);
    if (level !== undefined) stated.push(level);
  }
  return highestSeverity(stated);
}

/**
 * How sure ESET is that a rule hit is malicious. "Rules with severity 22 and below are telemetry rules … can often be
 * triggered by legitimate behavior" (help.eset.com/ei_cloud/en-US/rules.html); from 60 on the product itself says Threat.
 */
export function ruleConfidence(score: number | undefined): "low" | "medium" | "high" {
  if (score === undefined) return "medium";
  if (score <= 22) return "low";
  return score >= 60 ? "high" : "medium";
}

/** A named threat was recognised by its code; "potentially unwanted" and its like are a matter of taste. */
export const threatConfidence = (type: string | undefined): "medium" | "high" =>
  /potential|suspicious|unwanted|unsafe|test file/i.test(type ?? "") ? "medium" : "high";
