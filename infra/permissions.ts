// What each use of a port is in IAM's words, on this stack's own ARNs. Whatever is not here, no function may.
import type { Stack } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { grants, type Use } from "./grants.ts";
import type { MailSetup } from "./mail.ts";
import { executionArns, stateMachineArn } from "./names.ts";
import { secretArns } from "./secrets.ts";

export interface Resources {
  stack: Stack;
  stage: string;
  table: Table;
  mail: MailSetup;
}

/** The statements of one function's role. Throws where nobody has said yet what it may. */
export type StatementsOf = (name: string) => PolicyStatement[];

export function createStatementsOf({ stack, stage, table, mail }: Resources): StatementsOf {
  const index = (name: string) => `${table.tableArn}/index/${name}`;
  const machine = stateMachineArn(stack, stage);
  const { sources, connectors } = secretArns(stack, stage);
  const executions = executionArns(stack, stage);
  const allowed: Record<Use, { actions: string[]; resources: string[]; conditions?: Record<string, unknown> }> = {
    read: { actions: ["dynamodb:GetItem", "dynamodb:Query"], resources: [table.tableArn] },
    list: { actions: ["dynamodb:Query"], resources: [index("list")] },
    due: { actions: ["dynamodb:Query"], resources: [index("due")] },
    write: { actions: ["dynamodb:PutItem"], resources: [table.tableArn] },
    remove: { actions: ["dynamodb:DeleteItem"], resources: [table.tableArn] },
    mail: {
      actions: ["ses:SendRawEmail"],
      resources: mail.arns,
      conditions: { StringEquals: { "ses:FromAddress": mail.senderAddress } },
    },
    start: { actions: ["states:StartExecution"], resources: [machine] },
    wake: { actions: ["states:SendTaskSuccess"], resources: [machine] },
    follow: { actions: ["states:DescribeExecution"], resources: [executions] },
    history: { actions: ["states:GetExecutionHistory"], resources: [executions] },
    readSources: { actions: ["ssm:GetParameter"], resources: [sources] },
    writeSources: { actions: ["ssm:PutParameter"], resources: [sources] },
    removeSources: { actions: ["ssm:DeleteParameter"], resources: [sources] },
    readConnectors: { actions: ["ssm:GetParameter"], resources: [connectors] },
    writeConnectors: { actions: ["ssm:PutParameter"], resources: [connectors] },
    removeConnectors: { actions: ["ssm:DeleteParameter"], resources: [connectors] },
  };
  return (name) => {
    const uses = Object.hasOwn(grants, name) ? grants[name] : undefined;
    if (uses === undefined) throw new Error(`infra/grants.ts does not say what ${name} may use.`);
    return uses.map(
      (use) => new PolicyStatement({ sid: `${use.charAt(0).toUpperCase()}${use.slice(1)}`, ...allowed[use] }),
    );
  };
}
