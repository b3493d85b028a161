// CrowdStrike Falcon: alerts and event streams tell, network containment acts.
import type { Vendor } from "../vendor.ts";

export const crowdstrike: Vendor = {
  name: "crowdstrike",
  facts: {
    title: "CrowdStrike Falcon",
    detections: "alerts v2; event stream `EppDetectionSummaryEvent` and the older `DetectionSummaryEvent`",
    proof: "a secret in `Authorization` or `x-api-key`",
    actions: {
      kill: "Real Time Response runs your script, by pid and hash",
      isolate: "network containment: `contain`",
      release: "network containment: `lift_containment`",
    },
    auth: "API client: client credentials",
  },
  onInvalid: "quarantine",
  identityWithin: "product",
  parser: async () => (await import("./detections.ts")).parseCrowdstrike,
  connector: async () => (await import("./response.ts")).createConnector,
};
