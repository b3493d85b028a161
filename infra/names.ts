// Names that stand on AWS: an operator reads them in the console, and policies are written with them.
import { ArnFormat, type Stack } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";

/** As in `hikeshi-prod-assess-incident`; `name` is the one in functions/index.ts. */
export const functionName = (stage: string, name: string): string =>
  `hikeshi-${stage}-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

export const stateMachineName = (stage: string): string => `hikeshi-${stage}-incident-response`;

/** Written from the name: a step's function must know its machine, and the machine its functions. */
export const stateMachineArn = (stack: Stack, stage: string): string =>
  stack.formatArn({
    service: "states",
    resource: "stateMachine",
    resourceName: stateMachineName(stage),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const executionArns = (stack: Stack, stage: string): string =>
  stack.formatArn({
    service: "states",
    resource: "execution",
    resourceName: `${stateMachineName(stage)}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** Log lines hold ids, outcomes and milliseconds; what must be kept longer stands in the table. */
export const LOG_RETENTION = RetentionDays.THREE_MONTHS;
