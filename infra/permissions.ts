// What each use of a port is in IAM's words, on this stack's own ARNs. Whatever is not here, no function may.
import type { Stack } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { grants, type Use } from "./grants.ts";
import { functionArn, stateMachineArn, stateMachineName, type WildArn, wildArn } from "./names.ts";
import { secretArns } from "./secrets.ts";

export interface MailSetup {
  configurationSet: string;
  senderAddress: string;
  /** What sending needs to be allowed on. */
  arns: string[];
}

export interface Resources {
  stack: Stack;
  stage: string;
  table: Table;
  mail: MailSetup;
}

export interface Permissions {
  statements: PolicyStatement[];
  /** The wildcards in them. */
  wild: WildArn[];
}

/** Throws where nobody has said yet what a function may. */
export type PermissionsOf = (name: string) => Permissions;

interface Allowed {
  actions: string[];
  on: readonly (string | WildArn)[];
  conditions?: Record<string, unknown>;
}

export function createPermissionsOf(resources: Resources): PermissionsOf {
  const allowed = allowedBy(resources);
  return (name) => {
    const uses = Object.hasOwn(grants, name) ? grants[name] : undefined;
    if (uses === undefined) throw new Error(`infra/grants.ts does not say what ${name} may use.`);
    return {
      statements: uses.map((use) => statementOf(use, allowed[use])),
      wild: uses.flatMap((use) => allowed[use].on.filter((one) => typeof one !== "string")),
    };
  };
}

const statementOf = (use: Use, { actions, on, conditions }: Allowed): PolicyStatement =>
  new PolicyStatement({
    sid: `${use.charAt(0).toUpperCase()}${use.slice(1)}`,
    actions,
    resources: [...new Set(on.map((one) => (typeof one === "string" ? one : one.arn)))],
    ...(conditions === undefined ? {} : { conditions }),
  });

/** The service authorization reference gives the action no resource: "you must specify all resources ("*")". */
const everything = (reason: string): readonly WildArn[] =>
  ["AwsSolutions-IAM5[Resource::*]", "Serverless-LambdaStarPermissions"].map((finding) => ({
    arn: "*",
    finding,
    reason,
  }));

function allowedBy({ stack, stage, table, mail }: Resources): Record<Use, Allowed> {
  const index = (name: string) => `${table.tableArn}/index/${name}`;
  const machine = stateMachineArn(stack, stage);
  const { sources, connectors } = secretArns(stack, stage);
  const executions = wildArn(
    stack,
    "states",
    `execution:${stateMachineName(stage)}:*`,
    "An execution is named after its incident: all of this one machine's are meant.",
  );
  return {
    read: { actions: ["dynamodb:GetItem", "dynamodb:Query"], on: [table.tableArn] },
    list: { actions: ["dynamodb:Query"], on: [index("list")] },
    due: { actions: ["dynamodb:Query"], on: [index("due")] },
    write: { actions: ["dynamodb:PutItem"], on: [table.tableArn] },
    remove: { actions: ["dynamodb:DeleteItem"], on: [table.tableArn] },
    mail: {
      actions: ["ses:SendRawEmail"],
      on: mail.arns,
      conditions: { StringEquals: { "ses:FromAddress": mail.senderAddress } },
    },
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazontranslate.html
    translate: {
      actions: ["translate:TranslateText"],
      on: everything("AWS knows no resource for translate:TranslateText."),
    },
    start: { actions: ["states:StartExecution"], on: [machine] },
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
    wake: {
      actions: ["states:SendTaskSuccess"],
      on: everything("AWS knows no resource for states:SendTaskSuccess; a task's token is what it takes."),
    },
    follow: { actions: ["states:DescribeExecution"], on: [executions] },
    history: { actions: ["states:GetExecutionHistory"], on: [executions] },
    invoke: { actions: ["lambda:InvokeFunction"], on: [functionArn(stack, stage, "poll-source")] },
    readSources: { actions: ["ssm:GetParameter"], on: [sources] },
    writeSources: { actions: ["ssm:PutParameter"], on: [sources] },
    removeSources: { actions: ["ssm:DeleteParameter"], on: [sources] },
    readConnectors: { actions: ["ssm:GetParameter"], on: [connectors] },
    writeConnectors: { actions: ["ssm:PutParameter"], on: [connectors] },
    removeConnectors: { actions: ["ssm:DeleteParameter"], on: [connectors] },
  };
}
