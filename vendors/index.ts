// The table of products by name: the only list of them.
import { crowdstrike } from "./crowdstrike/index.ts";
import { defender } from "./defender/index.ts";
import { ec2 } from "./ec2/index.ts";
import { eset } from "./eset/index.ts";
import { createEsetInspect } from "./eset-inspect/index.ts";
import { generic } from "./generic/index.ts";
import { guardduty } from "./guardduty/index.ts";
import { ocsf } from "./ocsf/index.ts";
import { sentinelone } from "./sentinelone/index.ts";
import type { Vendor } from "./vendor.ts";
import { wazuh } from "./wazuh/index.ts";

/** One line a product. A map, so that a name out of a request (`constructor`, `__proto__`) finds nothing that is not here. */
export const vendors: ReadonlyMap<string, Vendor> = new Map(
  [generic, eset, createEsetInspect(eset.parser), guardduty, ocsf, ec2, sentinelone, wazuh, defender, crowdstrike].map(
    (vendor) => [vendor.name, vendor],
  ),
);
