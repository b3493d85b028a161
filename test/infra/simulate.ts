// What a synthesised role may do, judged by an IAM simulator.
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { ACCOUNT, type Resource } from "./synthesised.ts";

/** Action, resource, and the sender of a mail. */
export type Ask = readonly [action: string, resource: string, from?: string];

export interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
}
export interface Policy {
  name: string;
  policy: { Version?: string; Statement: Statement[] };
}

/** Of the role with this id in the template: those written into it, and those that name it. Throws at one that is AWS's. */
export function policiesOfRole(resources: Record<string, Resource>, roleId: string): Policy[] {
  const role = resources[roleId];
  if (role?.Type !== "AWS::IAM::Role") throw new Error(`${roleId} is no role.`);
  const { Policies = [], ManagedPolicyArns = [] } = role.Properties;
  if (ManagedPolicyArns.length > 0) throw new Error(`${roleId} has policies that are not in the template.`);
  const inline = Policies.map(({ PolicyName, PolicyDocument }: any) => ({ name: PolicyName, policy: PolicyDocument }));
  const attached = Object.values(resources).filter(
    ({ Type, Properties }) => Type === "AWS::IAM::Policy" && Properties.Roles.includes(roleId),
  );
  return [...inline, ...attached.map(({ Properties }) => ({ name: "more", policy: Properties.PolicyDocument }))];
}

/** The id in the template of the role that a property such as `Role` or `RoleArn` names. */
export const roleIdOf = (roleArn: unknown): string => String(roleArn).split("/")[1] ?? "";

/** Throws at an action or a resource that IAM does not know. */
export async function may(policies: Policy[], [action, resource, from]: Ask): Promise<boolean> {
  const accountId = /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(resource)?.[1] ?? ACCOUNT;
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/function/session`,
        action,
        resource: { resource, accountId },
        contextVariables: from === undefined ? {} : { "ses:FromAddress": from },
      },
      identityPolicies: policies,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === "error") throw new Error(`${action} ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === "Allowed";
}
