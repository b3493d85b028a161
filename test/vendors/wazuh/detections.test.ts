import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Detection } from "../../../core/detection.ts";
import { parseWazuh } from "../../../vendors/wazuh/detections.ts";
import { fixture, path, sha1 } from "./proof.ts";

const parse = (value: unknown) =>
  parseWazuh(typeof value === "string" ? value : JSON.stringify(value), "2026-02-02T00:00:00.000Z");
const one = (value: unknown): Detection => {
  const [item] = parse(value);
  if (item?.kind !== "detection") throw new Error(JSON.stringify(item));
  return item.detection;
};
const raw = () => JSON.parse(fixture("sysmon-process.json"));
const windows = (eventID: string, eventdata: object) => ({
  ...raw(),
  data: { win: { system: { eventID }, eventdata } },
});

describe("a raw alert", () => {
  it("of a process that started is told with pid, hashes, parent and account", () => {
    expect(one(raw())).toMatchObject({
      identity: "alert:wazuh-tokyo|1767577341.20456789",
      product: "wazuh",
      rule: { id: "100210", name: "Executable in a user folder started by a script" },
      severity: "critical",
      confidence: "high",
      outcome: "allowed",
      techniques: ["T1059.001", "T1204.002"],
      occurredAt: "2026-01-05T01:42:21.005Z",
      computer: { id: "017", name: "PC-SOUMU05", addresses: ["10.20.30.55"] },
      account: "ACME\\suzuki",
      process: {
        pid: 6244,
        name: "updater7.exe",
        commandLine: `"${path}" -s 10.9.8.7`,
        startedAt: "2026-01-05T01:42:20.911Z",
        image: { path, sha1, sha256: expect.stringMatching(/^5a9f2e3d/) },
        parent: { pid: 2456, name: "powershell.exe" },
      },
    });
    expect(one(raw()).neverAct).toBeUndefined();
  });

  it("in Shuffle's wrapper, or as the indexer stores it, is the very same detection", () => {
    const expected = parse(raw());
    expect(parse(fixture("shuffle.json"))).toEqual(expected);
    expect(parse({ _index: "wazuh-alerts-4.x", _id: "x", _source: raw() })).toEqual(expected);
    expect(parse(JSON.stringify(raw()))).toEqual(expected);
  });

  it.each(["000", "0", "0000"])("of agent %s, the manager itself, is never acted on", (id) => {
    const manager = JSON.parse(fixture("manager.json"));
    expect(one({ ...manager, agent: { ...manager.agent, id } }).neverAct).toBe("product-server");
  });

  it.each([
    [0, "low", "low"],
    [6, "low", "low"],
    [7, "medium", "medium"],
    [11, "medium", "medium"],
    [12, "high", "medium"],
    [14, "high", "medium"],
    ["15", "critical", "high"],
    [16, "critical", "high"],
  ])("of level %s weighs %s, as sure as %s", (level, severity, confidence) => {
    expect(one({ ...raw(), rule: { ...raw().rule, level } })).toMatchObject({ severity, confidence });
  });

  it.each([
    [{ id: undefined }, "id"],
    [{ agent: { name: "x" } }, "agent.id"],
    [{ rule: { id: "1" } }, "rule.level"],
    [{ rule: { id: "1", level: 99 } }, "rule.level"],
    [{ rule: { level: 5 } }, "rule.id"],
    [{ timestamp: "yesterday" }, "timestamp"],
  ])("with %o is quarantined: %s", (change, field) => {
    expect(parse({ ...raw(), ...change })).toMatchObject([
      { kind: "quarantined", reason: `${field} is missing or cannot be read`, fields: [{ path: field }] },
    ]);
  });

  it("without an agent is quarantined", () => {
    const { agent: _agent, ...rest } = raw();
    expect(parse(rest)).toMatchObject([{ kind: "quarantined", reason: "not an alert of Wazuh" }]);
  });

  it("that tells of an active response, ours too, is no news", () => {
    const alert = { ...raw(), rule: { ...raw().rule, groups: ["ossec", "active_response"] } };
    expect(parse(alert)).toEqual([{ kind: "skipped", reason: "an active response, told by Wazuh" }]);
  });

  it("of an older manager may have its technique as one text, or none", () => {
    expect(one({ ...raw(), rule: { ...raw().rule, mitre: { id: "T1003" } } }).techniques).toEqual(["T1003"]);
    expect(one({ ...raw(), rule: { ...raw().rule, mitre: undefined } }).techniques).toEqual([]);
  });
});

