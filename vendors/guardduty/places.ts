// Where a GuardDuty finding happened: the instance, else what it names of the account, else the account itself.
import type * as z from "zod";
import type { ComputerFacts } from "../../core/detection.ts";
import { type AwsPlace, instanceComputerId } from "../aws-places.ts";
import { cleanText, defined } from "../fields.ts";
import type { Finding } from "./finding.ts";

/**
 * A user, a bucket or a cluster is no computer, and its finding must not be lost: it stands in a computer's place under an id
 * that no connector acts on, so a person decides.
 */
function otherResource({ resource }: Finding): { kind: string; name: string } | undefined {
  const named = [
    ["IAM", resource.accessKeyDetails.userName ?? resource.accessKeyDetails.principalId],
    ["S3 bucket", resource.s3BucketDetails[0]?.name],
    ["EKS cluster", resource.eksClusterDetails.name],
    ["ECS cluster", resource.ecsClusterDetails.name],
    ["Lambda function", resource.lambdaDetails.functionName],
    ["RDS database", resource.rdsDbInstanceDetails.dbInstanceIdentifier],
  ] as const;
  for (const [kind, name] of named) if (name !== undefined) return { kind, name };
  return undefined;
}

const firstLabel = (text: string): string => cleanText(text, 253) ?? "unnamed";

export function computerOf(finding: Finding, place: AwsPlace): z.input<typeof ComputerFacts> {
  const { instanceId, tags, platform, imageDescription, networkInterfaces } = finding.resource.instanceDetails;
  if (instanceId !== undefined) {
    const addresses = networkInterfaces.flatMap((one) =>
      defined([one.privateIpAddress, one.publicIp, ...one.ipv6Addresses]),
    );
    return {
      id: instanceComputerId({ ...place, instanceId }),
      name: tags.find(({ key }) => key === "Name")?.value ?? instanceId,
      operatingSystem: platform ?? imageDescription,
      ...(addresses.length === 0 ? {} : { addresses: [...new Set(addresses)].slice(0, 32) }),
    };
  }
  const { account, region } = place;
  const other = otherResource(finding);
  if (other === undefined)
    return { id: `${account}:${region}`, name: firstLabel(`AWS account ${account} (${region})`) };
  const id = `${account}:${region}:${other.kind.toLowerCase().replaceAll(" ", "-")}:${other.name}`;
  return { id: cleanText(id, 256) ?? id, name: firstLabel(`${other.kind} ${other.name}`) };
}
