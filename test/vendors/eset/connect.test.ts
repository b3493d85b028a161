import { describe, expect, it } from "vitest";
import { detectionOf, example, fixture, fixtureObject, kinds, parse } from "./read.ts";

const v1 = fixtureObject("connect-v1.json");
const v2 = fixtureObject("connect-v2.json");
const device = "5f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5";
const withData = (data: Record<string, unknown>) => ({ ...v2, triggeringEvent: { type: "", data } });

describe("the same event on two channels", () => {
  const pair = JSON.parse(fixture("same-event-two-channels.json"));

  it("has one identity, and Connect's uuid as an alias", () => {
    const [syslog, connect] = [detectionOf(pair.syslog), detectionOf(pair.connect)];
    expect(connect.identity).toBe(syslog.identity);
    expect(connect.aliases).toEqual(["uuid:c4d5e6f7-1111-4222-8333-94a5b6c7d8e9"]);
    expect(connect.computer.id).toBe(syslog.computer.id);
    expect(connect.rule.id).toBe(syslog.rule.id);
    expect(connect.outcome).toBe(syslog.outcome);
  });

  it("has one identity without a hash, too", () => {
    const connect = { ...pair.connect, objectHashSha1: "" };
    expect(detectionOf(connect).identity).toBe(detectionOf({ ...pair.syslog, hash: "" }).identity);
  });

  it("is another event in the next second, with another hash and on another computer", () => {
    const { identity } = detectionOf(pair.connect);
    for (const change of [
      { occurTime: "2025-02-05T23:59:08Z" },
      { objectHashSha1: "a".repeat(40) },
      { context: { deviceUuid: "other" } },
    ]) {
      expect(detectionOf({ ...pair.connect, ...change }).identity).not.toBe(identity);
    }
  });

  it("shares the uuid between an Inspect alert and its Connect detection", () => {
    const alert = detectionOf({
      ...fixtureObject("syslog-inspect-alert.json"),
      detection_uuid: String(v2.uuid).toUpperCase(),
    });
    expect(detectionOf(v2).identity).toBe(alert.identity);
  });
});

describe("an ESET Connect v1 detection", () => {
  it("finds the threat's name in the circumstances", () => {
    expect(detectionOf(v1)).toMatchObject({
      rule: { id: "Win32/Agent.Example", name: "Win32/Agent.Example" },
      severity: "low",
      outcome: "removed",
      occurredAt: "2025-02-05T23:59:07.512Z",
      computer: { id: device, name: device },
      account: "corp\\tanaka",
      executable: { name: "setup.exe", path: "C:\\Users\\tanaka\\Downloads\\a b\\setup.exe" },
    });
  });

  it("prefers its display name, with the type before it", () => {
    expect(detectionOf({ ...v1, displayName: "Win32/B", typeName: "Trojan" }).rule).toEqual({
      id: "Win32/B",
      name: "Trojan Win32/B",
    });
  });

  it("of a correlation rule is a rule hit with its uuid", () => {
    const hit = { ...v1, category: "DETECTION_CATEGORY_CORRELATION_RULE", displayName: "X [F0500]", objectUrl: "" };
    expect(detectionOf(hit)).toMatchObject({ identity: `uuid:${v1.uuid}`, aliases: [], rule: { id: "F0500" } });
  });

  it("of the firewall has its uuid, not the facts of a scanned object", () => {
    expect(detectionOf({ ...v1, category: "DETECTION_CATEGORY_FIREWALL_RULE" }).identity).toBe(`uuid:${v1.uuid}`);
  });
});

