// ESET's detections: ESET PROTECT's export (JSON, CEF, LEEF) and notifications, ESET Connect's v1 and v2 objects and those of
// ESET Inspect on-prem, alone or many in one delivery.
import { Detection } from "../../core/detection.ts";
import { fieldErrors } from "../field-errors.ts";
import { type Item, itemsOf } from "../items.ts";
import { elementTexts, isObject, memberText } from "../json-text.ts";
import { type Understanding, unclear } from "../understanding.ts";
import type { ParseDetections, ParsedItem } from "../vendor.ts";
import { looksLikeConnect, readConnectDetection } from "./connect-detections.ts";
import { looksLikeInspect, readInspectDetection } from "./inspect-detection.ts";
import { eventOfLine } from "./log-line.ts";
import { notificationOf, readNotification } from "./notification.ts";
import { readSyslogEvent } from "./syslog.ts";

function understand(value: unknown, receivedAt: string): Understanding {
  if (!isObject(value)) return unclear("not a JSON object");
  if (Object.hasOwn(value, "event_type")) return readSyslogEvent(value);
  if (looksLikeConnect(value)) return readConnectDetection(value);
  if (looksLikeInspect(value)) return readInspectDetection(value);
  const notification = notificationOf(value);
  if (notification !== undefined) return readNotification(notification, receivedAt);
  return unclear("neither an event of ESET PROTECT nor a detection of ESET Connect or ESET Inspect");
}

function withRaw(understanding: Understanding, raw: string): ParsedItem {
  if (understanding.kind === "skipped") return understanding;
  if (understanding.kind === "unclear") return { ...understanding, kind: "quarantined", raw };
  const checked = Detection.safeParse(understanding.candidate);
  if (checked.success) return { kind: "detection", detection: checked.data };
  return { kind: "quarantined", reason: "does not fit a detection", fields: fieldErrors(checked.error.issues), raw };
}

function plainText(line: string): ParsedItem {
  const event = eventOfLine(line);
  if (event !== undefined) return withRaw(readSyslogEvent(event), line);
  if (/\b(CEF|LEEF):\d/.test(line))
    return { kind: "quarantined", reason: "a CEF or LEEF line that cannot be read", raw: line };
  return { kind: "skipped", reason: /\bHEARTBEAT\b/.test(line) ? "heartbeat" : "plain text" };
}

/** ESET Inspect on-prem answers `{"DETECTION": {…}}`, and a list as `{"value": […]}`. */
function unwrapped(item: Item): Item[] {
  if (item.kind !== "json" || !isObject(item.value)) return [item];
  const { DETECTION: one, value: many } = item.value;
  if (isObject(one)) return [{ kind: "json", value: one, raw: memberText(item.raw, "DETECTION") ?? item.raw }];
  if (!Array.isArray(many)) return [item];
  const texts = elementTexts(memberText(item.raw, "value") ?? "[]", 0);
  return many.map((value, index) => ({ kind: "json", value, raw: texts[index] ?? item.raw }));
}

function parseItem(item: Item, receivedAt: string): ParsedItem {
  if (item.kind === "broken") return { kind: "quarantined", reason: "not valid JSON", raw: item.raw };
  try {
    return item.kind === "plain" ? plainText(item.raw) : withRaw(understand(item.value, receivedAt), item.raw);
  } catch {
    // Our own bug must not cost the other items of the delivery.
    return { kind: "quarantined", reason: "could not be read", raw: item.raw };
  }
}

/** HEARTBEAT, audit events and plain text are `skipped`; whatever else is not understood is `quarantined`. */
export const parseEset: ParseDetections = (body, receivedAt) => {
  const items = itemsOf(body)
    .flatMap(unwrapped)
    .map((item) => parseItem(item, receivedAt));
  return items.length > 0 || /[[{]/.test(body) ? items : [{ kind: "skipped", reason: "empty delivery" }];
};
