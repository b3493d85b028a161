// ESET: ESET PROTECT and ESET Inspect tell of detections, ESET Connect tells, is asked and acts.
import type { Vendor } from "../vendor.ts";

export const eset: Vendor = {
  name: "eset",
  facts: {
    title: "ESET PROTECT, ESET Inspect, ESET Connect",
    detections:
      "syslog export (JSON, CEF, LEEF); notifications by webhook; ESET Connect v1 and v2, also asked for by itself (`poll`)",
    proof: "a secret in `Authorization` or `x-api-key`",
    actions: {
      kill: "device task `KillProcessByPid`, by pid and hash",
      remove: "executable blocked by hash, everywhere",
      isolate: "device task `StartNetworkIsolation`",
      release: "device task `EndNetworkIsolation`",
    },
    auth: "API user: password and refresh grant",
  },
  onInvalid: "quarantine",
  identityWithin: "product",
  parser: async () => (await import("./detections.ts")).parseEset,
  connector: async () => (await import("./response.ts")).createConnector,
};
