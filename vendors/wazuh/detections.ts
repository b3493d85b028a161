// Wazuh's alerts in the house's words: raw as the manager writes them, and as Shuffle's integration script or the indexer wraps them.
import type { Outcome } from "../../core/detection.ts";
import type { Severity } from "../../core/severity.ts";
import { defined, techniqueIds } from "../fields.ts";
import { instantOf } from "../instants.ts";
import { itemsOf } from "../items.ts";
import { isObject } from "../json-text.ts";
import { parsePiece } from "../parsing.ts";
import { type Candidate, type Understanding, unclear } from "../understanding.ts";
import type { ParseDetections } from "../vendor.ts";
import { unwrapped } from "../wrapped.ts";
import { isManager } from "./agents.ts";
import { Alert } from "./alert.ts";
import { programsOf } from "./programs.ts";

/** Source: documentation.wazuh.com, "Rules classification": 12 "High importance event", 15 "Severe attack. No chances of false positives". */
function severityOf(level: number): Severity {
  if (level >= 15) return "critical";
  if (level >= 12) return "high";
  return level >= 7 ? "medium" : "low";
}

function confidenceOf(level: number, { data }: Alert): "low" | "medium" | "high" {
  if (level >= 15 || data.virustotal.malicious === "1") return "high";
  return level >= 7 ? "medium" : "low";
}

/** Wazuh prevents nothing by itself; Windows Defender's event 1117 says what it did. */
function outcomeOf({ data }: Alert): Outcome {
  const { system, eventdata } = data.win;
  if (eventdata["threat Name"] === undefined || system.eventID !== "1117") return "allowed";
  return /^(quarantine|remove|clean)/i.test(eventdata["action Name"] ?? "") ? "removed" : "allowed";
}

const accountOf = ({ data }: Alert): string | undefined => {
  const { user, subjectUserName, "detection User": detected } = data.win.eventdata;
  return user ?? detected ?? subjectUserName ?? data.dstuser ?? data.srcuser;
};

interface Known {
  alert: Alert;
  alertId: string;
  agentId: string;
  ruleId: string;
  level: number;
  occurredAt: string;
}

/** `id` is "epoch.offset in the log file", so it is unique for one manager only (and one of a cluster's nodes). */
const candidateOf = ({ alert, alertId, agentId, ruleId, level, occurredAt }: Known): Candidate => ({
  identity: `alert:${alert.manager.name ?? ""}|${alertId}`,
  product: "wazuh",
  rule: { id: ruleId, name: alert.rule.description ?? `rule ${ruleId}` },
  severity: severityOf(level),
  confidence: confidenceOf(level, alert),
  outcome: outcomeOf(alert),
  ...(isManager(agentId) ? { neverAct: "product-server" } : {}),
  techniques: techniqueIds([alert.rule.mitre.id].flat()),
  occurredAt,
  computer: {
    id: agentId,
    name: alert.agent.name ?? agentId,
    addresses: defined([alert.agent.ip === "any" ? undefined : alert.agent.ip]),
  },
  account: accountOf(alert),
  ...programsOf(alert),
});

const missing = (path: string) => unclear(`${path} is missing or cannot be read`, [{ path, message: "is not usable" }]);

const levelOf = (value: unknown): number | undefined => {
  const level = typeof value === "string" && /^\d{1,2}$/.test(value) ? Number(value) : value;
  return typeof level === "number" && Number.isInteger(level) && level >= 0 && level <= 16 ? level : undefined;
};

function understand(value: unknown): Understanding {
  if (!isObject(value) || !isObject(value.rule) || !isObject(value.agent)) return unclear("not an alert of Wazuh");
  const read = Alert.safeParse(value);
  if (!read.success) return unclear("not the shape of a Wazuh alert");
  const alert = read.data;
  const groups = alert.rule.groups;
  // Our own orders to an agent come back as alerts: they are no news.
  if (Array.isArray(groups) && groups.includes("active_response"))
    return { kind: "skipped", reason: "an active response, told by Wazuh" };
  const [alertId, ruleId, agentId] = [alert.id, alert.rule.id, alert.agent.id];
  const level = levelOf(alert.rule.level);
  const occurredAt = instantOf(alert.timestamp);
  if (alertId === undefined) return missing("id");
  if (ruleId === undefined) return missing("rule.id");
  if (level === undefined) return missing("rule.level");
  if (agentId === undefined) return missing("agent.id");
  if (occurredAt === undefined) return missing("timestamp");
  return { kind: "candidate", candidate: candidateOf({ alert, alertId, agentId, ruleId, level, occurredAt }) };
}

/** What Wazuh tells of active responses is skipped; whatever is no alert is quarantined. */
export const parseWazuh: ParseDetections = (body) =>
  itemsOf(body)
    .flatMap((item) => unwrapped(item, ["all_fields", "_source"]))
    .map((item) => parsePiece(item, understand));
