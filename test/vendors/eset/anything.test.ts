import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Detection } from "../../../core/detection.ts";
import { example, fixture, fixtureObject, parse } from "./read.ts";

/** A synchronous property: nothing to wait for. */
const holds = (...args: Parameters<typeof fc.assert<[unknown]>>): void => void fc.assert(...args);

const bodies = [
  ...[
    "syslog-threat-removed.json",
    "syslog-inspect-alert.json",
    "syslog-batch.log",
    "connect-v1.json",
    "connect-v2.json",
  ].map(fixture),
  ...["certutil.eset.json", "sql-server.eset.ndjson", "threat.eset.log"].map(example),
];
const events = ["syslog-threat-removed.json", "syslog-inspect-alert.json", "connect-v1.json", "connect-v2.json"].map(
  fixtureObject,
);

/** Whatever came in: known kinds, reasons of our own, and detections that the house's schema takes unchanged. */
function expectKnown(body: string): void {
  for (const item of parse(body)) {
    expect(["detection", "skipped", "quarantined"]).toContain(item.kind);
    if (item.kind === "detection") expect(Detection.parse(item.detection)).toEqual(item.detection);
    else if (item.kind !== "reference") expect(item.reason).not.toBe("could not be read");
    if (item.kind === "quarantined") expect(item.raw).not.toBe("");
  }
}

const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);
const v2 = JSON.stringify(events[3]);

describe("the ESET parser, whatever it is sent", () => {
  it.each([
    ["deep arrays", nested(10_000, "[", "]")],
    ["deep objects", `${nested(10_000, '{"a":', "")}1${"}".repeat(10_000)}`],
    ["a deep field", v2.replace('"data":', `"data":${nested(10_000, "[", "]")},"data":`)],
    ["a deep known field", v2.replace('"uuid":', `"techniques":${nested(50_000, "[", "]")},"uuid":`)],
    ["unclosed depth", "[".repeat(100_000)],
    ["unclosed objects", '{"a":'.repeat(50_000)],
    ["prototype keys", v2.replace("{", '{"__proto__":{"event_type":"Threat_Event"},"constructor":1,"toString":null,')],
    ["lone surrogates", v2.replace("srv.exe", "\\ud800srv\\udfff.exe").replace("pc-keiri07", "pc\ud800")],
    ["a number beyond doubles", v2.replace('"90"', "1e400").replace("5120", "1e400")],
    ["null bytes", v2.replace("srv.exe", "\\u0000srv.exe")],
    ["a year beyond four digits", v2.replace(/"occurTime":"\d{4}/, '"occurTime":"+123456')],
    ["huge texts", v2.replace("pc-keiri07", "あ".repeat(300_000)).replace("srv.exe", "x".repeat(1_000_000))],
    ["megabytes of braces", "{".repeat(3_000_000)],
    ["megabytes of text", "x ".repeat(1_500_000)],
    ["many lines", "HEARTBEAT\n".repeat(100_000)],
    ["many elements", `[${Array.from({ length: 50_000 }, () => "1").join(",")}]`],
  ])("survives %s within two seconds", (_name, body) => {
    const start = performance.now();
    expectKnownQuickly(body);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("takes the huge, the split and the broken characters as well-formed, short text", () => {
    const [item] = parse(v2.replace("pc-keiri07", "😀".repeat(300)).replace("E0401", "\ud800"));
    if (item?.kind !== "detection") throw new Error("not a detection");
    expect(item.detection.computer.name.isWellFormed()).toBe(true);
    expect(item.detection.computer.name.length).toBeLessThanOrEqual(253);
    expect(item.detection.rule.name.isWellFormed()).toBe(true);
  });

  it("never throws on a mutated text", () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(...bodies),
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(8), fc.string({ unit: "binary", maxLength: 4 })),
          { maxLength: 6 },
        ),
      )
      .map(([body, edits]) =>
        edits.reduce((text, [place, cut, put]) => {
          const at = Math.floor(place * text.length);
          return text.slice(0, at) + put + text.slice(at + cut);
        }, body),
      );
    holds(fc.property(mutated, expectKnown), { numRuns: 300 });
  });

  it("never throws on a mutated field", () => {
    const changed = fc
      .constantFrom(...events)
      .chain((event) =>
        fc
          .array(
            fc.tuple(fc.constantFrom(...Object.keys(event)), fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }))),
            { minLength: 1, maxLength: 4 },
          )
          .map((changes) => JSON.stringify({ ...event, ...Object.fromEntries(changes) })),
      );
    holds(fc.property(changed, expectKnown), { numRuns: 500 });
  });

  it("never throws on any text", () => {
    holds(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), expectKnown), { numRuns: 300 });
  });
});

function expectKnownQuickly(body: string): void {
  const items = parse(body);
  for (const item of items.slice(0, 100)) {
    if (item.kind === "detection") expect(Detection.safeParse(item.detection).success).toBe(true);
    else if (item.kind !== "reference") expect(item.reason).not.toBe("could not be read");
  }
}
