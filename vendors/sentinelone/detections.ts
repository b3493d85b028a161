// SentinelOne's threats, and the alerts of a customer's own rules, in the house's words: one, many, or as the API answers them
// (`{"data": […]}`).
import type { Outcome } from "../../core/detection.ts";
import type { Severity } from "../../core/severity.ts";
import { cleanText, defined } from "../fields.ts";
import { fileName } from "../file-names.ts";
import { instantOf } from "../instants.ts";
import { itemsOf } from "../items.ts";
import { isObject } from "../json-text.ts";
import { parsePiece } from "../parsing.ts";
import { executableOf } from "../programs.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import type { ParseDetections } from "../vendor.ts";
import { unwrapped } from "../wrapped.ts";
import { looksLikeAlert, readAlert } from "./alert.ts";
import { attackIds } from "./techniques.ts";
import { type Threat, threatOf } from "./threat.ts";

type Info = Threat["threatInfo"];

/** The product states no severity, but how sure it is. Mapping ours: ransomware is the worst; what is merely unwanted is no attack. */
function severityOf({ confidenceLevel, classification = "" }: Info): Severity {
  if (/^(pua|pup|adware|potentially unwanted)/i.test(classification)) return "medium";
  if (confidenceLevel === "malicious") return /ransom/i.test(classification) ? "critical" : "high";
  return confidenceLevel === "suspicious" ? "medium" : "low";
}

function confidenceOf({ confidenceLevel }: Info): "low" | "medium" | "high" {
  if (confidenceLevel === "malicious") return "high";
  return confidenceLevel === "suspicious" ? "medium" : "low";
}

/** "mitigated" by killing alone leaves the file: a report that failed, or is still to come, means that it is not over. */
function outcomeOf({ threatInfo, mitigationStatus }: Threat): Outcome {
  const status = threatInfo.mitigationStatus;
  const open = threatInfo.failedActions === true || threatInfo.pendingActions === true;
  const unfinished = mitigationStatus.some((one) => one.status !== undefined && one.status !== "success");
  if (status === "blocked") return "blocked";
  if (status !== "mitigated" || open || unfinished || threatInfo.rebootRequired === true) return "allowed";
  return threatInfo.mitigatedPreemptively === true ? "blocked" : "removed";
}

const VERIFICATION: ReadonlyMap<string, string> = new Map([
  ["signedverified", "Trusted"],
  ["signedinvalid", "Invalid"],
  ["notsigned", "None"],
]);

/** An invalid certificate is a denial whatever else is said. */
function signatureTypeOf({ fileVerificationType = "", isValidCertificate }: Info): string | undefined {
  const stated = VERIFICATION.get(fileVerificationType.toLowerCase());
  if (stated === undefined) return isValidCertificate === true ? "Trusted" : undefined;
  return stated === "Trusted" && isValidCertificate === false ? "Invalid" : stated;
}

/** The kernel's device names a volume, not its letter: whether Windows put the file there is asked of any drive. */
const onDrive = (path: string): string => path.replace(/^\\Device\\HarddiskVolume\d+(?=\\)/i, "C:");

function programs({ threatInfo: info }: Threat): Pick<Candidate, "executable" | "process"> {
  const { filePath, threatName, sha1, sha256, publisherName: signer } = info;
  const signatureType = signatureTypeOf(info);
  const written = filePath === undefined ? threatName : onDrive(filePath);
  const read = executableOf({ written, sha1, sha256, signer, signatureType });
  const executable = read === undefined || filePath === undefined ? read : { ...read, path: filePath };
  const origin = info.originatorProcess === undefined ? undefined : fileName(info.originatorProcess);
  // A static engine saw a file, which the originator wrote; a dynamic one a program that ran. Neither says its pid.
  if (info.detectionType !== "dynamic" || executable === undefined)
    return { executable, process: origin === undefined ? undefined : { name: origin } };
  const parent = origin === undefined ? undefined : { name: origin };
  const commandLine = info.maliciousProcessArguments;
  return { executable, process: { name: executable.name, commandLine, image: executable, parent } };
}

function firstEngine({ detectionEngines, engines }: Info): string | undefined {
  const [detected] = Array.isArray(detectionEngines) ? detectionEngines : [];
  const key = isObject(detected) ? cleanText(detected.key, 256) : undefined;
  return key ?? (Array.isArray(engines) ? cleanText(engines[0], 256) : undefined);
}

function addressesOf({ agentRealtimeInfo, agentDetectionInfo }: Threat): string[] {
  const interfaces = agentRealtimeInfo.networkInterfaces;
  const inet = Array.isArray(interfaces) ? interfaces.slice(0, 16).map((one) => (isObject(one) ? one.inet : [])) : [];
  const stated = (agentDetectionInfo.agentIpV4 ?? "").split(",");
  return [...new Set(defined([...stated, ...inet.flat()].map((one) => cleanText(one, 64))))].slice(0, 32);
}

function candidateOf(threat: Threat, known: { threatId: string; computerId: string; occurredAt: string }): Candidate {
  const { threatInfo: info, agentRealtimeInfo: agent, agentDetectionInfo: then } = threat;
  const classification = info.classification ?? "Threat";
  const site = agent.siteName ?? then.siteName;
  const group = agent.groupName ?? then.groupName;
  return {
    identity: `threat:${known.threatId}`,
    product: "sentinelone",
    rule: {
      id: firstEngine(info) ?? classification,
      name: `${classification}: ${info.threatName ?? "unnamed"}`.slice(0, 512).toWellFormed(),
    },
    severity: severityOf(info),
    confidence: confidenceOf(info),
    outcome: outcomeOf(threat),
    techniques: attackIds(threat.indicators),
    occurredAt: known.occurredAt,
    computer: {
      id: known.computerId,
      name: agent.agentComputerName ?? known.computerId,
      operatingSystem: agent.agentOsName ?? then.agentOsName,
      group: group === undefined ? undefined : defined([site, group]).join("/"),
      addresses: addressesOf(threat),
    },
    account: info.processUser,
    ...programs(threat),
  };
}

function understand(value: unknown): Understanding {
  if (isObject(value) && looksLikeAlert(value)) return readAlert(value);
  const threat = isObject(value) ? threatOf(value) : undefined;
  if (threat === undefined) return unclear("neither a threat nor an alert of SentinelOne");
  const { threatInfo: info } = threat;
  if (info.mitigationStatus === "marked_as_benign" || info.analystVerdict === "false_positive")
    return { kind: "skipped", reason: "marked as benign in the product" };
  const threatId = info.threatId ?? threat.id;
  if (threatId === undefined) return unclear("names no threat", [{ path: "id", message: "must be a text of digits" }]);
  const computerId = threat.agentRealtimeInfo.agentId;
  if (computerId === undefined)
    return unclear("names no computer", [{ path: "agentRealtimeInfo.agentId", message: "must be a text of digits" }]);
  const occurredAt = instantOf(info.identifiedAt) ?? instantOf(info.createdAt);
  if (occurredAt === undefined)
    return unclear("the time cannot be read", [{ path: "threatInfo.identifiedAt", message: "must be an instant" }]);
  return { kind: "candidate", candidate: candidateOf(threat, { threatId, computerId, occurredAt }) };
}

/** Whatever is neither (the alerts of Unified Alert Management, whose shape is published nowhere that we could read) is quarantined; what an analyst called benign there is skipped. */
export const parseSentinelOne: ParseDetections = (body) =>
  itemsOf(body)
    .flatMap((item) => unwrapped(item, ["data", "threat"]))
    .map((item) => parsePiece(item, understand));
