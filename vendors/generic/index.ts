// The generic source: our own documented JSON, for senders that can shape their payload. It cannot act.
import type { Vendor } from "../vendor.ts";

export const generic: Vendor = {
  name: "generic",
  facts: {
    title: "Generic JSON",
    detections: 'our own JSON: one object, an array, `{"detections": […]}` or NDJSON',
    proof: "a Standard Webhooks signature, or a secret in `Authorization` or `x-api-key`",
  },
  onInvalid: "answer",
  identityWithin: "source",
  parser: async () => (await import("./detections.ts")).parseGeneric,
};
