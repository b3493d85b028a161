// The proofs of all products: one line each. A folder of vendors/ that stands not here fails contract.test.ts.
import { crowdstrikeProof } from "./crowdstrike/proof.ts";
import { defenderProof } from "./defender/proof.ts";
import { ec2Proof } from "./ec2/proof.ts";
import { esetProof } from "./eset/proof.ts";
import { esetInspectProof } from "./eset-inspect/proof.ts";
import { genericProof } from "./generic/proof.ts";
import { guarddutyProof } from "./guardduty/proof.ts";
import { ocsfProof } from "./ocsf/proof.ts";
import type { Proof } from "./proof.ts";
import { sentineloneProof } from "./sentinelone/proof.ts";
import { wazuhProof } from "./wazuh/proof.ts";

export const proofs: readonly Proof[] = [
  esetProof,
  esetInspectProof,
  genericProof,
  guarddutyProof,
  ocsfProof,
  ec2Proof,
  sentineloneProof,
  wazuhProof,
  defenderProof,
  crowdstrikeProof,
];
