// What AWS wraps around a finding on its way here: EventBridge's envelope, SNS's notification, lists of findings.
import { cleanText } from "./fields.ts";
import { type Item, itemsOf } from "./items.ts";
import { elementTexts, isObject, memberText, readJson } from "./json-text.ts";

/** EventBridge's own words about an event (user guide, "Event structure"). */
export interface Envelope {
  detailType: string | undefined;
  account: string | undefined;
  region: string | undefined;
  time: string | undefined;
}

/** `piece` is the finding itself; its `raw` all that was sent of it, so that it can go through again. */
export interface Wrapped {
  piece: Item;
  envelope?: Envelope;
  /** SNS asks whether the address is ours: a person opens the link that stands in it. */
  subscription?: true;
}

/** GetFindings of the API, and EventBridge's "Findings Imported V2". */
const LISTS = ["findings", "Findings"];

function listed(text: string, raw: string, envelope: Envelope | undefined): Wrapped[] {
  const read = readJson(text);
  const about = envelope === undefined ? {} : { envelope };
  if (!read.ok) return [{ piece: { kind: "broken", raw }, ...about }];
  const { value } = read;
  const list = isObject(value) ? LISTS.find((name) => Array.isArray(value[name])) : undefined;
  const inside = list === undefined ? [] : elementTexts(memberText(text, list) ?? "[]", 0);
  if (inside.length === 0) return [{ piece: { kind: "json", value, raw }, ...about }];
  return inside.map((element) => {
    const one = readJson(element);
    return {
      piece: one.ok ? { kind: "json", value: one.value, raw: element } : { kind: "broken", raw: element },
      ...about,
    };
  });
}

function unwrap(piece: Item, depth: number): Wrapped[] {
  if (piece.kind !== "json" || !isObject(piece.value)) return [{ piece }];
  const { value, raw } = piece;
  // SNS: "Type", "MessageId", "TopicArn", "Message" … (developer guide, "HTTP/HTTPS notification JSON format").
  if (Object.hasOwn(value, "TopicArn") && Object.hasOwn(value, "Type")) {
    if (value.Type !== "Notification") return [{ piece, subscription: true }];
    if (typeof value.Message !== "string" || depth === 0) return [{ piece }];
    const inside = itemsOf(value.Message);
    return inside.length === 0 ? [{ piece }] : inside.flatMap((one) => unwrap(one, depth - 1));
  }
  if (!isObject(value.detail)) return listed(raw, raw, undefined);
  const envelope = {
    detailType: cleanText(value["detail-type"], 256),
    account: cleanText(value.account, 64),
    region: cleanText(value.region, 64),
    time: cleanText(value.time, 64),
  };
  return listed(memberText(raw, "detail") ?? "{}", raw, envelope);
}

/** All pieces of a delivery in order, each with what was said around it. */
export const unwrapped = (body: string): Wrapped[] => itemsOf(body).flatMap((piece) => unwrap(piece, 2));
