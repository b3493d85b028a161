// What is GuardDuty's own: its severities, its two spellings, its envelopes, its samples, its repeats.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Detection } from "../../../core/detection.ts";
import { parseGuardDuty } from "../../../vendors/guardduty/detections.ts";
import { read } from "./proof.ts";

const envelope = JSON.parse(read("examples/payloads/mining.guardduty.json"));
const parse = (value: unknown) =>
  parseGuardDuty(typeof value === "string" ? value : JSON.stringify(value), "2026-01-05T00:10:00.000Z");
const withDetail = (more: object) => ({ ...envelope, detail: { ...envelope.detail, ...more } });
const withService = (more: object) => withDetail({ service: { ...envelope.detail.service, ...more } });

function detectionOf(value: unknown): Detection {
  const [item, ...rest] = parse(value);
  if (item?.kind !== "detection" || rest.length > 0) throw new Error(`no single detection: ${JSON.stringify(item)}`);
  return item.detection;
}

it("reads every fact of a runtime finding", () => {
  expect(detectionOf(envelope)).toEqual({
    identity: "111122223333:ap-northeast-1:1cc9a1b2c3d4e5f60718293a4b5c6d7e",
    aliases: [],
    revision: 1,
    product: "guardduty",
    rule: {
      id: "CryptoCurrency:Runtime/BitcoinTool.B",
      name: "A tool that mines cryptocurrency runs on EC2 instance i-0a1b2c3d4e5f60718.",
    },
    severity: "high",
    outcome: "allowed",
    confidence: "medium",
    techniques: [],
    occurredAt: "2026-01-05T00:01:00.000Z",
    computer: {
      id: "111122223333:ap-northeast-1:i-0a1b2c3d4e5f60718",
      name: "web-01",
      operatingSystem: "Amazon Linux 2023",
      addresses: ["192.0.2.10", "198.51.100.7", "2001:db8::10"],
    },
    account: "www-data",
    process: {
      pid: 4711,
      name: "kworkerds",
      commandLine: "./kworkerds -o stratum+tcp://pool.example:3333",
      startedAt: "2026-01-04T23:58:00.250Z",
      image: {
        name: "kworkerds",
        path: "/tmp/.x/kworkerds",
        sha256: "5f2b8c1d9e3a4f60718293a4b5c6d7e8f90123455f2b8c1d9e3a4f60718293a4",
        signature: "unknown",
      },
      parent: { pid: 4700, name: "bash" },
    },
    link: "https://ap-northeast-1.console.aws.amazon.com/guardduty/home?region=ap-northeast-1#/findings?macros=current&fId=1cc9a1b2c3d4e5f60718293a4b5c6d7e",
  });
});

it("reads the same facts from the envelope, from the finding alone, in PascalCase, and from SNS", () => {
  const one = detectionOf(envelope);
  expect(detectionOf(envelope.detail)).toEqual(one);
  expect(detectionOf(read("test/fixtures/guardduty/get-findings.json"))).toEqual(one);
  const message = { Type: "Notification", TopicArn: "arn:aws:sns:x", Message: JSON.stringify(envelope) };
  expect(detectionOf(message)).toEqual(one);
});

it.each([
  [1, "low"],
  [3.9, "low"],
  [4, "medium"],
  [6.9, "medium"],
  [7, "high"],
  [8.9, "high"],
  [9, "critical"],
  [10, "critical"],
])("calls severity %d %s", (severity, expected) => {
  expect(detectionOf(withDetail({ severity })).severity).toBe(expected);
});

it.each([
  ["its mark", withService({ additionalInfo: { sample: true } })],
  [
    "its mark within the JSON text of newer findings",
    withService({ additionalInfo: { value: '{"sample":true}', type: "default" } }),
  ],
  [
    "its mark in PascalCase",
    {
      Findings: [
        {
          ...JSON.parse(read("test/fixtures/guardduty/get-findings.json")).Findings[0],
          Service: { Count: 1, EventLastSeen: "2026-01-05T00:01:00Z", AdditionalInfo: { Value: '{"sample":true}' } },
        },
      ],
    },
  ],
  ["its title", withDetail({ title: "[SAMPLE] The EC2 instance talks to a known host." })],
])("knows a sample by %s", (_how, body) => {
  expect(detectionOf(body).neverAct).toBe("sample");
});

it("takes nothing else for a sample", () => {
  expect(detectionOf(withService({ additionalInfo: { value: '{"sample":"false"}' } })).neverAct).toBeUndefined();
  expect(detectionOf(withDetail({ title: "A sampler was started" })).neverAct).toBeUndefined();
});

