// SentinelOne: its threats come in, its console's API acts.
import type { Vendor } from "../vendor.ts";

export const sentinelone: Vendor = {
  name: "sentinelone",
  facts: {
    title: "SentinelOne",
    detections: "threats of API 2.1 and 2.0, alerts of custom rules (STAR): one, many, or as the API answers them",
    proof: "a secret in `Authorization` or `x-api-key`",
    actions: {
      kill: "threat mitigation `kill`",
      remove: "threat mitigation `quarantine`, after `kill` where it ran",
      isolate: "agent action `disconnect`",
      release: "agent action `connect`",
    },
    auth: "API token of a service user",
  },
  onInvalid: "quarantine",
  identityWithin: "product",
  parser: async () => (await import("./detections.ts")).parseSentinelOne,
  connector: async () => (await import("./response.ts")).createConnector,
};
