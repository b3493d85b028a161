// What is OCSF's own: classes and their ages, times of two units, ids for severities and dispositions, and where it happened.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Detection } from "../../../core/detection.ts";
import { parseOcsf } from "../../../vendors/ocsf/detections.ts";
import { read } from "../guardduty/proof.ts";

const event = JSON.parse(read("examples/payloads/mining.ocsf.json"));
const parse = (value: unknown) =>
  parseOcsf(typeof value === "string" ? value : JSON.stringify(value), "2026-01-05T00:10:00.000Z");
function detectionOf(value: unknown): Detection {
  const [item, ...rest] = parse(value);
  if (item?.kind !== "detection" || rest.length > 0) throw new Error(`no single detection: ${JSON.stringify(item)}`);
  return item.detection;
}

it("reads every fact of a Detection Finding", () => {
  expect(detectionOf(event)).toEqual({
    identity: "Example|Example EDR|finding-0001",
    aliases: [],
    revision: 1767571200000,
    product: "ocsf",
    rule: { id: "Malware", name: "A miner runs" },
    severity: "high",
    outcome: "allowed",
    confidence: "high",
    techniques: ["T1496"],
    occurredAt: "2026-01-05T00:01:00.000Z",
    computer: {
      id: "111122223333:ap-northeast-1:i-0a1b2c3d4e5f60718",
      name: "web-01.example.lan",
      operatingSystem: "Amazon Linux 2023",
      addresses: ["192.0.2.10"],
    },
    account: "www-data",
    process: {
      pid: 4711,
      name: "kworkerds",
      commandLine: "./kworkerds -o pool",
      startedAt: "2026-01-04T23:58:00.250Z",
      image: {
        name: "kworkerds",
        path: "/tmp/.x/kworkerds",
        sha256: "5f2b8c1d9e3a4f60718293a4b5c6d7e8f90123455f2b8c1d9e3a4f60718293a4",
        signature: "unknown",
      },
      parent: { name: "bash", pid: 4700 },
    },
    link: "https://findings.example/finding-0001",
  });
});

it("reads the older Security Finding: its own id, attacks at the top, the instance by its ARN", () => {
  const old = detectionOf(read("test/fixtures/ocsf/security-finding-2001.json"));
  expect([old.identity, old.severity, old.techniques]).toEqual([
    "Example|Example NDR|old-0001",
    "medium",
    ["T1110.001"],
  ]);
  expect(old.computer.id).toBe("111122223333:ap-northeast-1:i-0a1b2c3d4e5f60718");
  expect([old.process?.name, old.process?.image?.signature]).toEqual(["sshd", "os-vendor"]);
});

it("reads Security Hub's events, with their instants in words", () => {
  const hub = detectionOf(read("test/fixtures/ocsf/security-hub.json"));
  expect([hub.occurredAt, hub.revision, hub.severity]).toEqual([
    "2026-01-05T00:00:00.000Z",
    Date.parse("2026-01-04T23:59:00Z"),
    "low",
  ]);
  expect(hub.computer.id).toBe("AWS::IAM::AccessKey:ASIAEXAMPLE");
  expect(hub.neverAct).toBeUndefined();
});

it.each([1767571260, 1767571260000, 1767571260000000, "1767571260", "2026-01-05T09:01:00+09:00"])(
  "reads the time %s in its unit",
  (time) => {
    expect(detectionOf({ ...event, time }).occurredAt).toBe("2026-01-05T00:01:00.000Z");
  },
);

it.each([
  [0, undefined, "medium"],
  [1, undefined, "low"],
  [2, undefined, "low"],
  [3, undefined, "medium"],
  [4, undefined, "high"],
  [5, undefined, "critical"],
  [6, undefined, "critical"],
  [99, "High", "high"],
  [99, "odd", "medium"],
])("calls severity_id %d (%s) %s", (severity_id, severity, expected) => {
  expect(detectionOf({ ...event, severity_id, severity }).severity).toBe(expected);
});

it.each([
  [0, 0, "allowed"],
  [1, 2, "allowed"],
  [0, 2, "blocked"],
  [2, 0, "blocked"],
  [3, 0, "removed"],
  [4, 0, "allowed"],
  [5, 0, "removed"],
  [6, 0, "blocked"],
  [15, 0, "allowed"],
  [17, 0, "allowed"],
  [99, 0, "allowed"],
])("calls disposition %d with action %d %s", (disposition_id, action_id, expected) => {
  expect(detectionOf({ ...event, disposition_id, action_id }).outcome).toBe(expected);
});

