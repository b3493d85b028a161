// What Graph's alerts and change notifications become: the quirks of their fields, and of what vouches for a sender.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Detection } from "../../../core/detection.ts";
import { sendingAs } from "../../../operate/sending-as.ts";
import { parseDefender } from "../../../vendors/defender/detections.ts";
import { defender } from "../../../vendors/defender/index.ts";
import { alert, computerId, notification, sha1 } from "./proof.ts";

type Json = Record<string, any>;
const parse = (body: unknown) =>
  parseDefender(typeof body === "string" ? body : JSON.stringify(body), "2026-01-05T00:05:00.000Z");
const reasons = (body: unknown) =>
  parse(body).map((item) => ("reason" in item ? `${item.kind}: ${item.reason}` : item.kind));
const detections = (body: unknown): Detection[] =>
  parse(body).map((item) => {
    if (item.kind !== "detection") throw new Error(`no detection: ${JSON.stringify(item)}`);
    return item.detection;
  });
/** The example with changes: of its members, and of the evidence of a kind. */
function changed(members: Json, evidence: Record<string, Json> = {}): Json {
  const whole = { ...(JSON.parse(alert) as Json), ...members };
  whole.evidence = whole.evidence.map((one: Json) => ({ ...one, ...evidence[one["@odata.type"].split(".").at(-1)] }));
  return whole;
}
const one = (members: Json, evidence: Record<string, Json> = {}): Detection => {
  const [detection, ...rest] = detections(changed(members, evidence));
  if (detection === undefined || rest.length > 0) throw new Error("not one detection");
  return detection;
};