describe("an ESET Connect v2 detection", () => {
  it("reads the process from its own fields and the triggering event's data", () => {
    expect(detectionOf(v2)).toMatchObject({
      identity: "uuid:d5e6f708-2222-4333-8444-a5b6c7d8e9fa",
      rule: { id: "E0401", name: "A suspicious executable was dropped and started" },
      severity: "critical",
      confidence: "high",
      outcome: "allowed",
      techniques: ["T1059"],
      computer: { id: device, name: "pc-keiri07", operatingSystem: "Microsoft Windows Server 2019 Standard" },
      process: {
        pid: 5120,
        name: "srv.exe",
        startedAt: "2024-04-26T05:34:08.000Z",
        parent: { pid: 4312, name: "cmd.exe" },
      },
      executable: { name: "srv.exe", signature: "untrusted" },
    });
  });

  it.each([
    ["SEVERITY_LEVEL_UNSPECIFIED", 0, "low"],
    ["SEVERITY_LEVEL_DIAGNOSTIC", undefined, "low"],
    ["SEVERITY_LEVEL_LOW", "49", "low"],
    ["SEVERITY_LEVEL_LOW", "50", "medium"],
    ["SEVERITY_LEVEL_LOW", 59, "medium"],
    ["SEVERITY_LEVEL_LOW", 60, "high"],
    ["SEVERITY_LEVEL_LOW", "100", "high"],
    ["SEVERITY_LEVEL_MEDIUM", "34", "medium"],
    ["SEVERITY_LEVEL_HIGH", "", "high"],
  ])("of %s and score %j is %s", (severityLevel, severityScore, expected) => {
    expect(detectionOf({ ...withData({}), severityLevel, severityScore }).severity).toBe(expected);
  });

  it("is critical where the event's data says Fatal", () => {
    expect(detectionOf(withData({ severity: "Fatal" })).severity).toBe("critical");
  });

  it.each([
    [[], false, "allowed"],
    [undefined, undefined, "allowed"],
    [[], "true", "removed"],
    [[{}], false, "blocked"],
    [[null, 1], false, "allowed"],
    [[{ description: "Blocked" }], false, "blocked"],
    [[{ actionType: "OBJECT_ACTION_TYPE_TERMINATE" }], false, "blocked"],
    [[{ actionType: "OBJECT_ACTION_TYPE_DELETE" }], false, "removed"],
    [[{ actionType: "OBJECT_ACTION_TYPE_QUARANTINE" }], false, "removed"],
    [[{ actionType: "OBJECT_ACTION_TYPE_CLEAN" }, { description: "Blocked" }], false, "blocked"],
    [[{ actionType: "OBJECT_ACTION_TYPE_NO_ACTION" }], false, "allowed"],
    [[{ actionType: "OBJECT_ACTION_TYPE_TERMINATE" }, { actionType: "OBJECT_ACTION_TYPE_ERROR" }], false, "allowed"],
    [[{ actionType: "OBJECT_ACTION_TYPE_DELETE", deviceRestartRequired: "true" }], false, "allowed"],
  ])("with responses %j, resolved %j is %s", (responses, resolved, outcome) => {
    expect(detectionOf({ ...v2, responses, resolved }).outcome).toBe(outcome);
  });

  it.each([
    [{ pid: "7488" }, 7488],
    [{ processId: 12 }, 12],
    [{ pid: 4294967296 }, undefined],
    [{ pid: -1 }, undefined],
    [{ pid: 1.5 }, undefined],
    [{ pid: "" }, undefined],
    [{}, undefined],
  ])("reads the process id from %j", (data, pid) => {
    expect(detectionOf(withData(data)).process?.pid).toBe(pid);
  });

  it.each([
    [{ signer: "Microsoft Corporation", signatureType: "Trusted" }, "os-vendor"],
    [{ signer: "AnyDesk Software GmbH", signatureType: "Trusted" }, "trusted"],
    [{ signer: "Microsoft Windows", signatureType: "Invalid" }, "untrusted"],
    [{ signer: "Microsoft Windows", signatureType: "Valid" }, "unknown"],
    [{ signer: "Microsoft Windows" }, "unknown"],
    [{}, "unknown"],
  ])("says of a process signed %j: %s", (data, signature) => {
    expect(detectionOf(withData(data)).process?.image?.signature).toBe(signature);
  });

  it("gives a lone hash to the process, also of a program the system ships", () => {
    const hit = { ...v2, file: {}, objectName: "", process: { path: "%SYSTEM%\\reg.exe" }, triggeringEvent: null };
    const detection = detectionOf(hit);
    expect(detection.process?.image?.sha1).toBe(String(v2.objectHashSha1).toLowerCase());
    expect(detection.executable).toBeUndefined();
  });

  it("gives the hash to the object that has a name of its own", () => {
    const hit = { ...withData({}), file: {}, objectName: "C:\\x\\drop.exe", process: { path: "%SYSTEM%\\reg.exe" } };
    expect(detectionOf(hit)).toMatchObject({
      executable: { name: "drop.exe", sha1: String(v2.objectHashSha1).toLowerCase() },
    });
    expect(detectionOf(hit).process?.image?.sha1).toBeUndefined();
  });

  it.each(["c:/X/upd.exe", "https://x.example/upd.exe"])(
    "does not take %j for an object beside its process",
    (objectName) => {
      const hit = { ...withData({}), file: {}, objectName, process: { path: "C:\\x\\upd.exe" } };
      expect(detectionOf(hit).executable).toBeUndefined();
      expect(detectionOf(hit).process?.image?.sha1).toBe(String(v2.objectHashSha1).toLowerCase());
    },
  );

  it("never takes a program of the system for the detected object of a rule", () => {
    const hit = { ...withData({}), file: { path: "%SYSTEM%\\cmd.exe", hashSha1: "a".repeat(40) } };
    expect(detectionOf(hit).executable).toBeUndefined();
  });

  it("reads SHA-256 under the name that the schema has", () => {
    const sha256 = "AB".repeat(32);
    expect(detectionOf({ ...v2, file: { hashSha2256: sha256 } }).executable?.sha256).toBe(sha256.toLowerCase());
  });

  it("is quarantined without a computer or a time", () => {
    expect(kinds(JSON.stringify({ ...v2, device: {} }))).toEqual(["quarantined: names no computer"]);
    expect(kinds(JSON.stringify({ ...v2, occurTime: "soon" }))).toEqual(["quarantined: the time cannot be read"]);
  });
});

