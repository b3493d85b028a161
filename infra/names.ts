// Names that stand on AWS: an operator reads them in the console, and policies are written with them.
import { ArnFormat, Aws, type Stack } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";

/** As in `hikeshi-prod-assess-incident`; `name` is the one in functions/index.ts. */
export const functionName = (stage: string, name: string): string =>
  `hikeshi-${stage}-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Written from the name, as the state machine's: the poller's role must know it before there is one. */
export const functionArn = (stack: Stack, stage: string, name: string): string =>
  stack.formatArn({
    service: "lambda",
    resource: "function",
    resourceName: functionName(stage, name),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const stateMachineName = (stage: string): string => `hikeshi-${stage}-incident-response`;

/** Written from the name: a step's function must know its machine, and the machine its functions. */
export const stateMachineArn = (stack: Stack, stage: string): string =>
  stack.formatArn({
    service: "states",
    resource: "stateMachine",
    resourceName: stateMachineName(stage),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** An execution's page in AWS's console, but for the execution's name at its end. */
export const executionsUrl = (stack: Stack, stage: string): string => {
  const executions = stack.formatArn({
    service: "states",
    resource: "execution",
    resourceName: stateMachineName(stage),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const { region } = stack;
  return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${executions}:`;
};

/** An ARN that ends in, or holds, a `*`: with it, what cdk-nag calls it, and why it must be one. */
export interface WildArn {
  arn: string;
  finding: string;
  reason: string;
}

export function wildArn({ region }: Stack, service: string, resource: string, reason: string): WildArn {
  const of = (partition: string, account: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return {
    arn: of(Aws.PARTITION, Aws.ACCOUNT_ID),
    finding: `AwsSolutions-IAM5[Resource::${of("<AWS::Partition>", "<AWS::AccountId>")}]`,
    reason,
  };
}

/** Log lines hold ids, outcomes and milliseconds; what must be kept longer stands in the table. */
export const LOG_RETENTION = RetentionDays.THREE_MONTHS;
