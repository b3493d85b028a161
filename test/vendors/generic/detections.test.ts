import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { Detection } from "../../../core/detection.ts";
import { GenericDetection, parseGeneric } from "../../../vendors/generic/detections.ts";

/** A synchronous property: nothing to wait for. */
const holds = (...args: Parameters<typeof fc.assert<[unknown]>>): void => void fc.assert(...args);

const parse = (body: unknown) =>
  parseGeneric(typeof body === "string" ? body : JSON.stringify(body), "2026-01-01T00:00:00.000Z");
/** All field errors of a body, as `path: message`. */
const errorsOf = (body: unknown) =>
  parse(body)
    .flatMap((item) => (item.kind === "quarantined" ? (item.fields ?? []) : []))
    .map((one) => `${one.path}: ${one.message}`);

const good = {
  id: "event-1",
  rule: { id: "R1", name: "A rule" },
  severity: "high",
  outcome: "allowed",
  occurredAt: "2026-03-12T09:14:07+09:00",
  computer: { id: "pc-1", name: "PC-1" },
};
const sha1 = "AB".repeat(20);

describe("the generic source", () => {
  it("makes a detection whose identity is the sender's id", () => {
    expect(parse(good)).toEqual([
      {
        kind: "detection",
        detection: {
          ...{ rule: good.rule, severity: "high", outcome: "allowed", confidence: "medium", techniques: [] },
          ...{ identity: "event-1", aliases: [], product: "generic" },
          ...{ occurredAt: "2026-03-12T09:14:07+09:00", computer: good.computer },
        },
      },
    ]);
  });

  it("does not read the items that are too many, however they come: the first of them is an error with its place", () => {
    const all = Array.from({ length: 202 }, () => good);
    for (const body of [all, { detections: all }, all.map((one) => JSON.stringify(one)).join("\n")]) {
      expect(parse(body).map(({ kind }) => kind)).toEqual([...Array(200).fill("detection"), "quarantined"]);
      expect(errorsOf(body)[0]).toMatch(/\[200\]: is more than the 200 that a delivery holds$/);
    }
  });

  it.each([
    ["one object", JSON.stringify(good)],
    ["an indented object", JSON.stringify(good, null, 2)],
    ["an array", JSON.stringify([good, good])],
    ["detections: […]", JSON.stringify({ detections: [good, good, good] })],
    ["NDJSON", `${JSON.stringify(good)}\r\n\n${JSON.stringify(good)}\n`],
    ["a byte order mark", `\uFEFF${JSON.stringify(good)}`],
  ])("takes %s", (_name, body) => {
    const items = parse(body);
    expect(items.length).toBe(body.split('"event-1"').length - 1);
    expect(new Set(items.map((item) => item.kind))).toEqual(new Set(["detection"]));
  });

  it("puts hashes in lower case and takes techniques once", () => {
    const [item] = parse({
      ...good,
      techniques: ["T1105", "T1059.001", "T1105"],
      executable: { name: "a.exe", sha1, sha256: "CD".repeat(32) },
      process: { name: "a.exe", image: { name: "a.exe", sha1 } },
    });
    expect(item).toMatchObject({
      detection: {
        techniques: ["T1105", "T1059.001"],
        executable: { sha1: sha1.toLowerCase(), sha256: "cd".repeat(32), signature: "unknown" },
        process: { image: { sha1: sha1.toLowerCase() } },
      },
    });
  });

  it("names every wrong field of an item", () => {
    const { computer: _computer, ...rest } = good;
    expect(
      errorsOf({
        ...rest,
        severity: "terrible",
        occurredAt: "today",
        rule: { id: "" },
        extra: 1,
        identity: "x",
      }).sort(),
    ).toEqual([
      "computer: is required",
      "extra: is not a known field",
      "identity: is not a known field",
      expect.stringMatching(/^occurredAt: .+/),
      expect.stringMatching(/^rule\.id: .+/),
      "rule.name: is required",
      expect.stringMatching(/^severity: .*"low"/),
    ]);
  });

  it.each([
    ["an object", { ...good, severity: "x" }, "severity"],
    ["an array", [good, good, { ...good, severity: "x" }], "[2].severity"],
    ["detections", { detections: [good, good, { ...good, severity: "x" }] }, "detections[2].severity"],
    ["NDJSON", `${JSON.stringify(good)}\n${JSON.stringify({ ...good, severity: "x" })}`, "[1].severity"],
    ["a nested object", { ...good, process: { name: "a", parent: { name: "b", pid: -1 } } }, "process.parent.pid"],
    ["a list", { ...good, techniques: ["T1105", "T1"] }, "techniques[1]"],
    [
      "an unknown nested field",
      { detections: [{ ...good, computer: { ...good.computer, os: "x" } }] },
      "detections[0].computer.os",
    ],
    ["an unknown field of odd name", { ...good, "a b": 1 }, '["a b"]'],
    ["a prototype key", JSON.stringify(good).replace("{", '{"__proto__":{},'), "__proto__"],
    ["a short hash", { ...good, executable: { name: "a", sha1: "ab" } }, "executable.sha1"],
    ["a script as the link", { ...good, link: "javascript:alert(1)" }, "link"],
    ["a field beside detections", { detections: [good], customer: "x" }, "customer"],
    ["detections that are no array", { detections: good }, "detections"],
    ["no detections", { detections: [] }, "detections"],
    ["an empty array", [], "body"],
    ["nothing", " ", "body"],
    ["no JSON", "hello", "body"],
    ["broken JSON", JSON.stringify(good).slice(1), "body"],
    ["a number", "17", "body"],
    ["elements that are no objects", [good, null], "[1]"],
    ["a broken line", `${JSON.stringify(good)}\n{`, "[1]"],
  ])("gives the path of the wrong field in %s", (_name, body, path) => {
    const errors = errorsOf(body);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.slice(0, path.length + 2)).toBe(`${path}: `);
  });

  it("keeps the input's values out of its messages, and the number of errors small", () => {
    expect(errorsOf({ ...good, severity: "s3cret", occurredAt: "s3cret", computer: "s3cret" }).join()).not.toContain(
      "s3cret",
    );
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1]));
    expect(errorsOf({ ...good, ...many })).toHaveLength(100);
    expect(errorsOf({ ...good, techniques: Array.from({ length: 1_000 }, () => "x") })).toHaveLength(100);
  });

  it("has a JSON schema for the documentation, with the required fields", () => {
    const schema = z.toJSONSchema(GenericDetection, { io: "input" });
    expect([...(schema.required ?? [])].sort()).toEqual([
      "computer",
      "id",
      "occurredAt",
      "outcome",
      "rule",
      "severity",
    ]);
    expect(schema.additionalProperties).toBe(false);
  });

  it("takes its example", () => {
    const body = readFileSync(new URL("../../../examples/payloads/detections.generic.json", import.meta.url), "utf8");
    expect(parse(body).map((item) => item.kind)).toEqual(["detection", "detection"]);
  });

  it("never throws, and gives detections that the house takes or errors with fields", () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(JSON.stringify(good), JSON.stringify({ detections: [good] })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(6),
        fc.string({ unit: "binary", maxLength: 3 }),
      )
      .map(([text, place, cut, put]) => {
        const at = Math.floor(place * text.length);
        return text.slice(0, at) + put + text.slice(at + cut);
      });
    const bodies = fc.oneof(
      mutated,
      fc.json(),
      fc.string({ unit: "binary" }),
      fc.constantFrom("[".repeat(200_000), `{"a":`.repeat(9_999)),
    );
    holds(
      fc.property(bodies, (body) => {
        const items = parse(body);
        expect(items.length).toBeGreaterThan(0);
        for (const item of items) {
          if (item.kind === "detection") expect(Detection.parse(item.detection)).toEqual(item.detection);
          else
            expect(item).toMatchObject({
              kind: "quarantined",
              fields: [
                { path: expect.any(String) },
                ...(item.kind === "quarantined" ? (item.fields ?? []).slice(1) : []),
              ],
            });
        }
      }),
      { numRuns: 300 },
    );
  });
});
