// Whatever is made of real-shaped payloads, the whole webhook answers 202 or 4xx, or keeps it in quarantine; never 500.
import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { BEARER, type WebhookHouse, webhookHouse } from "./webhook-house.ts";

const folder = (path: string) => new URL(`../../../${path}/`, import.meta.url);
const bodiesIn = (path: string, wanted: RegExp) =>
  readdirSync(folder(path))
    .filter((name) => wanted.test(name))
    .map((name) => readFileSync(new URL(name, folder(path)), "utf8"));
const BODIES = {
  generic: bodiesIn("examples/payloads", /\.generic\./),
  eset: [...bodiesIn("examples/payloads", /\.eset\./), ...bodiesIn("test/fixtures/eset", /\.(json|log)$/)],
};
type Source = keyof typeof BODIES;
const secret = { authorization: `Bearer ${BEARER}` };

let house: WebhookHouse;
beforeAll(async () => {
  house = await webhookHouse();
});

interface Item {
  outcome: string;
  detectionId?: string;
  incidentId?: string;
  reason?: string;
}

async function expectAnswered(source: Source, bytes: Uint8Array): Promise<void> {
  const before = house.memory.state();
  const { status, body } = await house.deliver(source, { bytes }, secret);
  const told = JSON.stringify(body).slice(0, 300);
  if (status === 202) {
    // Nothing to tell only of an empty list.
    if (body.results.length === 0) expect(() => JSON.parse(Buffer.from(bytes).toString().trim()), told).not.toThrow();
    for (const { outcome, detectionId, incidentId, reason } of body.results as Item[]) {
      if (outcome === "quarantined" || outcome === "skipped") expect(reason, told).toEqual(expect.any(String));
      else expect([typeof detectionId, typeof incidentId], told).toEqual(["string", "string"]);
    }
    return;
  }
  // Our own parser's defects are no quarantine of theirs.
  expect(told).not.toContain("could not be read");
  expect([400, 413], told).toContain(status);
  expect(source === "generic" || status === 413, told).toBe(true);
  expect([typeof body.code, typeof body.message], told).toEqual(["string", "string"]);
  // Refused is not half done.
  expect(house.memory.state()).toBe(before);
}

const edited = (body: string) =>
  fc
    .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(8), fc.uint8Array({ maxLength: 4 })), {
      minLength: 1,
      maxLength: 6,
    })
    .map((edits) =>
      edits.reduce((bytes, [place, cut, put]) => {
        const at = Math.floor(place * bytes.length);
        return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
      }, Buffer.from(body)),
    );

/** JSON texts that parsers trip over. */
const HOSTILE = [
  '"\\ud800"',
  "9007199254740993",
  "-1e400",
  "null",
  "[]",
  "{}",
  '{"__proto__":{"a":1}}',
  `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  `"${"x".repeat(50_000)}"`,
  '"\\u0000\\u202e"',
  '"2026-02-30T25:61:61Z"',
  `[${Array(10_000).fill("{}").join(",")}]`,
  '"toString"',
  "true",
  "0.1",
  '""',
];
const value = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.json({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => JSON.stringify(text)),
);

/** A member's or element's value replaced by any JSON, doubled, or taken away. */
const replaced = (body: string) => {
  const values = [...body.matchAll(/:\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)(?=\s*[,}\]])/g)];
  return fc
    .tuple(fc.nat(Math.max(0, values.length - 1)), value, fc.constantFrom("replace", "double", "remove"))
    .map(([index, json, how]) => {
      const found = values[index];
      if (found === undefined) return Buffer.from(body);
      const [text] = found;
      const put = { replace: `:${json}`, double: `${text},"":${json}`, remove: ":" }[how];
      return Buffer.from(body.slice(0, found.index) + put + body.slice(found.index + text.length));
    });
};

describe.each(["generic", "eset"] as const)("a payload of %s", (source) => {
  test.each([
    ["whose bytes are changed", edited],
    ["one of whose values is changed", replaced],
  ] as const)("%s is answered", async (_how, mutate) => {
    expect(BODIES[source].length).toBeGreaterThan(0);
    const mutated = fc.constantFrom(...BODIES[source]).chain((body): fc.Arbitrary<Buffer> => mutate(body));
    await fc.assert(
      fc.asyncProperty(mutated, (bytes) => expectAnswered(source, bytes)),
      { numRuns: 150 },
    );
  });

  test("that is any bytes at all is answered", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => expectAnswered(source, bytes),
      ),
      { numRuns: 100 },
    );
  });
});
