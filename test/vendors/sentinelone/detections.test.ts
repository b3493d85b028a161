import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Detection } from "../../../core/detection.ts";
import { parseSentinelOne } from "../../../vendors/sentinelone/detections.ts";
import { fixture, sha1 } from "./proof.ts";

const parse = (value: unknown) =>
  parseSentinelOne(typeof value === "string" ? value : JSON.stringify(value), "2026-02-02T00:00:00.000Z");
const one = (value: unknown): Detection => {
  const [item] = parse(value);
  if (item?.kind !== "detection") throw new Error(JSON.stringify(item));
  return item.detection;
};
const threat = () => JSON.parse(fixture("threat-static.json"));
const withInfo = (info: object, more: object = {}) => {
  const value = threat();
  return { ...value, ...more, threatInfo: { ...value.threatInfo, ...info } };
};

describe("a threat of API 2.1", () => {
  it("is told with its computer, its file and who wrote it", () => {
    expect(one(threat())).toEqual({
      identity: "threat:1809876543210987653",
      aliases: [],
      product: "sentinelone",
      rule: { id: "pre_execution", name: "Trojan: invoice_viewer.exe" },
      severity: "high",
      confidence: "high",
      outcome: "allowed",
      techniques: ["T1547.001"],
      occurredAt: "2026-01-05T01:20:29.118Z",
      computer: {
        id: "1801234567890123457",
        name: "PC-EIGYO11",
        operatingSystem: "Windows 11 Pro",
        group: "Tokyo/Clients",
        addresses: ["10.20.30.44", "192.168.56.1"],
      },
      account: "ACME\\tanaka",
      process: { name: "msedge.exe" },
      executable: {
        name: "invoice_viewer.exe",
        path: "\\Device\\HarddiskVolume3\\Users\\tanaka\\AppData\\Local\\Temp\\invoice_viewer.exe",
        sha1,
        signature: "untrusted",
      },
    });
  });

  it("that a dynamic engine saw is a program that ran, with its parent", () => {
    const { process, severity, techniques } = one(JSON.parse(fixture("api-answer.json")).data[1]);
    expect(process).toMatchObject({ name: "invoice_viewer.exe", parent: { name: "explorer.exe" }, image: { sha1 } });
    expect(process?.commandLine).toMatch(/ -all$/);
    expect([severity, techniques]).toEqual(["critical", ["T1486"]]);
  });

  it.each([
    [{ confidenceLevel: "malicious" }, "high", "high"],
    [{ confidenceLevel: "suspicious" }, "medium", "medium"],
    [{ confidenceLevel: "n/a" }, "low", "low"],
    [{ confidenceLevel: "malicious", classification: "Ransomware" }, "critical", "high"],
    [{ confidenceLevel: "suspicious", classification: "Ransomware" }, "medium", "medium"],
    [{ confidenceLevel: "malicious", classification: "PUA" }, "medium", "high"],
  ])("with %o weighs %s, as sure as %s", (info, severity, confidence) => {
    expect(one(withInfo(info))).toMatchObject({ severity, confidence });
  });

  const done = { action: "quarantine", status: "success" };
  it.each([
    [{ mitigationStatus: "mitigated" }, [done], "removed"],
    [{ mitigationStatus: "mitigated", mitigatedPreemptively: true }, [done], "blocked"],
    [{ mitigationStatus: "mitigated" }, [{ action: "quarantine", status: "pending" }], "allowed"],
    [{ mitigationStatus: "mitigated" }, [{ action: "kill", status: "failed" }, done], "allowed"],
    [{ mitigationStatus: "mitigated", failedActions: true }, [], "allowed"],
    [{ mitigationStatus: "mitigated", pendingActions: true }, [], "allowed"],
    [{ mitigationStatus: "mitigated", rebootRequired: true }, [], "allowed"],
    [{ mitigationStatus: "not_mitigated" }, [done], "allowed"],
    [{ mitigationStatus: null }, [], "allowed"],
  ])("with %o and reports %o was %s", (info, mitigationStatus, outcome) => {
    expect(one(withInfo(info, { mitigationStatus })).outcome).toBe(outcome);
  });

  it.each([{ mitigationStatus: "marked_as_benign" }, { analystVerdict: "false_positive" }])(
    "that an analyst called benign there (%o) is no detection",
    (info) => expect(parse(withInfo(info))).toEqual([{ kind: "skipped", reason: "marked as benign in the product" }]),
  );

  it("of Windows' own program on any volume is never taken for an unknown file", () => {
    const filePath = "\\Device\\HarddiskVolume7\\Windows\\System32\\cmd.exe";
    const read = one(withInfo({ filePath, fileVerificationType: null, isValidCertificate: null }));
    expect(read.executable).toMatchObject({ path: filePath, signature: "os-vendor" });
  });

  it.each([
    [{ fileVerificationType: "SignedVerified", publisherName: "Acme Ltd" }, "untrusted"],
    [{ fileVerificationType: "SignedVerified", isValidCertificate: true, publisherName: "Acme Ltd" }, "trusted"],
    [{ fileVerificationType: "SignedInvalid", isValidCertificate: true }, "untrusted"],
    [{ fileVerificationType: "PathNotSigned" }, "unknown"],
  ])("with %o is %s", (info, signature) => expect(one(withInfo(info)).executable?.signature).toBe(signature));
});

