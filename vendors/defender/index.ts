// Microsoft Defender for Endpoint: Graph tells of alerts, Defender's own API acts.
import type { Vendor } from "../vendor.ts";
import { carriesClientState, echoOf } from "./subscription.ts";

export const defender: Vendor = {
  name: "defender",
  facts: {
    title: "Microsoft Defender for Endpoint",
    detections:
      "Graph change notifications of `alerts_v2`, fetched by id (the house keeps the subscription); Graph alerts v2 themselves",
    proof: "the subscription's `clientState`, or a secret in `Authorization` or `x-api-key`",
    actions: {
      kill: "live response runs your script, by pid and hash",
      remove: "`StopAndQuarantineFile` on the computer; without a SHA-1 an indicator `BlockAndRemediate`, everywhere",
      isolate: "`isolate`, type Full",
      release: "`unisolate`",
    },
    auth: "app registration: client credentials",
  },
  onInvalid: "quarantine",
  identityWithin: "product",
  parser: async () => (await import("./detections.ts")).parseDefender,
  proves: carriesClientState,
  handshake: echoOf,
  connector: async () => (await import("./response.ts")).createConnector,
};
