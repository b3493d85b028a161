// The fields of an ESET Connect detection, v1 and v2 in one loose schema.
// Source: incident_managementv1Detection and incident_managementv2Detection of ESET's incident-management OpenAPI.
import * as z from "zod";
import { anything, flag, number, part, pid, sha1, sha256, text, uuid } from "../fields.ts";
import { isObject } from "../json-text.ts";

const word = text(256);
const path = text(4096);
const objectsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.filter(isObject).slice(0, 32) : []);
const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.unknown().optional().transform(objectsOf).pipe(z.array(schema));

/**
 * `triggeringEvent.data` is a free-form object in the OpenAPI ("Data of the event described as generic structure"). Each
 * key is read when it is present: pid (or processId), sha1, sha256, signer and signatureType of the process; startTime;
 * parentPid, parentName; fileSigner, fileSignatureType of the detected file; techniques; severity (a syslog word: `Fatal`
 * is the only way to say critical, since Connect's own levels end at HIGH); operatingSystem, group of the computer.
 */
const TriggeringData = part({
  pid,
  processId: pid,
  sha1,
  sha256,
  signer: word,
  signatureType: text(64),
  startTime: text(64),
  parentPid: pid,
  parentName: path,
  fileSigner: word,
  fileSignatureType: text(64),
  techniques: anything,
  severity: text(32),
  operatingSystem: word,
  group: text(1024),
});

export const ConnectDetection = z.object({
  uuid,
  category: text(64),
  displayName: text(512),
  typeName: word,
  circumstances: text(1024),
  occurTime: text(64),
  severityLevel: text(64),
  severityScore: number,
  resolved: flag,
  userName: word,
  edrRuleUuid: word,
  objectHashSha1: sha1,
  objectName: path,
  objectUrl: path,
  techniques: anything,
  // v1 keeps the computer, the process and the account below `context`.
  context: part({ circumstances: text(1024), deviceUuid: uuid, userName: word, process: part({ path }) }),
  device: part({ uuid, displayName: text(253) }),
  process: part({ path, commandLine: text(8192) }),
  // The OpenAPI writes `hashSha2256`.
  file: part({ path, hashSha1: sha1, hashSha2256: sha256, hashSha256: sha256 }),
  triggeringEvent: part({ type: text(128), data: TriggeringData }),
  responses: listOf(part({ actionType: text(64), description: word, displayName: word, deviceRestartRequired: flag })),
});
export type ConnectDetection = z.infer<typeof ConnectDetection>;

/** A rule of the EDR product was hit; the category is deprecated, so the rule's uuid or its id in the name count too. */
export const isRuleHit = ({ category, edrRuleUuid, displayName }: ConnectDetection): boolean =>
  /EDR_RULE|CORRELATION_RULE/.test(category ?? "") ||
  edrRuleUuid !== undefined ||
  /\[[A-Z]{1,2}\d{3,5}[A-Za-z]?\]$/.test(displayName ?? "");

/** Everything that is no EDR rule, and is not said to be something else than a scanned object. */
export const isAntivirus = (detection: ConnectDetection): boolean =>
  !isRuleHit(detection) && /^(DETECTION_CATEGORY_(UNSPECIFIED|ANTIVIRUS))?$/.test(detection.category ?? "");
