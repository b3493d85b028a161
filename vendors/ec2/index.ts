// Amazon EC2: acts on the instances that GuardDuty and OCSF findings name. It tells nothing by itself.
import type { Vendor } from "../vendor.ts";

export const ec2: Vendor = {
  name: "ec2",
  facts: {
    title: "Amazon EC2",
    detections: "none: it acts for the sources `guardduty` and `ocsf`",
    proof: "-",
    actions: {
      kill: "Systems Manager command, by pid and hash",
      isolate: "security groups of each network interface swapped for a quarantine group",
      release: "the saved security groups put back",
    },
    auth: "access key, or a role that it assumes in the account (Signature Version 4)",
  },
  onInvalid: "quarantine",
  identityWithin: "product",
  parser: async () => (body) => [
    {
      kind: "quarantined",
      reason: "Amazon EC2 tells no detections: send them to a source of guardduty or ocsf",
      raw: body,
    },
  ],
  connector: async () => (await import("./response.ts")).createConnector,
};
