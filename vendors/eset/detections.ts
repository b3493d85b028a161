// ESET's detections: ESET PROTECT's syslog JSON and ESET Connect's v1 and v2 objects, alone or many in one delivery.
import { Detection } from "../../core/detection.ts";
import { fieldErrors } from "../field-errors.ts";
import { isObject } from "../json-text.ts";
import type { ParseDetections, ParsedItem } from "../vendor.ts";
import { looksLikeConnect, readConnectDetection } from "./connect-detections.ts";
import { type Item, itemsOf } from "./lines.ts";
import { readSyslogEvent } from "./syslog.ts";
import { type Understanding, unclear } from "./understanding.ts";

function understand(value: unknown): Understanding {
  if (!isObject(value)) return unclear("not a JSON object");
  if (Object.hasOwn(value, "event_type")) return readSyslogEvent(value);
  if (looksLikeConnect(value)) return readConnectDetection(value);
  return unclear("neither an event of ESET PROTECT nor an ESET Connect detection");
}

function withRaw(understanding: Understanding, raw: string): ParsedItem {
  if (understanding.kind === "skipped") return understanding;
  if (understanding.kind === "unclear") return { ...understanding, kind: "quarantined", raw };
  const checked = Detection.safeParse(understanding.candidate);
  if (checked.success) return { kind: "detection", detection: checked.data };
  return { kind: "quarantined", reason: "does not fit a detection", fields: fieldErrors(checked.error.issues), raw };
}

function plainText(line: string): ParsedItem {
  if (/\b(CEF|LEEF):\d/.test(line)) {
    return { kind: "quarantined", reason: "CEF or LEEF: the syslog export must be set to JSON", raw: line };
  }
  return { kind: "skipped", reason: /\bHEARTBEAT\b/.test(line) ? "heartbeat" : "plain text" };
}

function parseItem(item: Item): ParsedItem {
  if (item.kind === "plain") return plainText(item.raw);
  if (item.kind === "broken") return { kind: "quarantined", reason: "not valid JSON", raw: item.raw };
  try {
    return withRaw(understand(item.value), item.raw);
  } catch {
    // Our own bug must not cost the other items of the delivery.
    return { kind: "quarantined", reason: "could not be read", raw: item.raw };
  }
}

/** HEARTBEAT, audit events and plain text are `skipped`; whatever else is not understood is `quarantined`. */
export const parseEset: ParseDetections = (body) => {
  const items = itemsOf(body).map(parseItem);
  return items.length > 0 || /[[{]/.test(body) ? items : [{ kind: "skipped", reason: "empty delivery" }];
};
