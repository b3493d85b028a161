// GuardDuty for the conformance kit: payloads of our own making.
import { readFileSync } from "node:fs";
import { guardduty } from "../../../vendors/guardduty/index.ts";
import type { Proof } from "../proof.ts";

export const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const envelope = JSON.parse(read("examples/payloads/mining.guardduty.json"));

export const guarddutyProof: Proof = {
  vendor: guardduty,
  payloads: {
    "EventBridge's envelope": JSON.stringify(envelope),
    "a finding alone": JSON.stringify(envelope.detail),
    "PascalCase, as GetFindings shows it": read("test/fixtures/guardduty/get-findings.json"),
    "a user": read("test/fixtures/guardduty/iam-user.json"),
    "a sample by SNS": read("test/fixtures/guardduty/sns-sample.json"),
  },
};