it("leaves aside what has ended there, and takes what was resolved when it was first told", () => {
  const kinds = (more: object) => parse({ ...event, ...more }).map(({ kind }) => kind);
  for (const ended of [
    { activity_id: 3 },
    { status_id: 3 },
    { status_id: 5 },
    { status_id: 6 },
    { activity_id: 2, status_id: 4 },
  ])
    expect(kinds(ended)).toEqual(["skipped"]);
  expect(kinds({ activity_id: 1, status_id: 4 })).toEqual(["detection"]);
});

it("has a higher revision where it was seen again, and the same one where only its status changed", () => {
  const later = { ...event.finding_info, last_seen_time: event.finding_info.last_seen_time + 1000 };
  expect(detectionOf({ ...event, activity_id: 2, finding_info: later }).revision).toBe(1767571201000);
  expect(detectionOf({ ...event, activity_id: 2, status_id: 2, time: event.time + 9000 }).revision).toBe(1767571200000);
});

it("names a device by what there is: id, name, address, resource, where the evidence came from", () => {
  const { device: _d, evidences: _e, ...bare } = event;
  const idOf = (more: object) => detectionOf({ ...bare, ...more }).computer.id;
  expect(idOf({ device: { uid: "device-7", hostname: "pc" } })).toBe("device-7");
  expect(idOf({ device: { hostname: "pc" } })).toBe("pc");
  expect(idOf({ evidences: [{ device: { ip: "192.0.2.1" } }] })).toBe("192.0.2.1");
  expect(idOf({ resources: [{ uid: "bucket-1" }] })).toBe("bucket-1");
  expect(idOf({ evidences: [{ src_endpoint: { ip: "192.0.2.2" } }] })).toBe("192.0.2.2");
  expect(parse(bare)).toMatchObject([{ kind: "quarantined", reason: "names no computer" }]);
});

it("knows GuardDuty's samples by their mark below `unmapped`", () => {
  const mark = (name: string, value: unknown) => detectionOf({ ...event, unmapped: { [name]: value } }).neverAct;
  expect(mark("Sample", "true")).toBe("sample");
  expect(mark("ProductFields.aws/guardduty/service/additionalInfo/sample", "true")).toBe("sample");
  expect(mark("Sample", "false")).toBeUndefined();
});

it("vouches for a file only where the product says that its signature is valid", () => {
  const signed = (state_id: number) =>
    detectionOf({
      ...event,
      evidences: [
        {
          file: {
            path: "C:\\x\\y.exe",
            signature: { state_id, certificate: { subject: "CN=Microsoft Windows, O=Microsoft Corporation" } },
          },
        },
      ],
    }).executable?.signature;
  expect([signed(1), signed(2)]).toEqual(["os-vendor", "unknown"]);
});

describe("quarantines with a reason", () => {
  it.each([
    ["another class", { ...event, class_uid: 2005 }, /another class/],
    ["no class", { hello: "world" }, /no class_uid/],
    ["no time", { ...event, time: "soon" }, /time cannot be read/],
    ["no id", { ...event, finding_info: {}, metadata: {} }, /has no id/],
  ])("%s", (_what, body, reason) => {
    expect(parse(body)).toMatchObject([{ kind: "quarantined", reason: expect.stringMatching(reason) }]);
  });
});

it("reads lines, lists, and a link only where it is https", () => {
  const line = JSON.stringify(event);
  expect(parse(`${line}\n${line}`)).toHaveLength(2);
  expect(parse({ findings: [event, { class_uid: 1 }] }).map(({ kind }) => kind)).toEqual(["detection", "quarantined"]);
  expect(
    detectionOf({ ...event, finding_info: { ...event.finding_info, src_url: "javascript:alert(1)" } }).link,
  ).toBeUndefined();
});

const sample = new URL("../../../../shared/samples/ocsf/aws_sechub_guardduty_2004_v1.1.0.json", import.meta.url);
it.skipIf(!existsSync(sample))("reads the real sample of Security Hub", () => {
  const hub = detectionOf(readFileSync(sample, "utf8"));
  expect([hub.severity, hub.occurredAt, hub.computer.id]).toEqual([
    "low",
    "2023-09-19T15:05:22.487Z",
    "AWS::IAM::AccessKey:ASIATMJPC7EXAMPLE",
  ]);
});
