// How the house names what stands in an AWS account: alike from GuardDuty, from OCSF, and for the connector that acts there.

export interface AwsPlace {
  account: string;
  /** As in `ap-northeast-1`. */
  region: string;
}

export interface Ec2Instance extends AwsPlace {
  /** As in `i-0abc12345678901de`. */
  instanceId: string;
}

/** Colons only: a computer's id is one segment of our paths. */
export const instanceComputerId = ({ account, region, instanceId }: Ec2Instance): string =>
  `${account}:${region}:${instanceId}`;

/** Undefined for whatever is no instance's id, such as a bucket's. */
export function readInstanceComputerId(computerId: string): Ec2Instance | undefined {
  const [, account, region, instanceId] =
    /^(\d{12}):([a-z]{2}(?:-[a-z]+)+-\d):(i-[0-9a-f]{8,17})$/.exec(computerId) ?? [];
  if (account === undefined || region === undefined || instanceId === undefined) return undefined;
  return { account, region, instanceId };
}

/** `arn:aws:ec2:us-east-1:111111111111:instance/i-0abc…` (Service Authorization Reference, "Resource types defined by Amazon EC2"). */
export function readInstanceArn(arn: string): Ec2Instance | undefined {
  const [, region, account, instanceId] =
    /^arn:aws[a-z-]{0,16}:ec2:([a-z0-9-]{1,32}):(\d{1,16}):instance\/(i-[\w-]{1,32})$/.exec(arn) ?? [];
  if (region === undefined || account === undefined || instanceId === undefined) return undefined;
  return { account, region, instanceId };
}

/** The web console of a region's partition; undefined where the region is not of a known form. */
export function awsConsole(region: string): string | undefined {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return undefined;
  if (region.startsWith("cn-")) return `https://${region}.console.amazonaws.cn`;
  return region.startsWith("us-gov-")
    ? `https://${region}.console.amazonaws-us-gov.com`
    : `https://${region}.console.aws.amazon.com`;
}
