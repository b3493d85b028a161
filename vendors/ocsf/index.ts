// OCSF: findings in the Open Cybersecurity Schema Framework, as Amazon Security Lake and Security Hub tell them.
import type { Vendor } from "../vendor.ts";

export const ocsf: Vendor = {
  name: "ocsf",
  facts: {
    title: "OCSF (Amazon Security Lake, AWS Security Hub)",
    detections:
      "Detection Finding (class 2004), older Security Finding (2001); alone, as NDJSON, or in EventBridge's or SNS's envelope",
    proof: "a secret in `Authorization` or `x-api-key`",
  },
  onInvalid: "quarantine",
  identityWithin: "product",
  parser: async () => (await import("./detections.ts")).parseOcsf,
};
