// Where secrets stand in Parameter Store. CloudFormation cannot make a SecureString: the API does, under the path that is granted here.
import type { Stack } from "aws-cdk-lib";

export const secretsPrefix = (stage: string): string => `/hikeshi/${stage}`;

/** ARNs of what senders sign with, and of what connectors log in with (functions/secret-cache.ts). They are under AWS's own key `aws/ssm`: reading needs no permission of KMS. */
export function secretArns(stack: Stack, stage: string): { sources: string; connectors: string } {
  const arn = (kind: string) =>
    stack.formatArn({
      service: "ssm",
      resource: "parameter",
      resourceName: `${secretsPrefix(stage).slice(1)}/customers/*/${kind}/*`,
    });
  return { sources: arn("sources"), connectors: arn("connectors") };
}
