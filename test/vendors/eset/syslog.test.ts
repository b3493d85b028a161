import { describe, expect, it } from "vitest";
import { detectionOf, fixtureObject, kinds, parse } from "./read.ts";

const threat = fixtureObject("syslog-threat-removed.json");
const device = "5f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5";

describe("a Threat_Event", () => {
  it("becomes a detection with the file as the detected object", () => {
    expect(detectionOf(threat)).toMatchObject({
      identity: `threat:${device}|${String(threat.hash).toLowerCase()}|2025-02-05T23:59:07Z`,
      aliases: [],
      product: "eset",
      rule: { id: "Win32/Agent.Example", name: "Trojan Win32/Agent.Example" },
      severity: "low",
      outcome: "removed",
      confidence: "high",
      occurredAt: "2025-02-05T23:59:07.000Z",
      computer: {
        id: device,
        name: "pc-hanbai11.corp.example.com",
        operatingSystem: "Microsoft Windows 11 Pro",
        group: "All/Sales",
        addresses: ["192.0.2.30"],
      },
      account: "CORP\\tanaka",
      executable: {
        name: "setup.exe",
        path: "C:\\Users\\tanaka\\Downloads\\a b\\setup.exe",
        sha1: String(threat.hash).toLowerCase(),
        signature: "unknown",
      },
    });
  });

  it("makes one line of a name with control characters", () => {
    expect(detectionOf({ ...threat, hostname: "pc\r\nBcc: x\u0000" }).computer.name).toBe("pc Bcc: x");
  });

  it("treats empty strings as absent", () => {
    const detection = detectionOf({ ...threat, username: "", hostname: " ", os_name: "", group_name: "" });
    expect(detection.process).toBeUndefined();
    expect(detection.account).toBeUndefined();
    expect(detection.computer).toEqual({ id: device, name: device, addresses: ["192.0.2.30"] });
  });

  it.each([
    ["Cleaned by deleting", "true", "removed"],
    ["Deleted", true, "removed"],
    ["Quarantined", "true", "removed"],
    ["Blocked", "true", "blocked"],
    ["Blocked and cleaned", 1, "blocked"],
    ["Contained infected files", "true", "blocked"],
    ["Connection terminated", "TRUE", "blocked"],
    ["", "true", "blocked"],
    ["Deleted", "", "removed"],
    ["Deleted", "false", "allowed"],
    ["Blocked", false, "allowed"],
    ["Retained", "true", "allowed"],
    ["Unable to clean", "true", "allowed"],
    ["", "", "allowed"],
  ])("with action %j and threat_handled %j is %s", (action_taken, threat_handled, outcome) => {
    expect(detectionOf({ ...threat, action_taken, threat_handled }).outcome).toBe(outcome);
  });

  it("stays allowed while the action failed or waits for a restart", () => {
    expect(detectionOf({ ...threat, action_error: "Access denied" }).outcome).toBe("allowed");
    expect(detectionOf({ ...threat, need_restart: "true" }).outcome).toBe("allowed");
  });

  it.each([
    ["Information", "low"],
    ["Notice", "low"],
    ["Warning", "low"],
    ["Error", "medium"],
    ["Critical", "high"],
    ["Fatal", "critical"],
    ["", "low"],
  ])("of severity %j is %s", (severity, expected) => {
    expect(detectionOf({ ...threat, severity }).severity).toBe(expected);
  });

  it.each([
    ["occurred", { occured: undefined, occurred: "29-Feb-2024 00:00:01" }, "2024-02-29T00:00:01.000Z"],
    ["a month in lower case", { occured: "1-feb-2024 10:00:00" }, "2024-02-01T10:00:00.000Z"],
    ["RFC 3339", { occured: "2024-02-01T10:00:00+09:00" }, "2024-02-01T01:00:00.000Z"],
  ])("reads the time written as %s", (_name, change, expected) => {
    expect(detectionOf({ ...threat, ...change }).occurredAt).toBe(expected);
  });

  it.each(["31-Feb-2024 00:00:00", "01-Foo-2024 00:00:00", "01-Feb-2024 24:00:00", "yesterday", ""])(
    "is quarantined with the time %j",
    (occured) => {
      expect(kinds(JSON.stringify({ ...threat, occured }))).toEqual(["quarantined: the time cannot be read"]);
    },
  );

  it("is quarantined without a computer, naming the field", () => {
    expect(parse(JSON.stringify({ ...threat, source_uuid: "" }))).toMatchObject([
      { kind: "quarantined", fields: [{ path: "source_uuid", message: "is missing or empty" }] },
    ]);
  });

  it("keeps events apart that have no hash and differ in object, threat or second", () => {
    const bare = { ...threat, hash: "" };
    const identities = [
      bare,
      { ...bare, object_uri: "file:///C:/b.exe" },
      { ...bare, threat_name: "B" },
      { ...bare, occured: "05-Feb-2025 23:59:08" },
      { ...bare, source_uuid: "other" },
    ].map((event) => detectionOf(event).identity);
    expect(new Set(identities).size).toBe(5);
    expect(detectionOf({ ...bare, action_taken: "Deleted" }).identity).toBe(identities[0]);
  });

  it.each([
    ["file:///C:/Windows/Temp/a.exe", "a.exe", "C:\\Windows\\Temp\\a.exe"],
    ["file:\\/\\/\\/C:\\/Temp\\/a.exe", "a.exe", "C:\\Temp\\a.exe"],
    ["file://server/share/a.exe", "a.exe", "\\\\server\\share\\a.exe"],
    ["file:///home/u/a.sh", "a.sh", "/home/u/a.sh"],
    ["file:///C:/a.zip » ZIP » dir/a.js", "a.js", "C:\\a.zip » ZIP » dir\\a.js"],
    ["script", "script", undefined],
    ["https://x.example/p/a.exe?q=/b", "a.exe", undefined],
  ])("names the object %j", (object_uri, name, path) => {
    expect(detectionOf({ ...threat, object_uri }).executable).toMatchObject({ name, ...(path && { path }) });
    expect(detectionOf({ ...threat, object_uri }).executable?.path).toBe(path);
  });

  it("finds the program that the script scanner names", () => {
    const processname = "PowerShell_C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe_10.0.22621.1";
    expect(detectionOf({ ...threat, processname }).process).toMatchObject({
      name: "powershell.exe",
      image: { path: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", signature: "os-vendor" },
    });
  });
});

describe("the other syslog events", () => {
  const items = parse(
    [
      {
        event_type: "FirewallAggregated_Event",
        event: "Web threat",
        threat_name: "RPC/X",
        action: "Blocked",
        handled: true,
      },
      { event_type: "FirewallAggregated_Event", event: "Web threat" },
      {
        event_type: "HipsAggregated_Event",
        application: "C:\\a.exe",
        target: "C:\\b.exe",
        action: "blocked",
        rule_id: "R",
      },
      { event_type: "HipsAggregated_Event", application: "C:\\a.exe", target: "%SYSTEM%\\cmd.exe", rule_id: "R" },
      {
        event_type: "FilteredWebsites_Event",
        object_uri: "https://x.example",
        rule_id: "PUA",
        action_taken: "blocked",
      },
      {
        event_type: "BlockedFiles_Event",
        object_uri: "file:///C:/c.exe",
        cause: "Blocked by Administrator",
        action: "Blocked and cleaned",
      },
    ]
      .map((event) =>
        JSON.stringify({ source_uuid: "d", occured: "06-Feb-2025 08:00:00", severity: "Fatal", ...event }),
      )
      .join("\n"),
  ).map((item) => (item.kind === "detection" ? item.detection : undefined));

  it("are detections too", () => {
    expect(items.map((item) => [item?.rule.id, item?.outcome, item?.executable?.name])).toEqual([
      ["RPC/X", "blocked", undefined],
      ["Web threat", "allowed", undefined],
      ["R", "blocked", "b.exe"],
      ["R", "allowed", undefined],
      ["PUA", "blocked", undefined],
      ["Blocked by Administrator", "blocked", "c.exe"],
    ]);
    expect(new Set(items.map((item) => item?.identity)).size).toBe(6);
  });
});
