// Our own documented JSON, for senders that can shape their payload: one object, an array, {"detections": […]} or NDJSON.
import * as z from "zod";
import { Detection, Executable, Process, Sha1, Sha256, TechniqueId } from "../../core/detection.ts";
import type { FieldError } from "../../core/errors.ts";
import { MAX_DETECTIONS_PER_DELIVERY } from "../../core/policy.ts";
import { fieldErrors } from "../field-errors.ts";
import { elementTexts, isObject, memberText, readJson } from "../json-text.ts";
import type { ParseDetections, ParsedItem } from "../vendor.ts";

const GenericExecutable = Executable.extend({
  sha1: z.string().toLowerCase().pipe(Sha1).optional(),
  sha256: z.string().toLowerCase().pipe(Sha256).optional(),
});

/** One detection as a sender writes it: the house's Detection, with the sender's own `id` of the event (the same event, the same id). */
export const GenericDetection = Detection.omit({ identity: true, aliases: true, product: true }).extend({
  id: z.string().min(1).max(1024),
  techniques: z
    .array(TechniqueId)
    .max(1024)
    .transform((ids) => [...new Set(ids)])
    .pipe(z.array(TechniqueId).max(64))
    .default([]),
  process: Process.extend({ image: GenericExecutable.optional() }).optional(),
  executable: GenericExecutable.optional(),
});
export type GenericDetection = z.infer<typeof GenericDetection>;

interface Piece {
  raw: string;
  /** Path of the item within the body, as in `detections[2]`; empty for a body that is one detection. */
  path: string;
}

const wrong = (raw: string, fields: FieldError[]): ParsedItem => ({
  kind: "quarantined",
  reason: "does not have the documented shape",
  fields,
  raw,
});

function parsePiece({ raw, path }: Piece, read = readJson(raw)): ParsedItem {
  if (!read.ok) return wrong(raw, [{ path: path || "body", message: "is not valid JSON" }]);
  if (!isObject(read.value)) return wrong(raw, [{ path: path || "body", message: "must be a JSON object" }]);
  const parsed = GenericDetection.safeParse(read.value);
  if (!parsed.success) return wrong(raw, fieldErrors(parsed.error.issues, path));
  const { id, ...facts } = parsed.data;
  return { kind: "detection", detection: { ...facts, identity: id, aliases: [], product: "generic" } };
}

/** Those that are too many are not read: a body of 100,000 would cost what nobody is told of. */
const numbered = (texts: readonly string[], prefix: string): ParsedItem[] =>
  // One too many says it: the delivery is refused as a whole.
  texts.slice(0, MAX_DETECTIONS_PER_DELIVERY + 1).map((raw, index) => {
    const path = `${prefix}[${index}]`;
    return index < MAX_DETECTIONS_PER_DELIVERY
      ? parsePiece({ raw, path })
      : wrong(raw, [{ path, message: `is more than the ${MAX_DETECTIONS_PER_DELIVERY} that a delivery holds` }]);
  });

function parseEnvelope(text: string, value: Record<string, unknown>): ParsedItem[] {
  const beside = Object.keys(value).filter((key) => key !== "detections");
  const extra = fieldErrors([{ code: "unrecognized_keys", keys: beside, path: [], message: "" }]);
  const detections = memberText(text, "detections") ?? "";
  if (!Array.isArray(value.detections)) {
    return [wrong(text, [{ path: "detections", message: "must be an array" }, ...extra])];
  }
  const items = numbered(elementTexts(detections, 0, MAX_DETECTIONS_PER_DELIVERY), "detections");
  if (items.length === 0) extra.push({ path: "detections", message: "must hold at least one detection" });
  return extra.length > 0 ? [...items, wrong(text, extra)] : items;
}

function parseLines(text: string): ParsedItem[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const [only] = lines;
  return lines.length === 1 && only !== undefined ? [parsePiece({ raw: only, path: "" })] : numbered(lines, "");
}

/**
 * Every wrong item comes back as `quarantined` with all its field errors: the caller answers 400 with them.
 * Paths: `severity` for one object, `[2].severity` for an array or NDJSON (counted from 0), `detections[2].severity`.
 */
export const parseGeneric: ParseDetections = (body) => {
  const text = body.replace(/^\uFEFF/, "").trim();
  if (text === "") return [wrong("", [{ path: "body", message: "is empty" }])];
  const read = readJson(text);
  if (!read.ok) return parseLines(text);
  if (Array.isArray(read.value)) {
    const items = numbered(elementTexts(text, 0, MAX_DETECTIONS_PER_DELIVERY), "");
    return items.length > 0 ? items : [wrong(text, [{ path: "body", message: "must hold at least one detection" }])];
  }
  if (isObject(read.value) && Object.hasOwn(read.value, "detections")) return parseEnvelope(text, read.value);
  return [parsePiece({ raw: text, path: "" }, read)];
};
