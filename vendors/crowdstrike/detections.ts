// What Falcon sends: alerts (Fusion's webhook, the Alerts API) and events of its streams, alone or many in one delivery.
import { type Item, itemsOf } from "../items.ts";
import { elementTexts, isObject, memberText } from "../json-text.ts";
import { parsePiece } from "../parsing.ts";
import { type Understanding, unclear } from "../understanding.ts";
import type { ParseDetections } from "../vendor.ts";
import { looksLikeAlert, readAlert } from "./alerts.ts";
import { looksLikeStream, readStream } from "./streams.ts";

function understand(value: unknown): Understanding {
  if (!isObject(value)) return unclear("not a JSON object");
  if (looksLikeStream(value)) return readStream(value);
  if (looksLikeAlert(value)) return readAlert(value);
  return unclear("neither an alert nor an event of CrowdStrike Falcon");
}

/** The Alerts API answers `{"resources": […]}`. */
function unwrapped(piece: Item): Item[] {
  if (piece.kind !== "json" || !isObject(piece.value) || !Array.isArray(piece.value.resources)) return [piece];
  const texts = elementTexts(memberText(piece.raw, "resources") ?? "[]", 0);
  if (texts.length === 0) return [piece];
  return piece.value.resources.map((value, index) => ({ kind: "json", value, raw: texts[index] ?? piece.raw }));
}

export const parseCrowdstrike: ParseDetections = (body) => {
  const items = itemsOf(body)
    .flatMap(unwrapped)
    .map((piece) => parsePiece(piece, understand));
  return items.length > 0 ? items : [{ kind: "skipped", reason: "empty delivery" }];
};
