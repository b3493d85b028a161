// What Microsoft Graph sends: change notifications (references), and alerts themselves, alone or in a list's answer.
import { type Item, itemsOf } from "../items.ts";
import { elementTexts, isObject, memberText } from "../json-text.ts";
import { parsePiece } from "../parsing.ts";
import { type Understanding, unclear } from "../understanding.ts";
import type { FetchedItem, ParseDetections, ParsedItem } from "../vendor.ts";
import { looksLikeAlert, readAlert } from "./alerts.ts";
import { looksLikeNotification, readNotification } from "./notifications.ts";

function understand(value: unknown): Understanding[] {
  if (!isObject(value)) return [unclear("not a JSON object")];
  if (looksLikeAlert(value)) return readAlert(value);
  // Event Hub's shape has the table's columns below `properties`: too little of the alert to act on.
  if (typeof value.category === "string" && value.category.startsWith("AdvancedHunting-"))
    return [unclear("the streaming API's shape: let Graph tell of alerts instead")];
  return [unclear("neither a change notification nor an alert of Microsoft Graph")];
}

function alertsOf(piece: Item): ParsedItem[] {
  if (piece.kind !== "json") return [parsePiece(piece, () => unclear("no JSON"))];
  try {
    return understand(piece.value).map((one) => parsePiece(piece, () => one));
  } catch {
    // Our own bug must not cost the other items of the delivery.
    return [{ kind: "quarantined", reason: "could not be read", raw: piece.raw }];
  }
}

function parseItem(piece: Item): ParsedItem[] {
  if (piece.kind !== "json" || !isObject(piece.value) || !looksLikeNotification(piece.value)) return alertsOf(piece);
  return [readNotification(piece.value, piece.raw)];
}

/** Graph puts notifications, and the alerts of a list, below `value`. */
function unwrapped(piece: Item): Item[] {
  if (piece.kind !== "json" || !isObject(piece.value) || !Array.isArray(piece.value.value)) return [piece];
  const texts = elementTexts(memberText(piece.raw, "value") ?? "[]", 0);
  if (texts.length === 0) return [piece];
  return piece.value.value.map((value, index) => ({ kind: "json", value, raw: texts[index] ?? piece.raw }));
}

export const parseDefender: ParseDetections = (body) => {
  const items = itemsOf(body).flatMap(unwrapped).flatMap(parseItem);
  return items.length > 0 ? items : [{ kind: "skipped", reason: "empty delivery" }];
};

/** The alert that Graph answered with: never a notification. */
export const parseFetched = (body: string): FetchedItem[] =>
  itemsOf(body)
    .flatMap(alertsOf)
    .filter((item) => item.kind !== "reference");
