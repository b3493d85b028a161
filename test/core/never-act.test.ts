import { describe, expect, test } from "vitest";
import { assess, commentOn, conclude } from "../../core/assessment.ts";
import type { Detection } from "../../core/detection.ts";
import { findingFacts, findingOf } from "../../core/finding.ts";
import { d1, d3, inputOf } from "../stories.ts";

const marked = (detections: ReturnType<typeof d1>, neverAct: Detection["neverAct"], computer?: string) =>
  detections.map((one) => (computer === undefined || one.computer.name === computer ? { ...one, neverAct } : one));

describe("a product's sample", () => {
  test("is told and closed, and nothing is done about it, whatever it says", () => {
    const input = inputOf(marked(d1(), "sample"));
    const assessment = assess(input);
    expect(assessment).toMatchObject({ row: "sample", verdict: "no-impact", severity: "critical", digestOnly: false });
    expect([...assessment.actions, ...assessment.isolateAtOnce, ...assessment.withheld]).toEqual([]);
    expect(conclude(input, assessment, [])).toEqual({ next: "finish", status: "closed" });
    expect(commentOn(input, assessment, []).comment.ja).toContain("サンプル");
  });

  test("adds nothing to what is real, and takes nothing from it", () => {
    const [first, ...rest] = d1();
    const sample = { ...first, neverAct: "sample", computer: { id: "i-99999999", name: "i-99999999" } } as const;
    const [alone, beside] = [assess(inputOf(d1())), assess(inputOf([sample as never, ...d1()]))];
    expect([beside.row, beside.actions, beside.isolateAtOnce]).toEqual([alone.row, alone.actions, alone.isolateAtOnce]);
    expect(rest.length).toBeGreaterThan(0);
  });
});

test("nothing is done by itself on the security product's own server, and a person is asked", () => {
  const input = inputOf(marked(d1(), "product-server", "SV-FILE01"));
  const assessment = assess(input);
  const targets = [...assessment.actions, ...assessment.isolateAtOnce].map(({ target }) => target.computerName);
  expect(new Set(targets)).toEqual(new Set(["PC-KEIRI07"]));
  expect(assessment.withheld.map(({ why }) => why)).toEqual(["unsupported"]);
  expect(assessment.ask?.who).toBe("customer");
});

test("one finding of the product's server shields the computer from the others too", () => {
  const [first, ...rest] = d3();
  const input = inputOf([{ ...first, neverAct: "product-server" } as never, ...rest]);
  expect(assess(input).actions).toEqual([]);
});

describe("a product that can isolate and release only", () => {
  const supports = ["isolate", "release"] as const;
  const input = inputOf(d3(), { views: { "PC-SOUMU03": { supports } } });
  const only = { ...input, computers: input.computers.map((view) => ({ ...view, supports })) };

  test("is asked for nothing else: what it cannot stop or remove is isolated", () => {
    const assessment = assess(only);
    expect(assessment.row).toBe("malware-ran");
    expect(assessment.actions).toEqual([]);
    const conclusion = conclude(only, assessment, []);
    expect(conclusion).toMatchObject({ next: "isolate", isolate: [{ kind: "isolate" }] });
  });

  test("has its comment say what it does not support", () => {
    const { comment } = commentOn(only, assess(only), []);
    expect(comment.ja).toContain("製品が対応していません");
    expect(comment.en).toContain("does not support");
  });
});

test("findings of before keep what makes them the same; a marked one is another", () => {
  const [one] = inputOf(d1()).findings;
  if (one === undefined) throw new Error("no finding");
  expect(JSON.parse(findingFacts(one))).toHaveLength(9);
  expect(findingFacts({ ...one, neverAct: "sample" })).not.toBe(findingFacts(one));
});

test("how often the product has seen it is no part of a finding", () => {
  const [one] = inputOf(d1()).findings;
  if (one === undefined) throw new Error("no finding");
  const detection = { ...one, identity: "x", aliases: [] };
  expect(findingOf({ ...detection, revision: 7 })).toEqual(findingOf(detection));
});
