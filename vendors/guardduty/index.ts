// Amazon GuardDuty: tells of findings. What acts on its instances is the connector `ec2`.
import type { Vendor } from "../vendor.ts";

export const guardduty: Vendor = {
  name: "guardduty",
  facts: {
    title: "Amazon GuardDuty",
    detections: "findings in EventBridge's envelope, by an API destination or SNS, or alone; camelCase and PascalCase",
    proof: "a secret in `x-api-key` (API destination), or as the password of the address (SNS)",
  },
  onInvalid: "quarantine",
  identityWithin: "product",
  parser: async () => (await import("./detections.ts")).parseGuardDuty,
};
