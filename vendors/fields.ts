// Reads ESET's loose fields: numbers and booleans may be strings, "" means absent, a wrong type means absent.
import * as z from "zod";
import { isObject } from "./json-text.ts";

const scalar = (value: unknown): string | undefined => {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return String(value);
  return undefined;
};

/** One line of well-formed text of at most `max` UTF-16 units; undefined when nothing is left. */
export function cleanText(value: unknown, max: number): string | undefined {
  const text = scalar(value)
    ?.slice(0, max * 2)
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, max)
    .toWellFormed()
    .trim();
  return text === "" ? undefined : text;
}

/** An absent, empty or unusable field reads as undefined and is no error. */
export const text = (max: number) =>
  z
    .unknown()
    .transform((value) => cleanText(value, max))
    .optional();

/** The few facts without which there is no detection. */
export const requiredText = (max: number) =>
  z
    .unknown()
    .transform((value) => cleanText(value, max))
    .pipe(z.string({ error: "is missing or empty" }));

const toNumber = (value: unknown): number | undefined => {
  const written = cleanText(value, 32);
  return written !== undefined && /^\d+(\.\d+)?$/.test(written) ? Number(written) : undefined;
};

export const number = z.unknown().transform(toNumber).optional();

/** A process id of the operating system; anything beyond 32 bits reads as absent. */
export const pid = z
  .unknown()
  .transform((value) => {
    const id = toNumber(value);
    return id !== undefined && Number.isInteger(id) && id <= 4_294_967_295 ? id : undefined;
  })
  .optional();

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);

export const flag = z
  .unknown()
  .transform((value) => FLAGS.get(cleanText(value, 8)?.toLowerCase() ?? ""))
  .optional();

const hash = (digits: number) =>
  z
    .unknown()
    .transform((value) => {
      const written = cleanText(value, 128)?.toLowerCase();
      return written !== undefined && written.length === digits && /^[0-9a-f]+$/.test(written) ? written : undefined;
    })
    .optional();

export const sha1 = hash(40);
export const sha256 = hash(64);

const RFC_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** ESET: "Treat it as an opaque identifier." Only the hexadecimal kind, where case has no meaning, is put in lower case. */
export const canonicalUuid = (uuid: string): string => (RFC_UUID.test(uuid) ? uuid.toLowerCase() : uuid);

/** A UUID, or whatever opaque identifier stands in its place. */
export const uuid = z
  .unknown()
  .transform((value) => {
    const written = cleanText(value, 256);
    return written === undefined ? undefined : canonicalUuid(written);
  })
  .optional();

/** Taken as it is, and may be absent. */
export const anything = z.unknown().optional();

/** An object whose absence, or another type, reads as an object with no fields. */
export const part = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .unknown()
    .optional()
    .transform((value) => (isObject(value) ? value : {}))
    .pipe(z.object(shape));

export const defined = <T>(values: readonly (T | undefined)[]): T[] => values.filter((value) => value !== undefined);

/** An https address, as a browser may open it. */
export const httpsLink = z
  .unknown()
  .transform((value) => {
    const url = URL.parse(cleanText(value, 2048) ?? "");
    return url?.protocol === "https:" && url.href.length <= 2048 ? url.href : undefined;
  })
  .optional();

const TECHNIQUE = /^T\d{4}(\.\d{3})?$/;

/** MITRE ATT&CK ids out of a list of anything, once each, at most 64; a product's own ids are left out. */
export const techniqueIds = (values: readonly unknown[]): string[] =>
  [...new Set(values.filter((value) => typeof value === "string" && TECHNIQUE.test(value)))].map(String).slice(0, 64);

/** The objects of a list, at most `most`; anything else is none. */
export const objectsIn = (value: unknown, most: number): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject).slice(0, most) : [];
