// ESET Inspect on-prem: asked for its detections, and told to isolate, to release and to block. What it tells is one with what
// ESET PROTECT tells of the same alarm: ESET's own folder reads it.
import type { Vendor } from "../vendor.ts";

export const createEsetInspect = (parser: Vendor["parser"]): Vendor => ({
  name: "eset-inspect",
  facts: {
    title: "ESET Inspect On-Prem",
    detections: "its own detections, asked for by itself (`poll`) or sent; all that `eset` understands",
    proof: "a secret in `Authorization` or `x-api-key`",
    actions: {
      remove: "executable blocked by SHA-1 and cleaned; it does not show what became of it",
      isolate: "`isolate`; shown by a dynamic group of ESET PROTECT, where that is named",
      release: "`integrate`; shown by the same group",
    },
    auth: "account and password for a token that each answer may replace",
  },
  onInvalid: "quarantine",
  identityWithin: "product",
  parser,
  connector: async () => (await import("./response.ts")).createConnector,
});