describe("ids", () => {
  it("of 19 digits stay texts", () => expect(one(threat()).identity).toBe("threat:1809876543210987653"));

  it("that a sender wrote as a number, and so lost, are never taken for another threat's", () => {
    const text = JSON.stringify(threat()).replaceAll('"1809876543210987653"', "1809876543210987653");
    expect(parse(text)).toMatchObject([{ kind: "quarantined", reason: "names no threat" }]);
  });

  it("of the computer must be there", () => {
    expect(parse({ ...threat(), agentRealtimeInfo: {} })).toMatchObject([
      { kind: "quarantined", reason: "names no computer" },
    ]);
  });
});

describe("a delivery", () => {
  it("may be one threat, a list, lines, or an answer of the API", () => {
    const answer = JSON.parse(fixture("api-answer.json"));
    const twice = [threat(), answer.data[1]];
    const expected = parse(answer);
    expect(expected.map(({ kind }) => kind)).toEqual(["detection", "detection"]);
    for (const body of [twice, twice.map((item) => JSON.stringify(item)).join("\n"), { data: twice, errors: null }])
      expect(parse(body)).toEqual(expected);
    expect(parse({ threat: threat() })).toEqual([expected[0]]);
  });

  it("of which one item is unknown keeps that item's own text", () => {
    const items = parse(`{"data":[${JSON.stringify(threat())}, {"alertInfo":{"alertId":"1"}}]}`);
    expect(items[1]).toEqual({
      kind: "quarantined",
      reason: "neither a threat nor an alert of SentinelOne",
      raw: '{"alertInfo":{"alertId":"1"}}',
    });
  });

  it("of API 2.0 tells the same in flat fields", () => {
    expect(one(fixture("threat-flat.json"))).toMatchObject({
      identity: "threat:609876543210987655",
      severity: "high",
      outcome: "allowed",
      occurredAt: "2019-05-06T07:08:07.000Z",
      computer: { id: "1801234567890123457", name: "PC-EIGYO11", addresses: ["203.0.113.44"] },
      executable: { name: "invoice_viewer.exe", sha1, signature: "untrusted" },
    });
    const flat = JSON.parse(fixture("threat-flat.json"));
    expect(one({ ...flat, mitigationStatus: "blocked" }).outcome).toBe("blocked");
    expect(one({ ...flat, mitigationStatus: "suspicious" })).toMatchObject({ severity: "medium", outcome: "allowed" });
  });
});

