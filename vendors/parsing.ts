// From a delivery's pieces to its items: what a reader understood is held against the house's own schema.
import { Detection } from "../core/detection.ts";
import { fieldErrors } from "./field-errors.ts";
import type { Item } from "./items.ts";
import type { Understanding } from "./understanding.ts";
import type { ParsedItem } from "./vendor.ts";

function parsedItem(understanding: Understanding, raw: string): ParsedItem {
  if (understanding.kind === "skipped") return understanding;
  if (understanding.kind === "unclear") return { ...understanding, kind: "quarantined", raw };
  const checked = Detection.safeParse(understanding.candidate);
  if (checked.success) return { kind: "detection", detection: checked.data };
  return { kind: "quarantined", reason: "does not fit a detection", fields: fieldErrors(checked.error.issues), raw };
}

/** One piece of a delivery whose every piece must be JSON. Our own bug in `understand` must not cost the other pieces. */
export function parsePiece(piece: Item, understand: (value: unknown) => Understanding): ParsedItem {
  if (piece.kind !== "json") return { kind: "quarantined", reason: "not valid JSON", raw: piece.raw };
  try {
    return parsedItem(understand(piece.value), piece.raw);
  } catch {
    return { kind: "quarantined", reason: "could not be read", raw: piece.raw };
  }
}
