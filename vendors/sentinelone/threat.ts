// The fields of a SentinelOne threat that are read: API 2.1 (nested) and API 2.0 (flat), as one loose shape each.
// Source: items of GET /web/api/v2.1/threats that the product sent (SEKOIA-IO/intake-formats), and the response schema of the
// console's API 2.1 and 2.0 as client libraries repeat it (`ThreatsSchemasThreatSchemaMany200`).
import * as z from "zod";
import { anything, cleanText, flag, part, sha1, sha256, text } from "../fields.ts";
import { isObject } from "../json-text.ts";

const word = text(256);
const path = text(4096);

/** Ids have 19 digits: a sender that wrote one as a JSON number has lost its end, and it must not be taken for another threat's. */
const id = z
  .unknown()
  .transform((value) => (typeof value === "number" && !Number.isSafeInteger(value) ? undefined : cleanText(value, 64)))
  .optional();

/** `mitigationStatus` of a threat: one report an action. */
const reports = z
  .unknown()
  .optional()
  .transform((value): unknown[] => (Array.isArray(value) ? value.filter(isObject).slice(0, 64) : []))
  .pipe(z.array(part({ action: text(64), status: text(64) })));

const NestedThreat = z.object({
  id,
  threatInfo: part({
    threatId: id,
    threatName: text(512),
    classification: text(128),
    confidenceLevel: text(64),
    analystVerdict: text(64),
    mitigationStatus: text(64),
    mitigatedPreemptively: flag,
    failedActions: flag,
    pendingActions: flag,
    rebootRequired: flag,
    detectionType: text(64),
    detectionEngines: anything,
    engines: anything,
    identifiedAt: text(64),
    createdAt: text(64),
    filePath: path,
    sha1,
    sha256,
    fileVerificationType: text(64),
    isValidCertificate: flag,
    publisherName: word,
    originatorProcess: path,
    maliciousProcessArguments: text(8192),
    processUser: word,
  }),
  agentRealtimeInfo: part({
    agentId: id,
    agentComputerName: text(253),
    agentOsName: word,
    groupName: text(256),
    siteName: text(256),
    networkInterfaces: anything,
  }),
  agentDetectionInfo: part({ agentOsName: word, agentIpV4: text(256), groupName: text(256), siteName: text(256) }),
  indicators: anything,
  mitigationStatus: reports,
});

const FlatThreat = z.object({
  id,
  agentId: id,
  agentComputerName: text(253),
  agentOsType: word,
  agentIp: text(256),
  threatName: text(512),
  fileDisplayName: text(512),
  classification: text(128),
  rank: anything,
  engines: anything,
  mitigationStatus: text(64),
  createdDate: text(64),
  createdAt: text(64),
  filePath: path,
  fileContentHash: sha1,
  fileSha256: sha256,
  fileVerificationType: text(64),
  isCertValid: flag,
  publisher: word,
  maliciousProcessArguments: text(8192),
  username: word,
  siteName: text(256),
  groupName: text(256),
  indicators: anything,
});

/** Both shapes in the words of 2.1. */
export type Threat = z.infer<typeof NestedThreat>;

const looksNested = (value: Record<string, unknown>): boolean => isObject(value.threatInfo);
const looksFlat = (value: Record<string, unknown>): boolean =>
  Object.hasOwn(value, "agentId") && Object.hasOwn(value, "mitigationStatus");

/** Flat names are those of 2.0; what 2.1 alone says reads as absent. */
function nested(flat: z.infer<typeof FlatThreat>): unknown {
  const { fileContentHash, fileSha256, isCertValid, publisher, username, createdDate, ...same } = flat;
  const isSuspicious = /^suspicious/.test(flat.mitigationStatus ?? "");
  return {
    id: flat.id,
    threatInfo: {
      ...same,
      threatName: flat.threatName ?? flat.fileDisplayName,
      confidenceLevel: isSuspicious ? "suspicious" : "malicious",
      mitigationStatus: flat.mitigationStatus,
      mitigatedPreemptively: flat.mitigationStatus === "blocked",
      identifiedAt: createdDate,
      sha1: fileContentHash,
      sha256: fileSha256,
      isValidCertificate: isCertValid,
      publisherName: publisher,
      processUser: username,
    },
    agentRealtimeInfo: { ...same, agentOsName: flat.agentOsType },
    agentDetectionInfo: { agentIpV4: flat.agentIp },
    indicators: flat.indicators,
  };
}

/** undefined: neither shape. */
export function threatOf(value: Record<string, unknown>): Threat | undefined {
  if (looksNested(value)) return NestedThreat.safeParse(value).data;
  if (!looksFlat(value)) return undefined;
  const flat = FlatThreat.safeParse(value);
  return flat.success ? NestedThreat.safeParse(nested(flat.data)).data : undefined;
}
