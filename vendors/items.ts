// Cuts a delivery into its items: JSON of any layout, NDJSON, and syslog lines with whatever stands before the JSON.
import { elementTexts, endOfValue, isObject, memberText, readJson } from "./json-text.ts";

/** One item of a delivery, not understood yet. `raw` is its own text. */
export type Item =
  | { kind: "json"; value: unknown; raw: string }
  | { kind: "plain"; raw: string }
  /** Seems to hold JSON, and it cannot be read. */
  | { kind: "broken"; raw: string };

const MOJIBAKE_BOM = "\u00EF\u00BB\u00BF";
const FRAME = /^(\d{1,7}) (?=<\d{1,3}>)/;
/** RFC 5424 header with its structured data, whose values may hold brackets and braces. */
const HEADER = /^<\d{1,3}>\d{1,2} (?:\S{1,255} ){5}(?:-|(?:\[(?:[^\]"]|"(?:\\.|[^"\\])*")*\])+) ?/;
const OBJECT_START = /\{\s*["}]/g;
/** A delivery may hold 200 detections; what is beyond ten times as many pieces is not looked at one by one, but is one. */
const MOST_ITEMS = 2000;
/** The members under which ESET Connect's own answers hold detections. */
const LISTS = ["detections", "createdDetections"];

/** Without byte order marks, also the one that was read as Latin-1. */
function withoutMark(text: string): string {
  let bare = text.trim();
  while (bare.startsWith("\uFEFF") || bare.startsWith(MOJIBAKE_BOM)) {
    bare = bare.slice(bare.startsWith("\uFEFF") ? 1 : MOJIBAKE_BOM.length).trim();
  }
  return bare;
}

/** RFC 6587 octet counting ("MSG-LEN SP SYSLOG-MSG", lengths in bytes); undefined when the lengths do not add up. */
function octetFrames(text: string): string[] | undefined {
  if (!FRAME.test(text)) return undefined;
  const bytes = Buffer.from(text);
  const frames: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = FRAME.exec(bytes.toString("utf8", at, at + 16));
    if (head?.[1] === undefined) return undefined;
    const from = at + head[0].length;
    at = from + Number(head[1]);
    if (at > bytes.length) return undefined;
    frames.push(bytes.toString("utf8", from, at));
    while (bytes[at] === 0x0a || bytes[at] === 0x0d) at += 1;
  }
  return frames;
}

/** Lines, where one that begins with a space, a tab or a closing bracket continues the line before it (indented JSON). */
const logicalLines = (text: string): string[] => text.split(/\r?\n(?![ \t}\]])|\r(?![\n \t}\]])/);

function fromValue(value: unknown, raw: string): Item[] {
  if (Array.isArray(value)) return elementTexts(raw, 0, MOST_ITEMS).map(itemOfText);
  if (!isObject(value)) return [{ kind: "json", value, raw }];
  const list = LISTS.find((name) => Array.isArray(value[name]));
  if (list !== undefined) return elementTexts(memberText(raw, list) ?? "[]", 0, MOST_ITEMS).map(itemOfText);
  if (isObject(value.detection)) return [itemOfText(memberText(raw, "detection") ?? raw)];
  return [{ kind: "json", value, raw }];
}

function itemOfText(raw: string): Item {
  const read = readJson(raw);
  return read.ok ? { kind: "json", value: read.value, raw } : { kind: "broken", raw };
}

function wholeJson(text: string): Item[] | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  const read = readJson(text);
  return read.ok ? fromValue(read.value, text) : undefined;
}

/** Every JSON object of a line; what stands before, between and after them is a syslog header. */
function fromLine(written: string): Item[] {
  const line = withoutMark(withoutMark(written).replace(HEADER, ""));
  if (line === "") return [];
  const whole = wholeJson(line);
  if (whole !== undefined) return whole;
  // A command line in it may look like JSON.
  if (/^[^{]*\b(?:CEF|LEEF):\d/.test(line)) return [{ kind: "plain", raw: line }];
  const items: Item[] = [];
  const start = new RegExp(OBJECT_START);
  for (let found = start.exec(line); found !== null; found = start.exec(line)) {
    const end = endOfValue(line, found.index);
    const raw = line.slice(found.index, end);
    const inside = end === undefined ? undefined : wholeJson(raw);
    if (inside === undefined || end === undefined)
      return [...items, { kind: "broken", raw: items.length > 0 ? raw : line }];
    items.push(...inside);
    start.lastIndex = end;
  }
  if (items.length > 0) return items;
  return [{ kind: /^[[{]|"?event_type"?\s*:/.test(line) ? "broken" : "plain", raw: line }];
}

/** All items of a delivery in order; empty lines are none. */
export function itemsOf(body: string): Item[] {
  const text = withoutMark(body);
  const whole = wholeJson(text);
  if (whole !== undefined) return whole;
  const lines = octetFrames(text) ?? logicalLines(text);
  const items = lines.slice(0, MOST_ITEMS).flatMap(fromLine);
  const rest = lines.slice(MOST_ITEMS).join("\n");
  return rest.trim() === "" ? items : [...items, { kind: "broken", raw: rest }];
}
