// An alert of SentinelOne's own rules for one customer (STAR, custom detection): who did it, and to what.
// Source: items of GET /web/api/v2.1/cloud-detection/alerts as Google SecOps' integration documents its answer.
import * as z from "zod";
import type { Severity } from "../../core/severity.ts";
import { cleanText, part, pid, sha1, sha256, text } from "../fields.ts";
import { instantOf } from "../instants.ts";
import { isObject } from "../json-text.ts";
import { executableOf, objectOfRuleHit, processOf, samePath } from "../programs.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";

/** 19 digits: one that was written as a JSON number has lost its end. */
const id = z
  .unknown()
  .transform((value) => (typeof value === "string" ? cleanText(value, 64) : undefined))
  .optional();

const source = part({
  name: text(512),
  filePath: text(4096),
  commandline: text(8192),
  pid,
  pidStarttime: text(64),
  user: text(256),
  fileHashSha1: sha1,
  fileHashSha256: sha256,
  fileSignerIdentity: text(256),
});

const Alert = z.object({
  alertInfo: part({
    alertId: id,
    createdAt: text(64),
    reportedAt: text(64),
    analystVerdict: text(64),
    eventType: text(128),
  }),
  ruleInfo: part({ id, name: text(512), severity: text(32), treatAsThreat: text(32) }),
  agentRealtimeInfo: part({ id, name: text(253) }),
  agentDetectionInfo: part({ name: text(253), osName: text(256) }),
  sourceProcessInfo: source,
  sourceParentProcessInfo: source,
  targetProcessInfo: part({
    tgtFilePath: text(4096),
    tgtFileHashSha1: sha1,
    tgtFileHashSha256: sha256,
    tgtFileIsSigned: text(32),
    tgtProcName: text(512),
    tgtProcImagePath: text(4096),
    tgtProcPid: pid,
    tgtProcCmdLine: text(8192),
    tgtProcSignedStatus: text(32),
  }),
});
type Alert = z.infer<typeof Alert>;

const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ["info", "low"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["critical", "critical"],
]);

/** A rule is somebody's suspicion; only one that SentinelOne is told to treat as malicious is more. */
const confidenceOf = ({ ruleInfo }: Alert): "medium" | "high" =>
  ruleInfo.treatAsThreat?.toLowerCase() === "malicious" ? "high" : "medium";

/** "unsigned" is a denial; "signed" names no signer, and whether it holds is not said. */
const signatureType = (stated: string | undefined): string | undefined =>
  stated?.toLowerCase() === "unsigned" ? "None" : undefined;

type By = Alert["sourceProcessInfo"];

const processFrom = (from: By, parent: Pick<By, "name" | "pid">) =>
  processOf({
    path: from.filePath ?? from.name,
    pid: from.pid,
    commandLine: from.commandline,
    startedAt: instantOf(from.pidStarttime),
    sha1: from.fileHashSha1,
    sha256: from.fileHashSha256,
    signer: from.fileSignerIdentity,
    parentName: parent.name,
    parentPid: parent.pid,
  });

/** A process that was begun is the one that matters, and who began it its parent. */
function programsOf({ sourceProcessInfo: by, sourceParentProcessInfo: parent, targetProcessInfo: to }: Alert) {
  const about = { name: by.name, pid: by.pid };
  const stated = signatureType(to.tgtProcSignedStatus ?? to.tgtFileIsSigned);
  const image = to.tgtProcImagePath ?? to.tgtProcName;
  const isImage = to.tgtFilePath === undefined || samePath(to.tgtFilePath, to.tgtProcImagePath);
  const hashes = { sha1: to.tgtFileHashSha1, sha256: to.tgtFileHashSha256 };
  const begun =
    image === undefined
      ? undefined
      : processOf({
          path: image,
          pid: to.tgtProcPid,
          commandLine: to.tgtProcCmdLine,
          ...(isImage ? hashes : {}),
          signatureType: stated,
          parentName: about.name,
          parentPid: about.pid,
        });
  const process = begun ?? processFrom(by, parent);
  const isFile = to.tgtFilePath !== undefined && (begun === undefined || !isImage);
  const file = isFile ? executableOf({ written: to.tgtFilePath, ...hashes, signatureType: stated }) : undefined;
  return { process, executable: objectOfRuleHit(file, process) };
}

function candidateOf(alert: Alert, known: { alertId: string; computerId: string; occurredAt: string }): Candidate {
  const { ruleInfo: rule, agentRealtimeInfo: agent, agentDetectionInfo: then } = alert;
  const name = rule.name ?? alert.alertInfo.eventType ?? "unnamed rule";
  return {
    identity: `alert:${known.alertId}`,
    product: "sentinelone",
    rule: { id: rule.id ?? name.slice(0, 256).toWellFormed(), name },
    severity: SEVERITIES.get(rule.severity?.toLowerCase() ?? "") ?? "medium",
    confidence: confidenceOf(alert),
    // A rule tells; it does not act.
    outcome: "allowed",
    techniques: [],
    occurredAt: known.occurredAt,
    computer: {
      id: known.computerId,
      name: agent.name ?? then.name ?? known.computerId,
      operatingSystem: then.osName,
    },
    account: alert.sourceProcessInfo.user,
    ...programsOf(alert),
  };
}

export const looksLikeAlert = (value: Record<string, unknown>): boolean =>
  isObject(value.alertInfo) && isObject(value.ruleInfo);

/** `value` looks like one. */
export function readAlert(value: Record<string, unknown>): Understanding {
  const { data: alert } = Alert.safeParse(value);
  if (alert === undefined) return unclear("not the shape of an alert");
  if (/^false[ _]positive$/i.test(alert.alertInfo.analystVerdict ?? ""))
    return { kind: "skipped", reason: "marked as benign in the product" };
  const { alertId, createdAt, reportedAt } = alert.alertInfo;
  const missing = (path: string, message: string) => unclear(`${path} cannot be used`, [{ path, message }]);
  if (alertId === undefined) return missing("alertInfo.alertId", "must be a text of digits");
  const computerId = alert.agentRealtimeInfo.id;
  if (computerId === undefined) return missing("agentRealtimeInfo.id", "must be a text of digits");
  const occurredAt = instantOf(createdAt) ?? instantOf(reportedAt);
  if (occurredAt === undefined) return missing("alertInfo.createdAt", "must be an instant");
  return { kind: "candidate", candidate: candidateOf(alert, { alertId, computerId, occurredAt }) };
}