it("is the same detection in whichever account's envelope it comes, and a higher revision with each repeat", () => {
  const first = detectionOf(envelope);
  const repeat = detectionOf({ ...withService({ count: 7 }), account: "999999999999", id: "other" });
  expect(repeat.identity).toBe(first.identity);
  expect([first.revision, repeat.revision]).toEqual([1, 7]);
});

it("is another detection in another account or region", () => {
  const ids = [envelope, withDetail({ accountId: "444455556666" }), withDetail({ region: "us-east-1" })].map(
    (one) => detectionOf(one).identity,
  );
  expect(new Set(ids).size).toBe(3);
});

it("says blocked where GuardDuty says that the connection was", () => {
  const action = { actionType: "NETWORK_CONNECTION", networkConnectionAction: { blocked: true } };
  expect(detectionOf(withService({ action })).outcome).toBe("blocked");
});

it("puts what is no instance in a computer's place, under an id that nothing acts on", () => {
  const { computer, account } = detectionOf(read("test/fixtures/guardduty/iam-user.json"));
  expect(computer).toEqual({ id: "111122223333:ap-northeast-1:iam:deploy", name: "IAM deploy" });
  expect(account).toBe("deploy");
  expect(detectionOf(withDetail({ resource: { resourceType: "Other" } })).computer.name).toBe(
    "AWS account 111122223333 (ap-northeast-1)",
  );
});

it("takes the region and the account from envelope or ARN where the finding has none", () => {
  const { accountId: _a, region: _r, arn, ...bare } = envelope.detail;
  expect(detectionOf({ ...envelope, detail: bare }).identity).toBe(detectionOf(envelope).identity);
  expect(detectionOf({ ...bare, arn }).identity).toBe(detectionOf(envelope).identity);
});

it("spares what the distribution's packages put in their place, and takes the file that a scan found", () => {
  const process = { ...envelope.detail.service.runtimeDetails.process, executablePath: "/usr/bin/curl" };
  expect(detectionOf(withService({ runtimeDetails: { process } })).process?.image?.signature).toBe("os-vendor");
  const sha256 = "a".repeat(64);
  const threatNames = [{ name: "EICAR", filePaths: [{ filePath: "tmp/eicar", fileName: "eicar", hash: sha256 }] }];
  const scanned = detectionOf(
    withService({ ebsVolumeScanDetails: { scanDetections: { threatDetectedByName: { threatNames } } } }),
  );
  expect([scanned.executable, scanned.confidence]).toEqual([
    { name: "eicar", path: "tmp/eicar", sha256, signature: "unknown" },
    "high",
  ]);
});

describe("quarantines with a reason", () => {
  const { id: _id, ...noId } = envelope.detail;
  it.each([
    [
      "an event of another kind",
      { ...envelope, "detail-type": "GuardDuty Malware Protection Object Scan Result" },
      /another kind/,
    ],
    ["a finding without its id", { ...envelope, detail: noId }, /lacks a fact/],
    [
      "SNS's question whether the address is ours",
      { Type: "SubscriptionConfirmation", TopicArn: "arn:aws:sns:x", SubscribeURL: "https://sns" },
      /SubscribeURL/,
    ],
    ["Security Hub's own format", { SchemaVersion: "2018-10-08", Id: "x", Resources: [] }, /not a GuardDuty finding/],
    ["text", "hello", /not valid JSON/],
  ])("%s", (_what, body, reason) => {
    const [item] = parse(body);
    expect(item).toMatchObject({ kind: "quarantined", reason: expect.stringMatching(reason) });
  });
});

it("keeps of what it quarantines enough to read it again", () => {
  const [item] = parse(withDetail({ severity: "high" }));
  expect(item?.kind === "quarantined" && JSON.parse(item.raw)["detail-type"]).toBe("GuardDuty Finding");
});

const samples = new URL("../../../../shared/samples/guardduty/", import.meta.url);
describe.skipIf(!existsSync(samples))("the real samples", () => {
  it("are detections: a container's instance, and a short envelope without id or resource", () => {
    const container = detectionOf(readFileSync(new URL("elastic_runtime_docker_native.json", samples), "utf8"));
    expect([container.computer.name, container.revision, container.severity]).toEqual(["buildserver-a-0", 9, "medium"]);
    const short = detectionOf(readFileSync(new URL("eventbridge_finding_high.json", samples), "utf8"));
    expect([short.neverAct, short.revision, short.severity]).toEqual(["sample", 1234, "critical"]);
  });
});