describe("Windows' fields", () => {
  it.each([
    ["C:\\\\Users\\\\a\\\\x.exe", "C:\\Users\\a\\x.exe"],
    ["C:\\Users\\a\\x.exe", "C:\\Users\\a\\x.exe"],
    ["\\\\\\\\files\\\\share\\\\x.exe", "\\\\files\\share\\x.exe"],
    ["\\\\files\\share\\x.exe", "\\\\files\\share\\x.exe"],
  ])("written %s is %s", (image, expected) => {
    expect(one(windows("1", { image })).process?.image?.path).toBe(expected);
  });

  it("of the Security log: the new process is the one, in hexadecimal, and the other its creator", () => {
    const event = {
      newProcessName: "C:\\\\Temp\\\\x.exe",
      newProcessId: "0x1a2c",
      processId: "0x3e8",
      parentProcessName: "C:\\\\Windows\\\\explorer.exe",
      subjectUserName: "suzuki",
    };
    expect(one(windows("4688", event))).toMatchObject({
      account: "suzuki",
      process: { pid: 0x1a2c, name: "x.exe", parent: { pid: 0x3e8, name: "explorer.exe" } },
    });
  });

  it("of a loaded module: the hashes are the module's, not the process's", () => {
    const event = { image: "C:\\\\a\\\\host.exe", imageLoaded: "C:\\\\a\\\\bad.dll", hashes: `SHA1=${sha1}` };
    const { process, executable } = one(windows("7", event));
    expect([process?.image?.sha1, executable]).toMatchObject([undefined, { name: "bad.dll", sha1 }]);
  });

  it("of Windows Defender: what it found, and whether it dealt with it", () => {
    const event = {
      "threat Name": "Trojan:Win32/X",
      path: "file:_C:\\\\a\\\\bad.exe; containerfile:_C:\\\\a\\\\b.zip",
      "process Name": "Unknown",
      "action Name": "Quarantine",
    };
    const found = one(windows("1116", event));
    expect([found.outcome, found.executable?.path, found.process]).toEqual(["allowed", "C:\\a\\bad.exe", undefined]);
    expect(one(windows("1117", event)).outcome).toBe("removed");
    expect(one(windows("1117", { ...event, "action Name": "Allow" })).outcome).toBe("allowed");
  });

  it("of a program that Windows ships is never an unknown file", () => {
    const image = "C:\\\\Windows\\\\System32\\\\cmd.exe";
    const { process, executable } = one(windows("1", { image, hashes: `SHA1=${sha1}` }));
    expect([process?.image?.signature, executable]).toEqual(["os-vendor", undefined]);
  });
});

describe("lines of alerts.json", () => {
  it("of a changed file and of VirusTotal name the file with its hash", () => {
    const [changed, found] = parse(fixture("alerts.ndjson"));
    expect(changed).toMatchObject({
      detection: { severity: "medium", computer: { addresses: [] }, executable: { path: "/srv/www/up/x.php" } },
    });
    expect(found).toMatchObject({
      detection: { severity: "high", confidence: "high", executable: { sha1: expect.stringMatching(/^e6301f/) } },
    });
  });
});

const sample = new URL("../../../../shared/samples/wazuh/sysmon_powershell_encoded_level12.json", import.meta.url);
it.skipIf(!existsSync(sample))("an alert that a manager wrote is understood", () => {
  const read = one(readFileSync(sample, "utf8"));
  expect(read).toMatchObject({ identity: "alert:wazuh|1755074541.11456929", severity: "high", outcome: "allowed" });
  expect(read.process).toMatchObject({ pid: 5096, name: "powershell.exe", image: { signature: "os-vendor" } });
  expect(read.process?.commandLine).toMatch(/^"C:\\Windows\\System32\\.* -NoP /);
});
