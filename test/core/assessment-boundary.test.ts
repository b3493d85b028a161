import { expect, test } from "vitest";
import { type Assessment, type AssessmentInput, assess, isolationCeiling } from "../../core/assessment.ts";
import { ResponsePolicy } from "../../core/policy.ts";
import { d1, d1Third, d3, type GenericJson, g2, inputOf, n1, n2, n2Twin, SHA1, toFinding } from "../stories.ts";

const isolated = ({ isolateAtOnce }: Assessment) => isolateAtOnce.map(({ target }) => target.computerName);
const killed = ({ actions }: Assessment) =>
  actions.filter(({ kind }) => kind === "kill").map(({ target }) => target.process?.pid);
const removed = ({ actions }: Assessment) =>
  actions.filter(({ kind }) => kind === "remove").map(({ target }) => target.executable?.name);
const with0 = (detections: GenericJson[], change: Partial<GenericJson>) => detections.map((d) => ({ ...d, ...change }));

test.each(["unreadable", "yes"] as const)("exemption %s on all computers: nothing at all is done", (exempt) => {
  const views = { "SV-FILE01": { exempt }, "PC-KEIRI07": { exempt } };
  const assessment = assess(inputOf(d1(), { views }));
  expect([...assessment.actions, ...assessment.isolateAtOnce]).toEqual([]);
  expect(assessment.withheld).toHaveLength(2);
  expect(assessment.ask?.who).toBe(exempt === "yes" ? "customer" : "analyst");
});

test("a computer that nobody looked up counts as unreadable", () => {
  const input: AssessmentInput = { ...inputOf(d1()), computers: [] };
  expect(assess(input).withheld.map(({ why }) => why)).toEqual(["unreadable", "unreadable"]);
});

test("a product that cannot isolate: kill and remove go out, isolation is withheld as unsupported", () => {
  const supports = ["kill", "remove"] as const;
  const assessment = assess(inputOf(d1(), { views: { "SV-FILE01": { supports }, "PC-KEIRI07": { supports } } }));
  expect(isolated(assessment)).toEqual([]);
  expect(killed(assessment)).toHaveLength(4);
  expect(assessment.withheld.map(({ why, wouldHave }) => [why, wouldHave.length])).toEqual([
    ["unsupported", 1],
    ["unsupported", 1],
  ]);
  expect(assessment.reason.ja).toContain("隔離非対応");
  expect(assessment.ask?.who).toBe("customer");
});

test("policy: isolation off withholds isolation alone, remediation off withholds kill and remove alone", () => {
  const noIsolation = assess(inputOf(d1(), { policy: { isolation: false } }));
  expect([isolated(noIsolation).length, noIsolation.actions.length > 0]).toEqual([0, true]);
  expect(new Set(noIsolation.withheld.map(({ why }) => why))).toEqual(new Set(["policy-isolation"]));
  const noRemediation = assess(inputOf(d1(), { policy: { remediation: false } }));
  expect([isolated(noRemediation).length, noRemediation.actions.length]).toEqual([2, 0]);
  expect(new Set(noRemediation.withheld.map(({ why }) => why))).toEqual(new Set(["policy-remediation"]));
});

test("the same techniques blocked, at low confidence, at medium severity or without a bad file do not isolate", () => {
  const signed = { signature: "trusted" as const, name: "tool.exe", sha1: SHA1.enc };
  const allSigned = d1().map((d) => ({ ...d, process: { pid: 5, name: "tool.exe" }, executable: signed }));
  for (const detections of [
    with0(d1(), { outcome: "blocked" }),
    with0(d1(), { confidence: "low" }),
    with0(d1(), { severity: "medium" }),
    allSigned,
  ]) {
    expect(isolated(assess(inputOf(detections)))).toEqual([]);
  }
});

test.each([
  ["T1003.001", "credential-theft"],
  ["T1021.002", "lateral-movement"],
  ["T1486", "ransomware"],
])(
  "%s by an unsigned program isolates as %s; by Windows' own program an analyst or the customer is asked",
  (technique, row) => {
    const base = d3()
      .slice(2)
      .map((d) => ({ ...d, techniques: [technique] }));
    expect(assess(inputOf(base))).toMatchObject({ row, isolateAtOnce: [{ kind: "isolate" }] });
    const bare = base.map(({ executable: _, ...d }) => ({ ...d, process: { pid: 7, name: "rundll32.exe" } }));
    expect(assess(inputOf(bare))).toMatchObject({ verdict: "needs-a-person", isolateAtOnce: [], actions: [] });
  },
);

test("at low confidence nothing is killed or removed, whatever the severity: an analyst decides", () => {
  expect(assess(inputOf(with0(d3(), { confidence: "low" })))).toMatchObject({ row: "unclear", actions: [] });
});

