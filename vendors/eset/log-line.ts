// CEF and LEEF lines of ESET PROTECT as the objects that its JSON export would have sent, so that both read alike.
// Sources: help.eset.com/protect_cloud/en-US/events_exported_to_cef_format.html (header, severities, common extensions;
// the fields of each event come as csN with csNLabel) and …/events-exported-to-leef-format.html ("Custom attributes are
// the same as in JSON format"; its examples write them in camelCase).
import { SyslogEvent } from "./syslog-event.ts";

const CEF = /\bCEF:\d+\|((?:[^|\\]|\\.)*\|){6}/s;
const LEEF = /\bLEEF:\d+(?:\.\d+)?\|(?:[^|]*\|){4}/;
/** Keys of an extension; a value may hold spaces, and its own `=` is escaped in CEF. */
const KEY = /(?:^|\s)([A-Za-z][\w.]{0,63})=/g;

/** `event_type` by the category's name, which both formats carry (`cat`). */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ["threat", "Threat_Event"],
  ["firewall", "FirewallAggregated_Event"],
  ["hips", "HipsAggregated_Event"],
  ["ra audit", "Audit_Event"],
  ["inspect", "ESET Inspect Alert"],
  ["enterprise inspector", "ESET Inspect Alert"],
  ["blocked file", "BlockedFiles_Event"],
  ["filtered website", "FilteredWebsites_Event"],
]);
/** By the hundreds of the CEF class id, where `cat` is absent. */
const CLASSES = ["Threat_Event", "FirewallAggregated_Event", "HipsAggregated_Event", "Audit_Event"].concat([
  "ESET Inspect Alert",
  "BlockedFiles_Event",
  "FilteredWebsites_Event",
]);

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Names of the JSON export by their letters alone: `Threat Name`, `threatName` and `threat_name` are one. */
const JSON_NAMES = Object.keys(SyslogEvent.in.shape).map((name): [string, string] => [plain(name), name]);
const OWN_NAMES: [string, string][] = [
  ["deviceexternalid", "source_uuid"],
  ["deviceuuid", "source_uuid"],
  ["dvchost", "hostname"],
  ["devicename", "hostname"],
  ["dvc", "ipv4"],
  ["deviceipv6address", "ipv6"],
  ["rt", "occured"],
  ["devtime", "occured"],
  ["esetprotectdevicegroupname", "group_name"],
  ["devicegroupname", "group_name"],
  ["esetprotectdeviceosname", "os_name"],
  ["deviceosname", "os_name"],
  ["act", "action"],
  ["filepath", "object_uri"],
  ["request", "object_uri"],
  ["restartneeded", "need_restart"],
  ["needrestart", "need_restart"],
  ["suser", "username"],
  ["accountname", "username"],
  ["msg", "event"],
  ["eventdesc", "event"],
  ["src", "source_address"],
  ["spt", "source_port"],
  ["srcport", "source_port"],
  ["dst", "target_address"],
  ["dpt", "target_port"],
  ["dstport", "target_port"],
];
const NAMES: ReadonlyMap<string, string> = new Map([...JSON_NAMES, ...OWN_NAMES]);

const severityWord = (level: number): string => {
  if (level >= 10) return "Fatal";
  if (level >= 8) return "Critical";
  if (level >= 7) return "Error";
  if (level >= 5) return "Warning";
  return level >= 3 ? "Notice" : "Information";
};

const unescaped = (value: string): string =>
  value.replace(/\\([\\=|nr])/g, (_all, one) => (/[nr]/.test(one) ? " " : one));

function pairsOf(extension: string): [string, string][] {
  const found = [...extension.matchAll(KEY)];
  return found.map((match, index) => {
    const value = extension.slice(match.index + match[0].length, found[index + 1]?.index).trim();
    return [match[1] ?? "", unescaped(value)];
  });
}

/** LEEF puts tabs between its attributes; what passes through other hands may have lost them. */
function attributesOf(extension: string): [string, string][] {
  if (!extension.includes("\t")) return pairsOf(extension);
  return extension.split("\t").map((one) => {
    const at = one.indexOf("=");
    return [one.slice(0, Math.max(0, at)).trim(), one.slice(at + 1).trim()];
  });
}

/** `cs1=… cs1Label=Threat Name` is a field of that name. */
function labelled(pairs: readonly [string, string][]): [string, string][] {
  const labels = new Map(
    pairs.filter(([key]) => key.endsWith("Label")).map(([key, label]) => [key.slice(0, -5), label]),
  );
  return pairs.filter(([key]) => !key.endsWith("Label")).map(([key, value]) => [labels.get(key) ?? key, value]);
}

function eventOf(pairs: readonly [string, string][], classId: string, level: string): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  for (const [key, value] of pairs) {
    const name = NAMES.get(plain(key));
    // LEEF's example of a firewall event names `src` twice, first empty: the computer's, then the connection's.
    if (name !== undefined && value !== "") event[name] ??= value;
  }
  const category = pairs.find(([key]) => key === "cat")?.[1] ?? "";
  const word = /^ESET (.{1,40}) (?:Event|Alert)$/i.exec(category)?.[1]?.toLowerCase() ?? "";
  const type = CATEGORIES.get(word) ?? CLASSES[Math.floor(Number(classId) / 100) - 1];
  const process = pairs.find(([key]) => key === "deviceProcessName" || key === "sprod" || key === "processName")?.[1];
  return {
    ...event,
    event_type: type ?? (category === "" ? `class ${classId.slice(0, 16)}` : category),
    severity: severityWord(Number(level)),
    ...(process ? { processname: process, process_name: process } : {}),
  };
}

/** Undefined: neither CEF nor LEEF. Whatever else is missing the reader of events finds out. */
export function eventOfLine(line: string): Record<string, unknown> | undefined {
  const cef = CEF.exec(line);
  if (cef !== null) {
    const [, , , , classId = "", , level = ""] = cef[0].split(/(?<!\\)\|/);
    return eventOf(labelled(pairsOf(line.slice(cef.index + cef[0].length))), classId, level);
  }
  const leef = LEEF.exec(line);
  if (leef === null) return undefined;
  const attributes = attributesOf(line.slice(leef.index + leef[0].length).replace(/^x?\\?\w{0,2}\|/, ""));
  return eventOf(attributes, "", attributes.find(([key]) => key === "sev")?.[1] ?? "");
}