describe("the examples", () => {
  it("hold the guide's Certutil detection, blocked", () => {
    expect(detectionOf(example("certutil.eset.json"))).toMatchObject({
      rule: { id: "A0313", name: "Certutilが不審な実行モジュールをドロップしました" },
      outcome: "blocked",
      techniques: ["T1105", "T1140"],
      occurredAt: "2024-05-24T07:50:51.000Z",
      computer: { id: "9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e01", name: "test1-VM" },
      account: "test1-vm\\eset",
      process: { pid: 7488, startedAt: "2024-05-24T07:49:32.000Z", image: { signature: "os-vendor" } },
    });
  });

  it("hold the SQL Server incident with all its techniques, and only two files to act on", () => {
    const found = parse(example("sql-server.eset.ndjson")).flatMap((item) =>
      item.kind === "detection" ? [item.detection] : [],
    );
    expect(new Set(found.map((one) => one.identity)).size).toBe(13);
    expect(new Set(found.map((one) => one.computer.id))).toEqual(new Set(["9d0a7c5e-2b1f-4a57-9a3e-0a1b2c3d4e02"]));
    expect([...new Set(found.flatMap((one) => one.techniques))].sort()).toEqual(
      "T1016 T1021.001 T1033 T1047 T1059 T1070.001 T1082 T1098 T1136.001 T1190 T1219 T1546.012 T1562.004".split(" "),
    );
    expect(found.flatMap((one) => one.executable?.name ?? [])).toEqual(["srv.exe", "AnyDesk.exe"]);
    const pids = new Map(found.map((one) => [one.process?.pid, one.process]));
    for (const pid of [1840, 4312, 4498, 5120, 5333]) expect(pids.has(pid)).toBe(true);
    expect(pids.get(4312)?.parent).toEqual({ pid: 1840, name: "sqlservr.exe" });
    const shipped = found.filter((one) => !["srv.exe", "AnyDesk.exe"].includes(one.process?.name ?? ""));
    expect(new Set(shipped.map((one) => one.process?.image?.signature))).toEqual(new Set(["os-vendor"]));
  });

  it("hold syslog lines of which one is a detection", () => {
    expect(kinds(example("threat.eset.log"))).toEqual(["skipped: heartbeat", "detection", "skipped: audit event"]);
  });
});