describe("an alert", () => {
  it("is a detection with each fact in its place", () => {
    const path = "C:\\Users\\keiri07\\AppData\\Local\\Temp\\updater.exe";
    expect(one({})).toMatchObject({
      identity: `alert:da638712345678901234_-1122334455:${computerId}`,
      revision: Date.parse("2026-01-05T00:00:58.250Z"),
      rule: { id: "7c1b2a3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", name: "An unknown program dumped the memory of LSASS" },
      severity: "high",
      outcome: "allowed",
      confidence: "high",
      techniques: ["T1003.001", "T1059.001"],
      occurredAt: "2026-01-05T00:00:12.500Z",
      computer: { id: computerId, name: "pc-keiri07.acme.example", operatingSystem: "Windows11", group: "Keiri" },
      account: "ACME\\keiri07",
      process: { pid: 6120, name: "updater.exe", image: { path, sha1 }, parent: { pid: 3988, name: "winword.exe" } },
      executable: { name: "updater.exe", path, sha1, signature: "unknown" },
      link: expect.stringMatching(/^https:\/\/security\.microsoft\.com\/alerts\//),
    });
  });

  it("has the folder in filePath, on Windows and on Linux, and the whole path in some versions", () => {
    const at = (filePath: string, fileName: string) =>
      one({}, { fileEvidence: { fileDetails: { sha1, filePath, fileName } } }).executable?.path;
    expect(at("C:\\Temp", "a.exe")).toBe("C:\\Temp\\a.exe");
    expect(at("C:\\", "a.exe")).toBe("C:\\a.exe");
    expect(at("/tmp", "a")).toBe("/tmp/a");
    expect(at("C:\\Temp\\A.exe", "a.exe")).toBe("C:\\Temp\\A.exe");
  });

  it.each([
    ["informational", "low"],
    ["medium", "medium"],
    ["HIGH", "high"],
    ["unknown", "low"],
    ["unknownFutureValue", "low"],
  ])("of severity %s is %s", (severity, expected) => expect(one({ severity }).severity).toBe(expected));

  it.each([
    ["prevented", "detected", "blocked"],
    ["blocked", undefined, "blocked"],
    ["none", "prevented", "blocked"],
    ["remediated", "detected", "removed"],
    ["notFound", "prevented", "allowed"],
    ["pendingApproval", "prevented", "allowed"],
    ["none", "detected", "allowed"],
  ])("whose evidence is %s/%s was %s", (remediationStatus, detectionStatus, outcome) => {
    const told = { remediationStatus, detectionStatus };
    expect(one({}, { fileEvidence: told, processEvidence: told }).outcome).toBe(outcome);
  });

  it("is allowed while one bad thing is left, and what is not bad does not count beside what is", () => {
    const left = { remediationStatus: "none", detectionStatus: "detected" };
    const gone = { remediationStatus: "remediated" };
    expect(one({}, { fileEvidence: gone, processEvidence: left }).outcome).toBe("allowed");
    expect(one({}, { fileEvidence: gone, processEvidence: { ...left, verdict: "noThreatsFound" } }).outcome).toBe(
      "removed",
    );
    expect(one({ status: "resolved" }).outcome).toBe("allowed");
  });

  it("goes on with its last activity, and not with a comment or a status", () => {
    const { revision } = one({});
    expect(one({ lastUpdateDateTime: "2026-02-01T00:00:00Z", status: "resolved" }).revision).toBe(revision);
    expect(one({ lastActivityDateTime: "2026-01-05T01:00:00Z" }).revision).toBeGreaterThan(revision ?? 0);
    // .NET's way to say that there is none.
    expect(one({ lastActivityDateTime: "0001-01-01T00:00:00Z" }).revision).toBeUndefined();
  });

  it("names no file that Microsoft signed or Windows ships, unless the product calls it bad", () => {
    const file = (verdict: string, more: Json) =>
      one(
        {},
        {
          fileEvidence: { verdict, fileDetails: { sha1, fileName: "x.exe", filePath: "C:\\Temp", ...more } },
          processEvidence: { imageFile: {}, verdict: "unknown" },
        },
      ).executable?.signature;
    expect(file("unknown", { signer: "Microsoft Corporation" })).toBeUndefined();
    expect(file("malicious", { signer: "Microsoft Corporation" })).toBe("unknown");
    expect(file("unknown", { filePath: "C:\\Windows\\System32", fileName: "cmd.exe" })).toBeUndefined();
    expect(file("noThreatsFound", {})).toBeUndefined();
  });

  it("on several computers is one detection for each, with its own evidence", () => {
    const whole = changed({});
    const other = { ...whole.evidence[0], mdeDeviceId: "ffff", deviceDnsName: "sv-file01" };
    const both = detections({ ...whole, evidence: [...whole.evidence, other, other] });
    expect(both.map(({ computer }) => computer.name)).toEqual(["pc-keiri07.acme.example", "sv-file01"]);
    expect(both.map(({ executable }) => executable?.sha1)).toEqual([sha1, undefined]);
    expect(new Set(both.map(({ identity }) => identity)).size).toBe(2);
  });

  it("without a device of Defender for Endpoint, an id or a time goes to quarantine with the field", () => {
    for (const wrong of [
      changed({}, { deviceEvidence: { mdeDeviceId: null } }),
      changed({ id: "" }),
      changed({ createdDateTime: null, firstActivityDateTime: "soon" }),
    ]) {
      const [item] = parse(wrong);
      expect(item).toMatchObject({ kind: "quarantined", fields: [{ path: expect.any(String) }] });
    }
    expect(reasons({ category: "AdvancedHunting-AlertEvidence", properties: {} })).toEqual([
      "quarantined: the streaming API's shape: let Graph tell of alerts instead",
    ]);
  });
});

describe("a change notification", () => {
  it("points at alerts by either way of writing their address", () => {
    expect(parse(notification)).toMatchObject([
      { kind: "reference", id: "da638712345678901234_-1122334455" },
      { kind: "reference", id: "da638712345678905555_77" },
    ]);
  });

  it("about the subscription, another resource or an id that is none says so in the quarantine", () => {
    const told = (more: Json) => reasons({ value: [{ subscriptionId: "s", ...more }] })[0];
    expect(told({ lifecycleEvent: "missed", subscriptionId: "../1" })).toMatch(
      /^quarantined: a lifecycle notification/,
    );
    expect(told({ lifecycleEvent: "<script>" })).toBe("quarantined: a lifecycle notification of a kind not known");
    expect(told({ resource: "users/1" })).toBe("quarantined: a notification of another resource than alerts_v2");
    expect(told({ resource: "security/alerts_v2/a b?c" })).toBe("quarantined: names no alert");
    expect(told({ resource: "security/alerts_v2/a", changeType: "deleted" })).toBe("skipped: an alert was deleted");
  });

  it("is let in by its clientState, each one of them, and by no other", () => {
    const proves = (body: string, secret = "the-secret-of-the-source") =>
      defender.proves?.({ headers: {}, query: {}, body }, secret, 0);
    expect(proves(notification)).toBe(true);
    expect(proves(notification, "the-secret-of-the-sourc")).toBe(false);
    expect(proves(notification.replace('"the-secret-of-the-source"', '"another"'))).toBe(false);
    for (const body of ['{"value":[]}', "[]", "", '{"value":{"clientState":"the-secret-of-the-source"}}', "{"])
      expect(proves(body)).toBe(false);
  });

  it("is sent by `npm run send` with the source's secret as clientState, an alert with it in a header", () => {
    const send = sendingAs.get("defender");
    const sent = send?.({ payload: Buffer.from(notification), secret: 'a"$&b' });
    expect(JSON.parse(`${sent?.payload}`).value.map((told: Json) => told.clientState)).toEqual(['a"$&b', 'a"$&b']);
    expect(sent?.headers).toEqual({});
    expect(send?.({ payload: Buffer.from(alert), secret: "s" })).toEqual({ headers: { authorization: "Bearer s" } });
  });

  it("begins with a question that is answered as it was asked, and no other question is", () => {
    expect(defender.handshake?.({ validationToken: "Validation: <b>1</b> é" })).toBe("Validation: <b>1</b> é");
    for (const query of [{}, { validationToken: "" }, { validationtoken: "x" }, { validationToken: "x".repeat(5000) }])
      expect(defender.handshake?.(query as Record<string, string>)).toBeUndefined();
  });
});

const sample = new URL("../../../../shared/samples/defender/graph_alert_v2.json", import.meta.url);
it.skipIf(!existsSync(sample))("a real alert is one detection of its computer", () => {
  expect(detections(readFileSync(sample, "utf8"))).toMatchObject([
    {
      severity: "low",
      outcome: "allowed",
      techniques: ["T1564.001"],
      computer: { name: "tempDns", group: "UnassignedGroup" },
      account: "NT AUTHORITY\\SYSTEM",
      process: { pid: 4780, parent: { pid: 668, name: "services.exe" } },
      executable: { path: "C:\\Program Files\\temp\\MsSense.exe" },
    },
  ]);
});
