// The body of ESET PROTECT's notification by webhook (Notifications → Distribution → Send webhook), which the administrator
// writes: {"subject": …, "content": …, "link": …} as docs/vendors.md tells, with the three variables that there are
// (help.eset.com/protect_cloud/en-US/admin_ntf_distribution.html). The content is text, one "Name: value" after another.
import { hashId } from "../../core/ids.ts";
import { cleanText } from "../fields.ts";
import { executableOf } from "../programs.ts";
import { type Understanding, unclear } from "../understanding.ts";
import { factsIdentity } from "./identity.ts";
import { outcomeOf } from "./outcome.ts";
import { threatRule } from "./rule-names.ts";
import { severityOf, threatConfidence } from "./severity.ts";
import { webLink } from "./syslog-inspect.ts";
import { instant } from "./times.ts";

const NAMES = [
  ...["Detection type", "Detection name", "Computer name", "Logged user", "Time of occurrence", "Scanner"],
  ...["Action performed", "Severity", "Object", "Hash", "Process name", "Circumstances"],
];
const FIELD = new RegExp(`(?:^|[\\s,;])(${NAMES.join("|")}):`, "gi");
const LONGEST = 16_384;

/** Our own three members, in any case of letters. */
export function notificationOf(value: Record<string, unknown>): Record<string, unknown> | undefined {
  const own = Object.fromEntries(Object.entries(value).map(([key, one]) => [key.toLowerCase(), one]));
  return typeof own.content === "string" && ("subject" in own || "link" in own) ? own : undefined;
}

function fieldsOf(content: string): Map<string, string> {
  const found = [...content.matchAll(FIELD)];
  const fields = found.map((match, index): [string, string] => {
    const value = content.slice(match.index + match[0].length, found[index + 1]?.index);
    return [match[1]?.toLowerCase() ?? "", value.replace(/[\s,;]+$/, "").trim()];
  });
  return new Map(fields.filter(([, value]) => value !== ""));
}

/**
 * It names the computer and no id of it: that name stands in the id's place, so that nothing of the product's can be done
 * to it by itself, and a person decides. Its time has no zone that anyone documents: the receipt's, where it is not clear.
 */
export function readNotification({ content, link }: Record<string, unknown>, receivedAt: string): Understanding {
  const text = typeof content === "string" ? content.slice(0, LONGEST) : "";
  const fields = fieldsOf(text);
  const field = (name: string, max = 256) => cleanText(fields.get(name), max);
  const [computer, name] = [field("computer name", 253), field("detection name")];
  if (computer === undefined || name === undefined)
    return unclear("a notification that names no computer or no detection");
  const type = field("detection type");
  const hash = field("hash")?.toLowerCase();
  const sha1 = hash !== undefined && /^[0-9a-f]{40}$/.test(hash) ? hash : undefined;
  const stated = field("severity");
  return {
    kind: "candidate",
    candidate: {
      identity: factsIdentity("notification", computer.toLowerCase(), name, hashId(32, text)),
      product: "eset",
      rule: threatRule(name, type),
      severity: stated === undefined ? "medium" : severityOf({ words: [stated] }),
      outcome: outcomeOf({ action: field("action performed") }),
      confidence: threatConfidence(type),
      occurredAt: instant(field("time of occurrence")) ?? receivedAt,
      computer: { id: `name:${computer.toLowerCase()}`.slice(0, 256), name: computer },
      account: field("logged user"),
      executable: executableOf({ written: field("object", 4096), sha1 }),
      link: webLink(cleanText(link, 2048)),
    },
  };
}
