// Reads what the tests of this folder send.
import { readFileSync } from "node:fs";
import type { Detection } from "../../../core/detection.ts";
import { parseEset } from "../../../vendors/eset/detections.ts";
import type { ParsedItem } from "../../../vendors/vendor.ts";

const root = new URL("../../../", import.meta.url);

export const fixture = (name: string): string => readFileSync(new URL(`test/fixtures/eset/${name}`, root), "utf8");
export const example = (name: string): string => readFileSync(new URL(`examples/payloads/${name}`, root), "utf8");
export const fixtureObject = (name: string): Record<string, unknown> => JSON.parse(fixture(name));

export const parse = (body: string): ParsedItem[] => parseEset(body, "2026-01-01T00:00:00.000Z");
export const kinds = (body: string): string[] =>
  parse(body).map((item) => ("reason" in item ? `${item.kind}: ${item.reason}` : item.kind));

/** The one detection of a body. */
export function detectionOf(body: string | Record<string, unknown>): Detection {
  const [item, ...rest] = parse(typeof body === "string" ? body : JSON.stringify(body));
  if (item?.kind !== "detection" || rest.length > 0) throw new Error(`no single detection: ${JSON.stringify(item)}`);
  return item.detection;
}
