// A Microsoft Graph security alert (alerts_v2) in the house's words: one detection for each computer that it names.
import type { Executable, Process } from "../../core/detection.ts";
import type { Severity } from "../../core/severity.ts";
import { techniqueIds } from "../fields.ts";
import { wholePath } from "../file-names.ts";
import { instantOf } from "../instants.ts";
import { executableOf, objectOfRuleHit, processOf } from "../programs.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import { Alert, type Evidence, type File, isBad, isDevice, isFile, isProcess, outcomeOf } from "./evidence.ts";

const MOST_COMPUTERS = 50;

/** alertSeverity: unknown, informational, low, medium, high. There is none above high. */
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ["informational", "low"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
]);

/**
 * Graph says a signer's name and not whether the signature holds: Microsoft's name counts (such a file is never removed)
 * unless the product itself calls the file bad.
 */
const vouching = ({ signer }: File, evidence: Evidence) => ({
  signer,
  signatureType: /^Microsoft (Windows|Corporation)/.test(signer ?? "") && !isBad(evidence) ? "Trusted" : undefined,
});

/** What the product calls bad comes first, then the order of the alert. */
const foremost = (evidence: readonly Evidence[], kind: (one: Evidence) => boolean): Evidence | undefined =>
  evidence.find((one) => kind(one) && isBad(one)) ?? evidence.find(kind);

function fileOf(evidence: Evidence | undefined): Executable | undefined {
  if (evidence === undefined || /^noThreatsFound$/i.test(evidence.verdict ?? "")) return undefined;
  const { fileDetails: file } = evidence;
  const written = wholePath(file.filePath, file.fileName);
  return executableOf({ written, sha1: file.sha1, sha256: file.sha256, ...vouching(file, evidence) });
}

function processFacts(evidence: Evidence | undefined): Process | undefined {
  if (evidence === undefined) return undefined;
  const { imageFile: image, parentProcessImageFile: parent } = evidence;
  return processOf({
    path: wholePath(image.filePath, image.fileName),
    sha1: image.sha1,
    sha256: image.sha256,
    pid: evidence.processId,
    commandLine: evidence.processCommandLine,
    startedAt: instantOf(evidence.processCreationDateTime),
    parentPid: evidence.parentProcessId,
    parentName: wholePath(parent.filePath, parent.fileName),
    ...vouching(image, evidence),
  });
}

const accountOf = (evidence: Evidence | undefined): string | undefined => {
  const { accountName, domainName } = evidence?.userAccount ?? {};
  return accountName === undefined || domainName === undefined ? accountName : `${domainName}\\${accountName}`;
};

interface Placed {
  alert: Alert;
  id: string;
  title: string;
  occurredAt: string;
  device: Evidence;
  computerId: string;
  /** That of this computer. */
  evidence: readonly Evidence[];
}

function candidateOf({ alert, id, title, occurredAt, device, computerId, evidence }: Placed): Candidate {
  const process = processFacts(foremost(evidence, isProcess));
  const lastActivity = Date.parse(instantOf(alert.lastActivityDateTime) ?? "");
  const addresses = Array.isArray(device.ipInterfaces) ? device.ipInterfaces : [];
  return {
    identity: `alert:${id}:${computerId}`,
    product: "defender",
    // Not lastUpdateDateTime: a comment or a status moves that one on.
    ...(Number.isNaN(lastActivity) ? {} : { revision: lastActivity }),
    rule: { id: alert.detectorId ?? title.slice(0, 256).toWellFormed(), name: title },
    severity: SEVERITIES.get(alert.severity?.toLowerCase() ?? "") ?? "low",
    outcome: outcomeOf(evidence),
    confidence: evidence.some(({ verdict }) => verdict?.toLowerCase() === "malicious") ? "high" : "medium",
    techniques: techniqueIds(alert.mitreTechniques),
    occurredAt,
    computer: {
      id: computerId,
      name: device.deviceDnsName ?? device.hostName ?? computerId,
      operatingSystem: device.osPlatform,
      group: device.rbacGroupName,
      addresses: addresses.filter((one) => typeof one === "string" && /^[\w.:%]{1,64}$/.test(one)).slice(0, 32),
    },
    account: accountOf(evidence.find((one) => isProcess(one) && one.userAccount.accountName !== undefined)),
    process,
    executable: objectOfRuleHit(fileOf(foremost(evidence, isFile)), process),
    link: alert.alertWebUrl,
  };
}

export const looksLikeAlert = (value: Record<string, unknown>): boolean =>
  Object.hasOwn(value, "evidence") && (Object.hasOwn(value, "detectorId") || Object.hasOwn(value, "alertWebUrl"));

/** One for each device of Defender for Endpoint; evidence that names none belongs to an alert's only one. */
export function readAlert(value: Record<string, unknown>): Understanding[] {
  const parsed = Alert.safeParse(value);
  if (!parsed.success) return [unclear("not the shape of a Graph alert")];
  const alert = parsed.data;
  const { id, title = alert.category } = alert;
  if (id === undefined || title === undefined)
    return [unclear("has no id or no title", [{ path: "id", message: "is missing or empty" }])];
  const occurredAt = instantOf(alert.firstActivityDateTime) ?? instantOf(alert.createdDateTime);
  if (occurredAt === undefined)
    return [unclear("the time cannot be read", [{ path: "createdDateTime", message: "must be an RFC 3339 instant" }])];
  const devices = new Map<string, Evidence>();
  for (const one of alert.evidence)
    if (isDevice(one) && one.mdeDeviceId !== undefined && !devices.has(one.mdeDeviceId))
      devices.set(one.mdeDeviceId, one);
  if (devices.size === 0)
    return [
      unclear("names no computer of Defender for Endpoint", [{ path: "evidence", message: "has no mdeDeviceId" }]),
    ];
  return [...devices].slice(0, MOST_COMPUTERS).map(([computerId, device]) => {
    const evidence = alert.evidence.filter(
      ({ mdeDeviceId }) => mdeDeviceId === computerId || (mdeDeviceId === undefined && devices.size === 1),
    );
    return {
      kind: "candidate",
      candidate: candidateOf({ alert, id, title, occurredAt, device, computerId, evidence }),
    };
  });
}
