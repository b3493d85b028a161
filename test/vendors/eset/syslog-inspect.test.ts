import { describe, expect, it } from "vitest";
import { detectionOf, fixtureObject } from "./read.ts";

const alert = fixtureObject("syslog-inspect-alert.json");
const device = "5f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5";

describe("an ESET Inspect alert", () => {
  it("is one rule hit, with the hash at the process that the system ships", () => {
    const detection = detectionOf(alert);
    expect(detection).toMatchObject({
      identity: "uuid:b1c2d3e4-0001-4002-8003-0123456789ab",
      aliases: [`alarm:${device}|4711`],
      rule: { id: "B0401", name: "Processes killing from command line" },
      severity: "low",
      outcome: "allowed",
      confidence: "medium",
      process: {
        name: "taskkill.exe",
        commandLine: "/PID 21288 /F",
        image: { path: "%SYSTEM%\\taskkill.exe", sha1: String(alert.hash).toLowerCase(), signature: "os-vendor" },
      },
      link: "https://inspect.example.com/console/detection/4711",
    });
    expect(detection.executable).toBeUndefined();
  });

  it("is the same under its documented event type and with rule_name", () => {
    const { rulename, ...rest } = alert;
    const documented = { ...rest, event_type: "EnterpriseInspectorAlert_Event", rule_name: rulename };
    expect(detectionOf(documented)).toEqual(detectionOf(alert));
  });

  it("of an older version takes eialarmid, else the number at the end of the link", () => {
    const older = { ...alert, detection_uuid: "" };
    expect(detectionOf(older).identity).toBe(`alarm:${device}|4711`);
    expect(detectionOf({ ...older, eialarmid: "12" }).identity).toBe(`alarm:${device}|12`);
    expect(detectionOf({ ...older, eiconsolelink: "" }).identity).toMatch(/^facts:/);
  });

  it.each([
    ["Information", "34", "low"],
    ["Warning", "46", "medium"],
    ["Information", "55", "medium"],
    ["Warning", "60", "high"],
    ["Fatal", "10", "critical"],
    ["", "", "low"],
  ])("of severity %j and score %j is %s", (severity, severity_score, expected) => {
    expect(detectionOf({ ...alert, severity, severity_score }).severity).toBe(expected);
  });

  it.each([
    [{}, "allowed"],
    [{ resolved: "true" }, "removed"],
    [{ handled: "true" }, "blocked"],
    [{ action: "Blocked" }, "blocked"],
    [{ handled: "false" }, "allowed"],
  ])("with %j is %s", (change, outcome) => {
    expect(detectionOf({ ...alert, ...change }).outcome).toBe(outcome);
  });

  it.each([
    [
      "Certutilが不審な実行モジュールをドロップしました[A0313]",
      "A0313",
      "Certutilが不審な実行モジュールをドロップしました",
      ["T1105", "T1140"],
    ],
    ["Nslookup wrote a file [F0500]", "F0500", "Nslookup wrote a file", []],
    ["Dropper [x] seen [F0500][T1105] [T1059.001]", "F0500", "Dropper [x] seen", ["T1105", "T1059.001"]],
    ["My own rule", "My own rule", "My own rule", []],
    ["[A0313]", "[A0313]", "[A0313]", []],
  ])("named %j has id, name and techniques", (rulename, id, name, techniques) => {
    expect(detectionOf({ ...alert, rulename })).toMatchObject({ rule: { id, name }, techniques });
  });

  it.each([
    [{ techniques: ["T1105", "T1105", "nonsense"] }, ["T1105"]],
    [{ mitre: "T1059.001, T1190" }, ["T1059.001", "T1190"]],
    [{ mitre_techniques: [{ id: "T1003", name: "x" }] }, ["T1003"]],
    [{ techniques: { a: { b: { c: { d: "T1003" } } } } }, []],
  ])("reads the techniques of %j", (change, techniques) => {
    expect(detectionOf({ ...alert, ...change }).techniques).toEqual(techniques);
  });

  it.each(["javascript:alert(1)", "https://user@x/1", "ftp://x/1", "https://", "https://user:pass@x/1", "not a link"])(
    "has no link out of %j",
    (eiconsolelink) => {
      expect(detectionOf({ ...alert, eiconsolelink }).link).toBeUndefined();
    },
  );

  it.each([
    ["%SYSTEM%\\cmd.exe", "os-vendor"],
    ["C:\\WINDOWS\\SysWOW64\\rundll32.exe", "os-vendor"],
    ["%WINDIR%\\System32\\wbem\\WMIC.exe", "os-vendor"],
    ["C:\\Users\\x\\svchost.exe", "unknown"],
    ["%SYSTEM%\\evil.exe", "unknown"],
    ["%SYSTEM%\\drivers\\cmd.exe", "unknown"],
    ["C:\\Windows\\System32\\..\\Temp\\cmd.exe", "unknown"],
    ["D:\\x\\Windows\\System32\\cmd.exe", "unknown"],
    ["cmd.exe", "unknown"],
  ])("says of the program %j: %s", (processname, signature) => {
    expect(detectionOf({ ...alert, processname }).process?.image?.signature).toBe(signature);
  });

  it("takes the image for the detected object only when the product calls it unsigned", () => {
    const own = { ...alert, processname: "C:\\Users\\x\\upd.exe" };
    expect(detectionOf(own).executable).toBeUndefined();
    expect(detectionOf({ ...own, signature_type: "None" }).executable).toMatchObject({ name: "upd.exe" });
  });
});