const sample = new URL("../../../../shared/samples/sentinelone/sekoia_threat.json", import.meta.url);
it.skipIf(!existsSync(sample))("a threat that the product sent is understood", () => {
  const read = one(readFileSync(sample, "utf8"));
  expect(read).toMatchObject({ identity: "threat:1112953674841025235", severity: "medium", outcome: "allowed" });
  expect(read.computer).toMatchObject({ id: "1109245354690326957", name: "host07.example.com" });
});

describe("an alert of a custom rule (STAR)", () => {
  const alert = () => JSON.parse(fixture("alert-star.json"));
  const changed = (part: string, more: object) => ({ ...alert(), [part]: { ...alert()[part], ...more } });

  it("is told with its rule, the process that was begun, and who began it", () => {
    expect(one(alert())).toEqual({
      identity: "alert:1909876543210987653",
      aliases: [],
      product: "sentinelone",
      rule: { id: "1700000000000000009", name: "Script host started from an office program" },
      severity: "high",
      confidence: "medium",
      outcome: "allowed",
      techniques: [],
      occurredAt: "2026-01-05T01:36:24.673Z",
      computer: { id: "1801234567890123457", name: "PC-EIGYO11", operatingSystem: "Windows 11 Pro" },
      account: "ACME\\tanaka",
      process: {
        name: "viewer.exe",
        pid: 7212,
        commandLine: "viewer.exe -q",
        image: {
          name: "viewer.exe",
          path: "C:\\Users\\tanaka\\AppData\\Local\\Temp\\viewer.exe",
          sha1,
          signature: "untrusted",
        },
        parent: { name: "WINWORD.EXE", pid: 6120 },
      },
      executable: {
        name: "viewer.exe",
        path: "C:\\Users\\tanaka\\AppData\\Local\\Temp\\viewer.exe",
        sha1,
        signature: "untrusted",
      },
    });
  });

  it("that began no process tells of the one that did it, and never makes a signed program the object", () => {
    const nothing = { tgtProcName: null, tgtProcImagePath: null, tgtProcPid: null, tgtFilePath: null };
    const { process, executable } = one(changed("targetProcessInfo", nothing));
    expect(process).toMatchObject({ name: "WINWORD.EXE", pid: 6120, parent: { name: "explorer.exe", pid: 4120 } });
    expect(executable).toBeUndefined();
  });

  it("about a file that was written names that file, and the process that wrote it", () => {
    const written = { tgtProcName: null, tgtProcImagePath: null, tgtFilePath: "C:\\Users\\Public\\drop.exe" };
    const { process, executable } = one(changed("targetProcessInfo", written));
    expect([process?.name, executable?.name, executable?.sha1]).toEqual(["WINWORD.EXE", "drop.exe", sha1]);
  });

  it.each([
    ["Info", "UNDEFINED", "low", "medium"],
    ["Critical", "Malicious", "critical", "high"],
    ["strange", "Suspicious", "medium", "medium"],
  ])("of severity %s, treated as %s, is %s with confidence %s", (severity, treatAsThreat, expected, confidence) =>
    expect(one(changed("ruleInfo", { severity, treatAsThreat }))).toMatchObject({ severity: expected, confidence }),
  );

  it("that an analyst called a false positive there opens nothing", () =>
    expect(parse(changed("alertInfo", { analystVerdict: "False positive" }))).toMatchObject([{ kind: "skipped" }]));

  it.each([
    ["alertInfo", { alertId: Number("1909876543210987653") }, "alertInfo.alertId"],
    ["agentRealtimeInfo", { id: null }, "agentRealtimeInfo.id"],
    ["alertInfo", { createdAt: "soon", reportedAt: null }, "alertInfo.createdAt"],
  ])("without what it needs (%s %j) waits in the quarantine, with the field", (part, more, path) =>
    expect(parse(changed(part, more))).toMatchObject([{ kind: "quarantined", fields: [{ path }] }]),
  );
});
