// Where secrets stand in Parameter Store. CloudFormation cannot make a SecureString: the API does, under the path that is granted here.
import type { Stack } from "aws-cdk-lib";
import { type WildArn, wildArn } from "./names.ts";

export const secretsPrefix = (stage: string): string => `/hikeshi/${stage}`;

const REASON =
  "Customers and their sources come and go without a deployment: their secrets are known by their path only.";

/** What senders sign with, and what connectors log in with (functions/secret-cache.ts). They are under AWS's own key `aws/ssm`: reading needs no permission of KMS. */
export function secretArns(stack: Stack, stage: string): { sources: WildArn; connectors: WildArn } {
  const arn = (kind: string) => wildArn(stack, "ssm", `parameter${secretsPrefix(stage)}/customers/*/${kind}/*`, REASON);
  return { sources: arn("sources"), connectors: arn("connectors") };
}
