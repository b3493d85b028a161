// The JSONata functions that Step Functions adds to the language, and its refusal of $eval.
// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html

import { createHash, randomUUID } from "node:crypto";

const algorithms: Record<string, string> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

function refuse(message: string): never {
  throw new Error(message);
}

function partition(array: unknown, size: unknown): unknown {
  if (array === undefined) return undefined;
  if (typeof size !== "number" || !Number.isInteger(size) || size < 1)
    refuse("$partition: the chunk size must be a positive integer");
  const items: unknown[] = Array.isArray(array) ? [...array] : [array];
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function range(first: unknown, last: unknown, step: unknown): number[] {
  if (typeof first !== "number" || typeof last !== "number" || typeof step !== "number" || step === 0)
    return refuse("$range: takes three numbers, the step not zero");
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > 1000) refuse("$range: the array can contain up to 1000 elements");
  return Array.from({ length }, (_, index) => first + index * step);
}

function hash(text: unknown, algorithm: unknown): unknown {
  if (text === undefined) return undefined;
  const known = typeof algorithm === "string" ? algorithms[algorithm] : undefined;
  if (typeof text !== "string" || known === undefined)
    return refuse("$hash: takes a string and MD5, SHA-1, SHA-256, SHA-384 or SHA-512");
  return createHash(known).update(text, "utf8").digest("hex");
}

/** mulberry32: the same seed gives the same number, as AWS promises; the number itself is not AWS's. */
function seeded(seed: number): number {
  let state = (seed | 0) + 0x6d2b79f5;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

/** Bound beside the variables of every evaluation. */
export function stepFunctionsLibrary(random: () => number): Record<string, unknown> {
  return {
    partition,
    range,
    hash,
    random: (seed: unknown) => (typeof seed === "number" ? seeded(seed) : random()),
    uuid: () => randomUUID(),
    parse: (text: unknown): unknown => (typeof text === "string" ? JSON.parse(text) : undefined),
    eval: () => refuse("$eval is not supported; use $parse"),
  };
}
