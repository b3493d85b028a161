// The fields of a Microsoft Graph security alert (alerts_v2) and its evidence, in loose schemas.
// Source: learn.microsoft.com/graph/api/resources/security-alert, security-alertevidence and its derived types.
import * as z from "zod";
import type { Outcome } from "../../core/detection.ts";
import { anything, httpsLink, objectsIn, part, pid, sha1, sha256, text } from "../fields.ts";

const word = text(64);

/** `filePath` is the folder; the name stands beside it. */
const File = part({ sha1, sha256, fileName: text(260), filePath: text(4096), signer: text(256) });
export type File = z.infer<typeof File>;

const Evidence = z.object({
  "@odata.type": text(128),
  verdict: word,
  remediationStatus: word,
  detectionStatus: word,
  mdeDeviceId: text(128),
  deviceDnsName: text(253),
  hostName: text(253),
  osPlatform: text(256),
  rbacGroupName: text(1024),
  ipInterfaces: anything,
  fileDetails: File,
  imageFile: File,
  processId: pid,
  parentProcessId: pid,
  processCommandLine: text(8192),
  processCreationDateTime: word,
  parentProcessImageFile: File,
  userAccount: part({ accountName: text(128), domainName: text(120) }),
});
export type Evidence = z.infer<typeof Evidence>;

export const Alert = z.object({
  id: text(256),
  severity: word,
  detectorId: text(256),
  title: text(512),
  category: text(256),
  alertWebUrl: httpsLink,
  mitreTechniques: z.array(z.unknown()).catch([]),
  createdDateTime: word,
  firstActivityDateTime: word,
  lastActivityDateTime: word,
  evidence: z
    .unknown()
    .transform((value) => objectsIn(value, 500))
    .pipe(z.array(Evidence)),
});
export type Alert = z.infer<typeof Alert>;

const isA = (name: string) => (evidence: Evidence) => evidence["@odata.type"]?.endsWith(`.${name}`) === true;
export const isDevice = isA("deviceEvidence");
export const isFile = isA("fileEvidence");
export const isProcess = isA("processEvidence");

/** The product's verdict, where it has one. */
export const isBad = ({ verdict }: Evidence): boolean => /^(malicious|suspicious)$/i.test(verdict ?? "");

function handled({ remediationStatus = "none", detectionStatus = "" }: Evidence): Outcome {
  if (/^(blocked|prevented)$/i.test(remediationStatus)) return "blocked";
  if (/^remediated$/i.test(remediationStatus)) return "removed";
  return /^none$/i.test(remediationStatus) && /^(blocked|prevented)$/i.test(detectionStatus) ? "blocked" : "allowed";
}

/**
 * What became of the files and processes that the product calls bad, else of all of them. One that was left leaves the whole
 * `allowed`; `notFound`, `active`, `pendingApproval` and what we do not know are left. The alert's own status is a person's word.
 */
export function outcomeOf(evidence: readonly Evidence[]): Outcome {
  const about = evidence.filter((one) => isFile(one) || isProcess(one));
  const bad = about.filter(isBad);
  const outcomes = (bad.length > 0 ? bad : about).map(handled);
  if (outcomes.length === 0 || outcomes.includes("allowed")) return "allowed";
  return outcomes.includes("removed") ? "removed" : "blocked";
}
