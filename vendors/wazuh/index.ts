// Wazuh: its alerts come in, the customer's active-response scripts act.
import type { Vendor } from "../vendor.ts";

export const wazuh: Vendor = {
  name: "wazuh",
  facts: {
    title: "Wazuh",
    detections: "alerts as JSON: raw, from Shuffle's integration script, or as the indexer stores them",
    proof: "a secret in `Authorization` or `x-api-key`",
    actions: {
      kill: "your active-response script, by pid and hash",
      remove: "your active-response script, by path and hash",
      isolate: "your active-response script",
      release: "your active-response script",
    },
    auth: "API user: basic authentication for a JWT",
  },
  onInvalid: "quarantine",
  // Two managers may use the same alert id and the same name.
  identityWithin: "source",
  parser: async () => (await import("./detections.ts")).parseWazuh,
  connector: async () => (await import("./response.ts")).createConnector,
};
