// ESET Connect detections (v1 and v2) in the house's words.
import type { Executable, Process } from "../../core/detection.ts";
import { cleanText } from "../fields.ts";
import { isWebAddress } from "../file-names.ts";
import { executableOf, objectOfRuleHit, processOf, samePath } from "../programs.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import { ConnectDetection, isAntivirus, isRuleHit } from "./connect-detection.ts";
import { threatIdentity, uuidIdentity } from "./identity.ts";
import { outcomeOfResponses } from "./outcome.ts";
import { inspectRule, threatRule } from "./rule-names.ts";
import { ruleConfidence, severityOf, threatConfidence } from "./severity.ts";
import { techniquesOf } from "./techniques.ts";
import { instant } from "./times.ts";

interface Rule {
  id: string;
  name: string;
  techniques: string[];
}

/** v1 leaves displayName empty and writes "Malware: VBS/TrojanDownloader.Agent.YUI" into the circumstances. */
const threatInWords = (circumstances: string | undefined): string | undefined =>
  /^[A-Za-z ]{1,40}: (\S{1,256})$/.exec(circumstances ?? "")?.[1];

function ruleOf(detection: ConnectDetection): Rule {
  const circumstances = detection.circumstances ?? detection.context.circumstances;
  const type = detection.typeName === "nil" ? undefined : detection.typeName;
  if (!isRuleHit(detection)) {
    const threat =
      detection.displayName ?? threatInWords(circumstances) ?? type ?? circumstances ?? "unnamed detection";
    return { ...threatRule(threat, threat === type ? undefined : type), techniques: [] };
  }
  const { id, name, techniques } = inspectRule(detection.displayName ?? circumstances ?? "unnamed rule");
  return { id: id ?? detection.edrRuleUuid ?? cleanText(name, 256) ?? "unnamed rule", name, techniques };
}

function statedObject(detection: ConnectDetection, processPath: string | undefined): Executable | undefined {
  const { file, objectHashSha1, triggeringEvent } = detection;
  const written = file.path ?? detection.objectName ?? detection.objectUrl;
  const { fileSigner: signer, fileSignatureType: signatureType } = triggeringEvent.data;
  const sha256 = file.hashSha2256 ?? file.hashSha256;
  const hasFile = file.path !== undefined || file.hashSha1 !== undefined || sha256 !== undefined;
  if (!isRuleHit(detection) || hasFile) {
    const sha1 = file.hashSha1 ?? objectHashSha1;
    return executableOf({ written, sha1, sha256, signer, signatureType });
  }
  // A rule hit without `file`: objectHashSha1 is the process image's, unless the object has a name of its own.
  if (written === undefined || isWebAddress(written) || samePath(written, processPath)) return undefined;
  return executableOf({ written, sha1: objectHashSha1, signer, signatureType });
}

function processFacts(detection: ConnectDetection, imageSha1: string | undefined): Process | undefined {
  const { data } = detection.triggeringEvent;
  return processOf({
    path: detection.process.path ?? detection.context.process.path,
    commandLine: detection.process.commandLine,
    pid: data.pid ?? data.processId,
    sha1: data.sha1 ?? imageSha1,
    sha256: data.sha256,
    startedAt: instant(data.startTime),
    parentPid: data.parentPid,
    parentName: data.parentName,
    signer: data.signer,
    signatureType: data.signatureType,
  });
}

function programs(detection: ConnectDetection): { process: Process | undefined; executable: Executable | undefined } {
  const object = statedObject(detection, detection.process.path ?? detection.context.process.path);
  const hit = isRuleHit(detection);
  const process = processFacts(detection, hit && object === undefined ? detection.objectHashSha1 : undefined);
  return { process, executable: hit ? objectOfRuleHit(object, process) : object };
}

interface Placed {
  detection: ConnectDetection;
  computerId: string;
  occurredAt: string;
  rule: Rule;
}

/** See identity.ts: antivirus events share facts with syslog, all others have their uuid. */
function identities({ detection, computerId, occurredAt, rule }: Placed): { identity: string; aliases: string[] } {
  const byUuid = detection.uuid === undefined ? undefined : uuidIdentity(detection.uuid);
  if (byUuid !== undefined && !isAntivirus(detection)) return { identity: byUuid, aliases: [] };
  const sha1 = detection.file.hashSha1 ?? detection.objectHashSha1;
  const object = detection.objectUrl ?? detection.objectName;
  const byFacts = threatIdentity({ computerId, occurredAt, sha1, object, threat: rule.id });
  return { identity: byFacts, aliases: byUuid === undefined ? [] : [byUuid] };
}

function candidateOf(placed: Placed): Candidate {
  const { detection, computerId, occurredAt, rule } = placed;
  const { data } = detection.triggeringEvent;
  const hit = isRuleHit(detection);
  return {
    ...identities(placed),
    product: "eset",
    rule: { id: rule.id, name: rule.name },
    severity: severityOf({ words: [detection.severityLevel, data.severity], score: detection.severityScore }),
    outcome: outcomeOfResponses(detection.responses, detection.resolved),
    confidence: hit ? ruleConfidence(detection.severityScore) : threatConfidence(detection.typeName),
    techniques: techniquesOf(rule.id, rule.techniques, data.techniques, detection.techniques),
    occurredAt,
    computer: {
      id: computerId,
      // v1 names no computer.
      name: detection.device.displayName ?? cleanText(computerId, 253) ?? "unnamed",
      operatingSystem: data.operatingSystem,
      group: data.group,
    },
    account: detection.userName ?? detection.context.userName,
    ...programs(detection),
  };
}

export const looksLikeConnect = (value: Record<string, unknown>): boolean =>
  Object.hasOwn(value, "occurTime") && (Object.hasOwn(value, "device") || Object.hasOwn(value, "context"));

/** `value` looks like a Connect detection. */
export function readConnectDetection(value: Record<string, unknown>): Understanding {
  const parsed = ConnectDetection.safeParse(value);
  if (!parsed.success) return unclear("not the shape of an ESET Connect detection");
  const detection = parsed.data;
  const computerId = detection.device.uuid ?? detection.context.deviceUuid;
  if (computerId === undefined) {
    return unclear("names no computer", [{ path: "device.uuid", message: "is missing or empty" }]);
  }
  const occurredAt = instant(detection.occurTime);
  if (occurredAt === undefined) {
    return unclear("the time cannot be read", [{ path: "occurTime", message: "must be an RFC 3339 instant" }]);
  }
  return { kind: "candidate", candidate: candidateOf({ detection, computerId, occurredAt, rule: ruleOf(detection) }) };
}
