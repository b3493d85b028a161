// What a parser is told besides its product's payloads: turned, cut and changed ones, and texts that are made to cost.
import * as fc from "fast-check";

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same facts, every object's members the other way round. */
export function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, turned(one)]),
  );
}

export const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Cuts, insertions and swaps anywhere in a text. */
export const mutated = (texts: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...texts),
      fc.array(
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(8), fc.string({ unit: "binary", maxLength: 4 })),
        { maxLength: 6 },
      ),
    )
    .map(([body, edits]) =>
      edits.reduce((text, [place, cut, put]) => {
        const from = Math.floor(place * text.length);
        return text.slice(0, from) + put + text.slice(from + cut);
      }, body),
    );

/** One member anywhere replaced by any JSON. */
export const changed = (texts: readonly string[]) => {
  const objects = texts.map(json).filter(isObject);
  const leaf = (value: unknown, path: readonly number[], put: unknown): unknown => {
    const [first, ...rest] = path;
    if (first === undefined || typeof value !== "object" || value === null) return put;
    const keys = Object.keys(value);
    const key = keys[first % Math.max(1, keys.length)];
    if (key === undefined) return put;
    const entries = Object.entries(value).map(([name, one]) => [name, name === key ? leaf(one, rest, put) : one]);
    return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
  };
  return fc
    .tuple(
      fc.constantFrom(...(objects.length > 0 ? objects : [{}])),
      fc.array(fc.nat(100), { minLength: 1, maxLength: 6 }),
      fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" })),
    )
    .map(([object, path, put]) => JSON.stringify(leaf(object, path, put)));
};

const repeated = (size: number, open: string, piece: string, close = "") =>
  open + piece.repeat(Math.max(1, Math.floor((size - open.length - close.length) / piece.length))) + close;

/** What is made to cost: each of about `size`, some around a good payload. */
export const hostile = (size: number, good: string): Record<string, string> => ({
  "nesting that never closes": repeated(size, "", '{"a":'),
  "nesting that closes": "[".repeat(size / 2) + "]".repeat(size / 2),
  "an array of ones": repeated(size, "[1", ",1", "]"),
  "a list of ones below `data`": repeated(size, '{"data":[1', ",1", "]}"),
  "a list of ones below `value`": repeated(size, '{"value":[1', ",1", "]}"),
  "a list of ones below `detections`": repeated(size, '{"detections":[1', ",1", "]}"),
  "many small objects": repeated(size, "[{}", ",{}", "]"),
  "many keys": `{${Array.from({ length: size / 12 }, (_one, n) => `"key${n}":1`).join(",")}}`,
  "one long text": repeated(size, '{"id":"', "x", '"}'),
  "many lines": repeated(size, "", "{}\n"),
  "a good one with a long tail": repeated(size, `${good.trimEnd()}\n`, " \n"),
  "a good one with an unknown long field": good.replace("{", `{"zz":"${"\\\\".repeat(size / 4)}",`),
  "a good one with a deep field": good.replace("{", `{"zz":${"[".repeat(size / 2)}${"]".repeat(size / 2)},`),
});
