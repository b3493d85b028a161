// A Falcon alert (GET /alerts/entities/alerts/v2, Fusion's webhook) in the house's words.
// Source: developer.crowdstrike.com (Alerts API); elastic/integrations' crowdstrike package for the fields that come.
import * as z from "zod";
import type { Executable, Process } from "../../core/detection.ts";
import { anything, httpsLink, number, objectsIn, part, pid, sha1, sha256, techniqueIds, text } from "../fields.ts";
import { instantOf } from "../instants.ts";
import { objectOfRuleHit } from "../programs.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import { Disposition, fileOf, outcomeOf, realHash, severityOf } from "./words.ts";

const word = text(256);
const path = text(4096);
const Quarantined = z.object({ filename: path, sha256 });
const Indicator = z.object({ sha256, type: text(64) });

const Alert = z.object({
  composite_id: text(1000),
  cid: word,
  id: text(700),
  severity: number,
  severity_name: text(32),
  confidence: number,
  pattern_id: word,
  name: text(512),
  display_name: text(512),
  description: text(512),
  timestamp: text(64),
  context_timestamp: text(64),
  created_timestamp: text(64),
  agent_id: word,
  device: part({
    device_id: word,
    hostname: text(253),
    os_version: word,
    platform_name: word,
    local_ip: text(64),
    external_ip: text(64),
  }),
  pattern_disposition_details: Disposition,
  filename: text(260),
  filepath: path,
  sha1,
  sha256,
  cmdline: text(8192),
  /** The operating system's. `process_id` is Falcon's own, and `local_process_id` a string. */
  local_process_id: pid,
  process_start_time: anything,
  parent_details: part({ filename: text(260), filepath: path, local_process_id: pid }),
  user_name: word,
  logon_domain: text(128),
  technique_id: word,
  mitre_attack: anything,
  falcon_host_link: httpsLink,
  quarantined_files: anything,
  ioc_context: anything,
});
type Alert = z.infer<typeof Alert>;

function processOf(alert: Alert): Process | undefined {
  const { filename: name, filepath, parent_details: parent } = alert;
  const image = fileOf({ path: filepath, name, sha1: alert.sha1, sha256: alert.sha256 });
  if (image === undefined) return undefined;
  const by = fileOf({ path: parent.filepath, name: parent.filename });
  return {
    name: image.name,
    pid: alert.local_process_id,
    commandLine: alert.cmdline,
    startedAt: instantOf(alert.process_start_time),
    image,
    parent: by === undefined ? undefined : { name: by.name, pid: parent.local_process_id },
  };
}

/** The file that was quarantined, else the one that the indicator names; where it is the process's own, with its path. */
function objectOf(alert: Alert, process: Process | undefined): Executable | undefined {
  const [quarantined] = objectsIn(alert.quarantined_files, 32).map((one) => Quarantined.parse(one));
  const [indicator] = objectsIn(alert.ioc_context, 32).map((one) => Indicator.parse(one));
  const hash = realHash(quarantined?.sha256 ?? indicator?.sha256);
  if (hash === undefined && quarantined?.filename === undefined) return undefined;
  if (hash !== undefined && hash === process?.image?.sha256) return process.image;
  return fileOf({ path: quarantined?.filename ?? hash, name: undefined, sha256: hash });
}

const accountOf = ({ user_name: name, logon_domain: domain }: Alert): string | undefined =>
  name === undefined || domain === undefined ? name : `${domain.slice(0, 64)}\\${name}`.slice(0, 256).toWellFormed();

/** `confidence`: 0 to 100. */
const confidenceOf = (confidence = 50): "low" | "medium" | "high" => {
  if (confidence >= 80) return "high";
  return confidence < 20 ? "low" : "medium";
};

function candidateOf(alert: Alert, identity: string, computerId: string, occurredAt: string): Candidate {
  const { device } = alert;
  const process = processOf(alert);
  const name = alert.display_name ?? alert.name ?? alert.description ?? "unnamed detection";
  const stated = objectsIn(alert.mitre_attack, 64).map(({ technique_id }) => technique_id);
  return {
    identity,
    product: "crowdstrike",
    rule: { id: alert.pattern_id ?? name.slice(0, 256).toWellFormed(), name },
    severity: severityOf(alert.severity_name, alert.severity),
    outcome: outcomeOf(alert.pattern_disposition_details),
    confidence: confidenceOf(alert.confidence),
    techniques: techniqueIds([alert.technique_id, ...stated]),
    occurredAt,
    computer: {
      id: computerId,
      name: device.hostname ?? computerId.slice(0, 253),
      operatingSystem: device.os_version ?? device.platform_name,
      addresses: [device.local_ip, device.external_ip].filter((one) => one !== undefined),
    },
    account: accountOf(alert),
    process,
    executable: objectOfRuleHit(objectOf(alert, process), process),
    link: alert.falcon_host_link,
  };
}

export const looksLikeAlert = (value: Record<string, unknown>): boolean =>
  (Object.hasOwn(value, "composite_id") || Object.hasOwn(value, "aggregate_id")) &&
  (Object.hasOwn(value, "device") || Object.hasOwn(value, "agent_id"));

export function readAlert(value: Record<string, unknown>): Understanding {
  const parsed = Alert.safeParse(value);
  if (!parsed.success) return unclear("not the shape of a Falcon alert");
  const alert = parsed.data;
  const whole = alert.cid === undefined || alert.id === undefined ? undefined : `${alert.cid}:${alert.id}`;
  const identity = alert.composite_id ?? whole;
  if (identity === undefined) return unclear("has no id", [{ path: "composite_id", message: "is missing or empty" }]);
  const computerId = alert.device.device_id ?? alert.agent_id;
  if (computerId === undefined)
    return unclear("names no computer", [{ path: "device.device_id", message: "is missing or empty" }]);
  const occurredAt = [alert.timestamp, alert.context_timestamp, alert.created_timestamp]
    .map(instantOf)
    .find((at) => at !== undefined);
  if (occurredAt === undefined)
    return unclear("the time cannot be read", [{ path: "timestamp", message: "must be an RFC 3339 instant" }]);
  return { kind: "candidate", candidate: candidateOf(alert, identity, computerId, occurredAt) };
}
