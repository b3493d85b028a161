// OCSF for the conformance kit: payloads of our own making.
import { ocsf } from "../../../vendors/ocsf/index.ts";
import { read } from "../guardduty/proof.ts";
import type { Proof } from "../proof.ts";

export const ocsfProof: Proof = {
  vendor: ocsf,
  payloads: {
    "Detection Finding": read("examples/payloads/mining.ocsf.json"),
    "Security Finding": read("test/fixtures/ocsf/security-finding-2001.json"),
    "Security Hub by EventBridge": read("test/fixtures/ocsf/security-hub.json"),
  },
};
