// A detection of ESET Inspect on-prem, from GET /api/v1/detections and /api/v1/detections/{id}.
// Source: help.eset.com/ei_navigate/2.4/en-US/rest_api_detections.html; numbers of `type` and of signatures as ESET's own
// integrations read them.
import * as z from "zod";
import type { Signature } from "../../core/detection.ts";
import { fieldErrors } from "../field-errors.ts";
import { cleanText, flag, number, requiredText, sha1, text, uuid } from "../fields.ts";
import { executableOf, objectOfRuleHit, processOf } from "../programs.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import { alarmIdentity, threatIdentity, uuidIdentity } from "./identity.ts";
import { inspectRule, threatRule } from "./rule-names.ts";
import { ruleConfidence, severityOf, threatConfidence } from "./severity.ts";
import { techniquesOf } from "./techniques.ts";
import { instant } from "./times.ts";

const InspectDetection = z.object({
  id: requiredText(64),
  uuid,
  computerUuid: requiredText(256),
  computerName: text(253),
  creationTime: text(64),
  moduleName: text(260),
  moduleSha1: sha1,
  moduleSigner: text(256),
  moduleSignatureType: number,
  processCommandLine: text(8192),
  processUser: text(256),
  processPath: text(4096),
  ruleName: text(512),
  severity: text(32),
  severityScore: number,
  threatName: text(256),
  threatUri: text(4096),
  type: number,
  resolved: flag,
  handled: flag,
});
type InspectDetection = z.infer<typeof InspectDetection>;

const SIGNATURES: ReadonlyMap<number, Signature> = new Map([
  [90, "trusted"],
  [75, "untrusted"],
  [70, "untrusted"],
  [60, "untrusted"],
]);
/** `processOf` knows the words of the other channels. */
const signatureWord = (type: number | undefined): string | undefined => {
  const stated = SIGNATURES.get(type ?? 0);
  return stated === "untrusted" ? "none" : stated;
};

/** 2: malware on the disk, 3: in memory: these name a threat; all others are hits of a rule. */
const isThreat = ({ type, threatName }: InspectDetection): boolean =>
  threatName !== undefined && (type === 2 || type === 3);

/** 1: information, 2: warning, 3: threat, as the console colours them. */
const SEVERITIES: ReadonlyMap<string, string> = new Map([
  ["1", "information"],
  ["2", "warning"],
  ["3", "threat"],
]);

export const looksLikeInspect = (value: Record<string, unknown>): boolean =>
  Object.hasOwn(value, "computerUuid") && Object.hasOwn(value, "creationTime");

/** `value` looks like one. */
export function readInspectDetection(value: Record<string, unknown>): Understanding {
  const parsed = InspectDetection.safeParse(value);
  if (!parsed.success) return unclear("required fields are missing", fieldErrors(parsed.error.issues));
  const occurredAt = instant(
    parsed.data.creationTime?.replace(/^(\d{4}-\d\d-\d\d) /, "$1T").replace(/(:\d\d)$/, "$1Z"),
  );
  if (occurredAt === undefined) {
    return unclear("the time cannot be read", [{ path: "creationTime", message: "must be an RFC 3339 instant" }]);
  }
  return { kind: "candidate", candidate: candidateOf(parsed.data, occurredAt) };
}

function candidateOf(detection: InspectDetection, occurredAt: string): Candidate {
  const { computerUuid, severityScore, moduleSha1, threatName, threatUri, processUser, resolved, handled } = detection;
  const computerId = computerUuid.toLowerCase();
  const { id, name, techniques } = inspectRule(detection.ruleName ?? threatName ?? "unnamed rule");
  const rule = isThreat(detection) ? threatRule(threatName ?? name, undefined) : { id: id ?? name.slice(0, 256), name };
  const word = SEVERITIES.get(detection.severity ?? "") ?? detection.severity;
  const process = processOf({
    path: detection.processPath ?? detection.moduleName,
    commandLine: detection.processCommandLine,
    sha1: moduleSha1,
    signer: detection.moduleSigner,
    signatureType: signatureWord(detection.moduleSignatureType),
  });
  const file = { written: threatUri ?? detection.moduleName, sha1: moduleSha1, signer: detection.moduleSigner };
  return {
    ...identities(detection, computerId, occurredAt),
    product: "eset",
    rule: { id: cleanText(rule.id, 256) ?? "unnamed rule", name: rule.name },
    severity: severityOf({ words: [word], score: severityScore, inspect: true }),
    outcome: outcomeOf(handled, resolved),
    confidence: isThreat(detection) ? threatConfidence(undefined) : ruleConfidence(severityScore),
    techniques: techniquesOf(rule.id, techniques),
    occurredAt,
    computer: { id: computerId, name: detection.computerName ?? computerId.slice(0, 253) },
    account: processUser,
    process,
    executable: isThreat(detection)
      ? executableOf({ ...file, signatureType: signatureWord(detection.moduleSignatureType) })
      : objectOfRuleHit(undefined, process),
  };
}

/** Handled: the product dealt with it. Resolved: a person says that it is no danger any more. */
function outcomeOf(handled: boolean | undefined, resolved: boolean | undefined): Candidate["outcome"] {
  if (handled === true) return "blocked";
  return resolved === true ? "removed" : "allowed";
}

/** The same alarm comes by syslog too, with the uuid or, of older versions, with the number alone. */
function identities({ uuid: own, id, ...threat }: InspectDetection, computerId: string, occurredAt: string) {
  const byAlarm = alarmIdentity(computerId, id);
  if (own === undefined) return { identity: byAlarm, aliases: [] };
  const facts = {
    computerId,
    occurredAt,
    sha1: threat.moduleSha1,
    object: threat.threatUri,
    threat: threat.threatName ?? "",
  };
  const byFacts =
    isThreat({ ...threat, uuid: own, id }) && threat.moduleSha1 !== undefined ? [threatIdentity(facts)] : [];
  return { identity: uuidIdentity(own), aliases: [byAlarm, ...byFacts] };
}