test("within the spread limit the bad actor reaches the computers where only Windows' own tools were seen", () => {
  const noFileOnPc = d1().map((d) => {
    if (d.id !== "d1-2") return d;
    const { executable: _, ...rest } = d;
    return rest;
  });
  const assessment = assess(inputOf(noFileOnPc));
  expect(isolated(assessment)).toEqual(["SV-FILE01", "PC-KEIRI07"]);
  expect(killed(assessment)).toContain(5104);
});

test("a roll-out of one computer an hour is beyond the limit too, once it passes the share of the fleet", () => {
  const slow = n2(6).map((d, hour) => ({ ...d, occurredAt: `2024-06-12T0${hour}:00:00Z` }));
  expect(assess(inputOf(slow, { fleetSize: 20 })).row).toBe("admin-tool-spread");
  expect(assess(inputOf(slow, { fleetSize: 200 })).row).toBe("admin-tool");
});

test("a merely unwanted file beside an administrator's tool is no bad actor: nothing is isolated", () => {
  const [unwanted, [tool]] = [d3().slice(2), n2(1)];
  if (tool === undefined) throw new Error("no story");
  const medium = unwanted.map((d) => ({ ...d, severity: "medium" as const, confidence: "high" as const }));
  const here = { ...tool, computer: medium[0]?.computer ?? tool.computer };
  expect(assess(inputOf([...medium, here]))).toMatchObject({ row: "unwanted-file", isolateAtOnce: [] });
});

test("exploitation alone, or persistence alone, does not isolate", () => {
  const at = (id: string) =>
    d3()
      .slice(2)
      .map((d) => ({ ...d, techniques: [id] }));
  expect(isolated(assess(inputOf(at("T1190"))))).toEqual([]);
  expect(isolated(assess(inputOf(at("T1547.001"))))).toEqual([]);
});

test("a low detection that the product handled goes into the digest; the threshold is the customer's", () => {
  const low = with0(n1(), { severity: "low" });
  const digest = (digestUpTo: "none" | "low" | "medium", detections = low) =>
    assess(inputOf(detections, { policy: { digestUpTo } })).digestOnly;
  expect([digest("none"), digest("low"), digest("medium", n1()), digest("low", n1())]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("what the product removed is handled; low and allowed alone is left alone; low bystanders are not killed", () => {
  expect(assess(inputOf(with0(d3(), { outcome: "removed" })))).toMatchObject({ verdict: "handled", actions: [] });
  expect(assess(inputOf(with0(d3(), { severity: "low" })))).toMatchObject({ row: "low-allowed", actions: [] });
  const [mshta, ...rest] = d3();
  if (mshta === undefined) throw new Error("no story");
  expect(killed(assess(inputOf([{ ...mshta, severity: "low" }, ...rest])))).toEqual([7102, 7044]);
});

test("a medium file of high confidence is killed and removed, without isolation; of medium confidence an analyst decides", () => {
  const sure = d3()
    .slice(2)
    .map((d) => ({ ...d, severity: "medium" as const, confidence: "high" as const }));
  expect(assess(inputOf(sure))).toMatchObject({ row: "unwanted-file", isolateIfUnconfirmed: false });
  expect(removed(assess(inputOf(sure)))).toEqual(["upd.exe"]);
  expect(assess(inputOf(with0(sure, { confidence: "medium" })))).toMatchObject({ row: "unclear", actions: [] });
});

test("a file without a known signature that bears a Windows name is not removed, and svchost.exe is not killed", () => {
  const named = (name: string) =>
    d3().map((d, i) =>
      i === 1
        ? { ...d, severity: "critical" as const, process: { pid: 44, name }, executable: { name, sha1: SHA1.enc } }
        : d,
    );
  expect(removed(assess(inputOf(named("powershell.exe"))))).toEqual(["upd.exe"]);
  expect(killed(assess(inputOf(named("svchost.exe"))))).toEqual([7102, 7012]);
});

test("the ceiling is the policy's, and a percentage of the fleet where that is more", () => {
  const policy = ResponsePolicy.parse({});
  expect(isolationCeiling(policy, 10)).toEqual({ perWindow: 3, minutes: 10, atATime: 3 });
  expect(isolationCeiling(policy, 400)).toEqual({ perWindow: 3, minutes: 10, atATime: 20 });
});

test("the stories are detections of the generic source's shape", () => {
  for (const detection of [...d1(), ...d1Third(), ...d3(), ...g2(), ...n1(), ...n2(3), ...n2Twin(3)])
    expect(toFinding(detection).product).toBe("generic");
});
