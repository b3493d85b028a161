// What Falcon's alerts and stream events become: two shapes and an older third, each with its traps.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Detection } from "../../../core/detection.ts";
import { parseCrowdstrike } from "../../../vendors/crowdstrike/detections.ts";
import { alert, computerId, oldStream, stream } from "./proof.ts";

type Json = Record<string, any>;
const parse = (body: unknown) =>
  parseCrowdstrike(typeof body === "string" ? body : JSON.stringify(body), "2026-01-05T00:05:00.000Z");
function one(body: unknown): Detection {
  const [item, ...rest] = parse(body);
  if (item?.kind !== "detection" || rest.length > 0) throw new Error(`no single detection: ${JSON.stringify(item)}`);
  return item.detection;
}
const changed = (more: Json): Json => ({ ...JSON.parse(alert), ...more });
const told = (more: Json, of = stream): Json => {
  const whole = JSON.parse(of) as Json;
  return { ...whole, event: { ...whole.event, ...more } };
};
const hash = "77889900aabbccddeeff1122334455667788990011aabbccddeeff2233445566";
const system = "\\Device\\HarddiskVolume3\\Windows\\System32\\rundll32.exe";

describe("an alert", () => {
  it("is a detection with each fact in its place", () => {
    const detection = one(alert);
    expect(detection).toMatchObject({
      identity: JSON.parse(alert).composite_id,
      rule: { id: "10197", name: "CredentialTheftByUnknownProgram" },
      severity: "critical",
      outcome: "allowed",
      confidence: "high",
      techniques: ["T1003"],
      occurredAt: "2026-01-05T00:00:22.328Z",
      computer: { id: computerId, name: "PC-SOUMU03", operatingSystem: "Windows 11" },
      account: "ACME\\soumu03",
      process: {
        pid: 17076,
        name: "invoice.exe",
        startedAt: "2026-01-05T00:00:13.000Z",
        parent: { pid: 1040, name: "explorer.exe" },
      },
      executable: { name: "invoice.exe", sha256: hash, signature: "unknown" },
    });
    expect(detection.link).toMatch(/^https:\/\/falcon\.us-2\.crowdstrike\.com\//);
  });

  it("with a hash of zeros has no hash", () => {
    expect(one(alert).process?.image?.sha1).toBeUndefined();
    expect(one(changed({ sha256: "0".repeat(64) })).process?.image?.sha256).toBeUndefined();
  });

  it("takes local_process_id for the process's id, never Falcon's own process_id", () => {
    expect(one(changed({ local_process_id: undefined, process_id: "4711" })).process?.pid).toBeUndefined();
  });

  it.each([
    [{ severity: 19, severity_name: undefined }, "low"],
    [{ severity: 40, severity_name: undefined }, "medium"],
    [{ severity: "60", severity_name: undefined }, "high"],
    [{ severity: 80, severity_name: undefined }, "critical"],
    [{ severity: 5, severity_name: undefined }, "low"],
    [{ severity: 10, severity_name: "High" }, "high"],
    [{ severity: undefined, severity_name: undefined }, "low"],
  ])("of %j is %s", (words, severity) => expect(one(changed(words)).severity).toBe(severity));

  it.each([
    [{ process_blocked: true, quarantine_file: true }, "blocked"],
    [{ operation_blocked: "true" }, "blocked"],
    [{ kill_process: true }, "removed"],
    [{ quarantine_file: true }, "removed"],
    [{ process_blocked: true, policy_disabled: true }, "allowed"],
    [{ kill_parent: true, detect: true }, "allowed"],
    [undefined, "allowed"],
  ])("whose disposition is %j was %s", (pattern_disposition_details, outcome) =>
    expect(one(changed({ pattern_disposition_details })).outcome).toBe(outcome),
  );

  it("leaves out Falcon's own technique ids", () => {
    expect(one(changed({ technique_id: "CST0000" })).techniques).toEqual([]);
  });

  it("on a device path knows what Windows ships, and never makes it the detected object", () => {
    const { process, executable } = one(changed({ filepath: system, filename: "rundll32.exe" }));
    expect(process?.image).toMatchObject({ path: system, signature: "os-vendor" });
    expect(executable).toBeUndefined();
  });

  it("names the file that was quarantined, or that the indicator names, beside the process that ran", () => {
    const other = "99".repeat(32);
    const quarantined_files = [{ filename: "\\Device\\HarddiskVolume3\\Users\\Public\\a.dll", sha256: other }];
    expect(one(changed({ quarantined_files })).executable).toMatchObject({ name: "a.dll", sha256: other });
    expect(one(changed({ ioc_context: [{ sha256: other }] })).executable?.sha256).toBe(other);
    expect(one(changed({ ioc_context: [] })).executable).toBeUndefined();
  });

  it("without an id, a host or a time goes to quarantine with the field", () => {
    for (const wrong of [
      changed({ composite_id: "", cid: "" }),
      changed({ device: {}, agent_id: null }),
      changed({ timestamp: "now", context_timestamp: null, created_timestamp: null }),
    ])
      expect(parse(wrong)).toMatchObject([{ kind: "quarantined", fields: [{ path: expect.any(String) }] }]);
  });

  it("without a composite id is known by customer and id, which it is made of", () => {
    expect(one(changed({ composite_id: undefined })).identity).toBe(one(alert).identity);
  });
});

describe("an event of the stream", () => {
  it("is the alert of the same composite id", () => {
    const [byAlert, byStream] = [one(alert), one(stream)];
    expect(byStream.identity).toBe(byAlert.identity);
    expect(byStream).toMatchObject({
      severity: "high",
      outcome: "blocked",
      techniques: ["T1003.001"],
      occurredAt: "2026-01-05T00:00:13.000Z",
      computer: { id: computerId, name: "PC-SOUMU03" },
      process: { name: "invoice.exe", image: { sha256: hash }, parent: { name: "explorer.exe" } },
    });
    expect(byStream.process?.image?.path).toBe(byAlert.process?.image?.path);
  });

  it("has no id of the process that the operating system knows, however small Falcon's is", () => {
    expect(one(told({ ProcessId: 4711 })).process?.pid).toBeUndefined();
  });

  it("of the older kind counts its severity to 5, gives the folder alone, and may only have been able to prevent", () => {
    expect(one(oldStream)).toMatchObject({
      identity: "ldt:5d3f8a1c2b4e4f60a7b8c9d0e1f2a3b4:38655034604",
      severity: "high",
      outcome: "allowed",
      computer: { id: computerId },
      process: {
        image: { path: "\\Device\\HarddiskVolume1\\Windows\\System32\\rundll32.exe", signature: "os-vendor" },
      },
    });
    expect(one(told({ Severity: 5 }, oldStream)).severity).toBe("critical");
    expect(one(told({ Severity: 2 }, oldStream)).severity).toBe("low");
  });

  it("that tells of no detection is counted, and one of a new kind of detection waits", () => {
    const kind = (eventType: string) => {
      const [item] = parse({ metadata: { eventType }, event: {} });
      return item?.kind;
    };
    expect(kind("AuthActivityAuditEvent")).toBe("skipped");
    expect(kind("IdpDetectionSummaryEvent")).toBe("quarantined");
    expect(kind("EppDetectionSummaryEvent")).toBe("quarantined");
  });
});

const sample = new URL("../../../../shared/samples/crowdstrike/alert_api_v2.json", import.meta.url);
it.skipIf(!existsSync(sample))("a real alert is one detection of its host", () => {
  expect(one(readFileSync(sample, "utf8"))).toMatchObject({
    severity: "low",
    outcome: "blocked",
    confidence: "low",
    techniques: [],
    computer: { name: "ABC709-1175" },
    process: { pid: 17076, parent: { pid: 1040, name: "explorer.exe" } },
    executable: { signature: "unknown", sha256: expect.stringMatching(/^b26a6791/) },
  });
});
