import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type AssessmentInput, assess, conclude } from "../../core/assessment.ts";
import { commentOn } from "../../core/comment.ts";
import type { Finding } from "../../core/finding.ts";
import { ResponsePolicy } from "../../core/policy.ts";
import { d1, d3, g2, n1, n2, toFinding } from "../stories.ts";

const LISTED = "a".repeat(40);
const bases = [...d1(), ...d3(), ...g2(), ...n1(), ...n2(2)].map(toFinding);

const file = fc.record({
  name: fc.constantFrom("enc.exe", "cmd.exe", "tool.exe", "svchost.exe"),
  sha1: fc.constantFrom(LISTED, ..."bcdef0123".split("").map((digit) => digit.repeat(40))),
  signature: fc.constantFrom("os-vendor", "trusted", "untrusted", "unknown"),
});
const finding: fc.Arbitrary<Finding> = fc
  .record({
    base: fc.constantFrom(...bases),
    severity: fc.constantFrom("low", "medium", "high", "critical"),
    confidence: fc.constantFrom("low", "medium", "high"),
    outcome: fc.constantFrom("blocked", "removed", "allowed"),
    computer: fc.constantFrom("c1", "c2", "c3", "c4", "c5", "c6"),
    executable: file,
    pid: fc.integer({ min: 1, max: 9 }),
    image: file,
  })
  .map(
    ({ base, computer, pid, image, ...facts }) =>
      ({
        ...base,
        ...facts,
        computer: { id: computer, name: computer.toUpperCase() },
        process: { pid, name: image.name, image },
      }) as Finding,
  );
const view = (computerId: string) =>
  fc.record({
    computerId: fc.constant(computerId),
    name: fc.constant(computerId.toUpperCase()),
    exempt: fc.constantFrom("no", "yes", "unreadable"),
    supports: fc.subarray(["kill", "remove", "isolate", "release"] as const),
  });
const input = fc
  .record({
    findings: fc.array(finding, { minLength: 1, maxLength: 12 }),
    computers: fc.tuple(...["c1", "c2", "c3", "c4", "c5"].map(view)),
    fleetSize: fc.integer({ min: 0, max: 500 }),
    isolation: fc.boolean(),
    remediation: fc.boolean(),
  })
  .map(
    ({ isolation, remediation, ...rest }): AssessmentInput => ({
      ...rest,
      at: "2024-06-15T00:00:00Z",
      policy: ResponsePolicy.parse({
        isolation,
        remediation,
        allowList: [{ sha1: LISTED, reason: "ours", until: "2030-01-01T00:00:00Z" }],
      }),
    }),
  );
const planned = (i: AssessmentInput) => {
  const { actions, isolateAtOnce } = assess(i);
  return [...actions, ...isolateAtOnce];
};
const always = (property: (i: AssessmentInput) => void): void =>
  fc.assert(fc.property(input, property), { numRuns: 300, seed: 20240524 });

test("nothing is done or isolated where all findings were blocked or removed", () => {
  always((i) => {
    const findings = i.findings.map((f) => (f.outcome === "allowed" ? { ...f, outcome: "blocked" as const } : f));
    expect(planned({ ...i, findings })).toEqual([]);
  });
});

test("no file that the operating system's vendor signed, or that is allow-listed, is ever removed or would have been", () => {
  always((i) => {
    const { actions, withheld } = assess(i);
    const removals = [...actions, ...withheld.flatMap((w) => w.wouldHave)].filter(({ kind }) => kind === "remove");
    const files = i.findings.flatMap((f) => [f.executable, f.process?.image]);
    const system = files.filter((f) => f?.signature === "os-vendor").map((f) => f?.sha1);
    for (const { target } of removals) expect([LISTED, ...system]).not.toContain(target.executable?.sha1);
  });
});

test("nothing is planned on a computer that is exempt, unreadable or unknown, nor against policy or ability", () => {
  always((i) => {
    const assessment = assess(i);
    const late = conclude(i, assessment, []);
    for (const { kind, target } of [...planned(i), ...(late.next === "isolate" ? late.isolate : [])]) {
      const seen = i.computers.find(({ computerId }) => computerId === target.computerId);
      expect(seen).toMatchObject({ exempt: "no", supports: expect.arrayContaining([kind]) });
      expect(kind === "isolate" ? i.policy.isolation : i.policy.remediation).toBe(true);
    }
  });
});

test("the order of the findings changes nothing", () => {
  always((i) => {
    const turned = { ...i, findings: [...i.findings].reverse() };
    expect(assess(turned)).toEqual(assess(i));
    expect(commentOn(turned, assess(turned), [])).toEqual(commentOn(i, assess(i), []));
  });
});

test("reason and comment are never empty in either language, and none says undefined", () => {
  always((i) => {
    const assessment = assess(i);
    const { comment, recommended } = commentOn(i, assessment, []);
    for (const { ja, en } of [assessment.reason, comment, ...recommended]) {
      expect(ja).toMatch(/\S/);
      expect(en).toMatch(/\S/);
      expect(`${ja}${en}`).not.toMatch(/undefined| {2}/);
    }
    expect(comment.ja).not.toContain("隔離済み");
    expect(comment.en).not.toMatch(/\b(is|are) isolated\b|We stopped|We removed/);
  });
});
