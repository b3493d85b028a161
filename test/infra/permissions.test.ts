// Least privilege, judged by an IAM simulator over the synthesised roles: each function may do what it needs, and nothing else that is asked here.
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { beforeAll, describe, expect, test } from "vitest";
import { httpFunctions, scheduled, steps } from "../../functions/index.ts";
import { grants, type Use } from "../../infra/grants.ts";
import { ACCOUNT, arn, lambdaOf, ofType, synthesised } from "./synthesised.ts";

// It bundles and synthesises: seconds, and more on a busy machine.
beforeAll(() => {
  synthesised();
}, 120_000);

/** Action, resource, and the sender of a mail. */
type Ask = readonly [action: string, resource: string, from?: string];

const table = () => arn("dynamodb", `table/${lambdaOf("sweep").Properties.Environment.Variables.TABLE_NAME}`);
const MACHINE = arn("states", "stateMachine:hikeshi-prod-incident-response");
const EXECUTION = arn("states", "execution:hikeshi-prod-incident-response:inc-1-1");
const SOURCE = arn("ssm", "parameter/hikeshi/prod/customers/acme/sources/edr/s-1");
const CONNECTOR = arn("ssm", "parameter/hikeshi/prod/customers/acme/connectors/edr");
const SENDER = "mdr@hikeshi.example";
const IDENTITY = arn("ses", `identity/${SENDER}`);
const SET = arn("ses", "configuration-set/hikeshi-prod");
const logOf = (name: string) =>
  arn("logs", `log-group:/aws/lambda/${lambdaOf(name).Properties.FunctionName}:log-stream:2026/01/01/x`);

/** What each use must be allowed, written from the calls in aws/. */
const needs = (): Record<Use, readonly Ask[]> => ({
  read: [
    ["dynamodb:GetItem", table()],
    ["dynamodb:Query", table()],
  ],
  list: [["dynamodb:Query", `${table()}/index/list`]],
  due: [["dynamodb:Query", `${table()}/index/due`]],
  write: [["dynamodb:PutItem", table()]],
  remove: [["dynamodb:DeleteItem", table()]],
  mail: [
    ["ses:SendRawEmail", IDENTITY, SENDER],
    ["ses:SendRawEmail", SET, SENDER],
  ],
  start: [["states:StartExecution", MACHINE]],
  wake: [["states:SendTaskSuccess", MACHINE]],
  follow: [["states:DescribeExecution", EXECUTION]],
  history: [["states:GetExecutionHistory", EXECUTION]],
  readSources: [["ssm:GetParameter", SOURCE]],
  writeSources: [["ssm:PutParameter", SOURCE]],
  removeSources: [["ssm:DeleteParameter", SOURCE]],
  readConnectors: [["ssm:GetParameter", CONNECTOR]],
  writeConnectors: [["ssm:PutParameter", CONNECTOR]],
  removeConnectors: [["ssm:DeleteParameter", CONNECTOR]],
});

const other = (resource: string) => arn("dynamodb", resource);
/** What no function may. */
const never = (): readonly Ask[] => [
  ...[
    ...["Scan", "UpdateItem", "BatchGetItem", "BatchWriteItem", "ConditionCheckItem", "DescribeTable", "DeleteTable"],
    ...["UpdateTable", "UpdateTimeToLive", "UpdateContinuousBackups", "CreateBackup", "ExportTableToPointInTime"],
    ...[
      "PartiQLSelect",
      "PartiQLDelete",
      "PartiQLInsert",
      "PartiQLUpdate",
      "PutResourcePolicy",
      "RestoreTableToPointInTime",
    ],
  ].map((action) => [`dynamodb:${action}`, table()] as const),
  ...["GetItem", "Query", "PutItem", "DeleteItem", "Scan"].map(
    (action) => [`dynamodb:${action}`, other("table/another")] as const,
  ),
  ["dynamodb:GetItem", table().replace(ACCOUNT, "210987654321")],
  ["dynamodb:Query", `${table()}/index/another`],
  ["dynamodb:Scan", `${table()}/index/list`],
  ["dynamodb:Scan", `${table()}/index/due`],
  ...["SendEmail", "SendTemplatedEmail", "SendBulkTemplatedEmail", "SendBounce"].map(
    (action) => [`ses:${action}`, IDENTITY, SENDER] as const,
  ),
  ["ses:SendRawEmail", IDENTITY, "someone@hikeshi.example"],
  ["ses:SendRawEmail", arn("ses", "identity/hikeshi.example"), SENDER],
  ["ses:SendRawEmail", arn("ses", "identity/other@hikeshi.example"), SENDER],
  ["ses:SendRawEmail", arn("ses", "configuration-set/another"), SENDER],
  ["ses:DeleteIdentity", "*"],
  ["ses:VerifyEmailIdentity", "*"],
  ["ses:CreateConfigurationSet", "*"],
  ...["StartExecution", "SendTaskSuccess"].map(
    (action) => [`states:${action}`, arn("states", "stateMachine:another")] as const,
  ),
  ...["DescribeExecution", "GetExecutionHistory", "StopExecution", "RedriveExecution"].map(
    (action) => [`states:${action}`, arn("states", "execution:another:inc-1-1")] as const,
  ),
  ["states:StartExecution", arn("states", "stateMachine:hikeshi-prod-incident-response2")],
  ["states:DescribeExecution", arn("states", "execution:hikeshi-prod-incident-response2:inc-1-1")],
  ...["StopExecution", "RedriveExecution"].map((action) => [`states:${action}`, EXECUTION] as const),
  ...[
    "UpdateStateMachine",
    "DeleteStateMachine",
    "StartSyncExecution",
    "SendTaskFailure",
    "SendTaskHeartbeat",
    "ListExecutions",
    "DescribeStateMachine",
  ].map((action) => [`states:${action}`, MACHINE] as const),
  ...[
    "GetParameters",
    "GetParametersByPath",
    "GetParameterHistory",
    "DeleteParameters",
    "LabelParameterVersion",
  ].flatMap((action) => [[`ssm:${action}`, SOURCE] as const, [`ssm:${action}`, CONNECTOR] as const]),
  ...["GetParameter", "PutParameter", "DeleteParameter"].flatMap((action) =>
    [
      "parameter/hikeshi/prod",
      "parameter/hikeshi/prod/house",
      "parameter/hikeshi/test/customers/acme/sources/edr/s-1",
      "parameter/hikeshi/test/customers/acme/connectors/edr",
      "parameter/hikeshi/prod/customers/acme/other/edr",
      "parameter/another/customers/acme/sources/edr/s-1",
      "parameter/database-password",
    ].map((resource) => [`ssm:${action}`, arn("ssm", resource)] as const),
  ),
  ["ssm:DescribeParameters", "*"],
  ["ssm:SendCommand", "*"],
  ["lambda:InvokeFunction", arn("lambda", "function:hikeshi-prod-sweep")],
  ["lambda:UpdateFunctionCode", arn("lambda", "function:hikeshi-prod-sweep")],
  ["lambda:UpdateFunctionConfiguration", arn("lambda", "function:hikeshi-prod-sweep")],
  ["lambda:CreateFunction", arn("lambda", "function:new")],
  ["iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/Admin`],
  ["iam:CreateRole", `arn:aws:iam::${ACCOUNT}:role/Admin`],
  ["iam:AttachRolePolicy", `arn:aws:iam::${ACCOUNT}:role/Admin`],
  ["iam:PutRolePolicy", `arn:aws:iam::${ACCOUNT}:role/Admin`],
  ["sts:AssumeRole", `arn:aws:iam::${ACCOUNT}:role/Admin`],
  ["kms:Decrypt", arn("kms", "key/11111111-2222-3333-4444-555555555555")],
  ["secretsmanager:GetSecretValue", arn("secretsmanager", "secret:x-abcdef")],
  ["s3:GetObject", "arn:aws:s3:::bucket/key"],
  ["s3:PutObject", "arn:aws:s3:::bucket/key"],
  ["sns:Publish", arn("sns", "hikeshi-prod-alarms")],
  ["sqs:ReceiveMessage", arn("sqs", "hikeshi-prod-leftover")],
  ["sqs:PurgeQueue", arn("sqs", "hikeshi-prod-leftover")],
  ["events:PutEvents", arn("events", "event-bus/default")],
  ["events:PutRule", arn("events", "rule/hikeshi-prod-sweep")],
  ["cognito-idp:AdminCreateUser", arn("cognito-idp", "userpool/x")],
  ["cognito-idp:AdminSetUserPassword", arn("cognito-idp", "userpool/x")],
  ["logs:CreateLogGroup", arn("logs", "log-group:/aws/lambda/another")],
  ["logs:DeleteLogGroup", arn("logs", "log-group:/aws/lambda/hikeshi-prod-sweep")],
  ["logs:GetLogEvents", arn("logs", "log-group:/aws/lambda/hikeshi-prod-sweep:log-stream:x")],
  ["logs:PutLogEvents", arn("logs", "log-group:/aws/lambda/another:log-stream:x")],
  ["logs:PutRetentionPolicy", arn("logs", "log-group:/aws/lambda/hikeshi-prod-sweep")],
  ["ec2:RunInstances", arn("ec2", "instance/*")],
  ["cloudformation:UpdateStack", arn("cloudformation", "stack/hikeshi-prod/x")],
];

function policiesOf(name: string): { name: string; policy: unknown }[] {
  const { resources } = synthesised();
  const id = String(lambdaOf(name).Properties.Role).split("/")[1] ?? "";
  const inline = (resources[id]?.Properties.Policies ?? []).map(({ PolicyName, PolicyDocument }: any) => ({
    name: PolicyName,
    policy: PolicyDocument,
  }));
  const attached = ofType("IAM::Policy").filter(({ Properties }) => Properties.Roles.includes(id));
  expect(resources[id]?.Properties.ManagedPolicyArns ?? []).toEqual([]);
  return [...inline, ...attached.map(({ Properties }) => ({ name: "more", policy: Properties.PolicyDocument }))];
}

/**
 * The service authorization reference gives SendTask… no resource, and neither does the simulator; Step Functions itself
 * asks for them on the state machine that the token belongs to, as its refusals say ("not authorized to perform
 * states:SendTaskFailure on resource: …stateMachine:…"). They are judged as if they were actions that have that resource.
 */
const JUDGED_AS: readonly (readonly [string, string])[] = [
  ["states:SendTaskSuccess", "states:TagResource"],
  ["states:SendTaskFailure", "states:UntagResource"],
  ["states:SendTaskHeartbeat", "states:PublishStateMachineVersion"],
];
const judged = (words: string): string => JUDGED_AS.reduce((now, [own, as]) => now.replaceAll(own, as), words);

async function may(policies: { name: string; policy: unknown }[], [action, resource, from]: Ask): Promise<boolean> {
  const accountId = /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(resource)?.[1] ?? ACCOUNT;
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/function/session`,
        action: judged(action),
        resource: { resource, accountId },
        contextVariables: from === undefined ? {} : { "ses:FromAddress": from },
      },
      identityPolicies: JSON.parse(judged(JSON.stringify(policies))),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === "error") throw new Error(`${action} ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === "Allowed";
}

const names = [...httpFunctions.keys(), ...Object.keys(steps), ...Object.keys(scheduled)];
const text = (ask: Ask) => ask.join(" ");
const ofUses = (uses: readonly Use[]) => uses.flatMap((use) => needs()[use]);

describe.each(names)("%s", (name) => {
  const uses = grants[name] ?? [];
  const own = (): Ask[] => [
    ...ofUses(uses),
    ["logs:PutLogEvents", logOf(name)],
    ["logs:CreateLogStream", logOf(name)],
    ...(name === "sweep" ? [["sqs:SendMessage", arn("sqs", "hikeshi-prod-leftover")] as const] : []),
  ];

  test("may do what it needs", async () => {
    const policies = policiesOf(name);
    for (const ask of own()) expect(await may(policies, ask), text(ask)).toBe(true);
  });

  test("needs every statement that it has", async () => {
    const [{ policy } = { policy: undefined }] = policiesOf(name) as { policy: { Statement: unknown[] } }[];
    const all = policy?.Statement ?? [];
    for (const one of all) {
      const rest = [{ name: "rest", policy: { ...policy, Statement: all.filter((statement) => statement !== one) } }];
      const allowed = await Promise.all(own().map((ask) => may(rest, ask)));
      expect(allowed, JSON.stringify(one)).toContain(false);
    }
  });

  test("may use nothing that others use and it does not", async () => {
    const policies = policiesOf(name);
    const mine = new Set(own().map(text));
    const others: Ask[] = ofUses(Object.keys(needs()) as Use[]).filter((ask) => !mine.has(text(ask)));
    for (const ask of [...others, ["logs:PutLogEvents", logOf(name === "sweep" ? "read-me" : "sweep")] as const])
      expect(await may(policies, ask), text(ask)).toBe(false);
  });

  test("may do nothing of what no function may", async () => {
    const policies = policiesOf(name);
    for (const ask of never()) expect(await may(policies, ask), text(ask)).toBe(false);
  });
});

test("at least 100 things are asked that nobody may", () => expect(never().length).toBeGreaterThanOrEqual(100));

test("no statement names a whole service or every resource", () => {
  for (const name of names)
    for (const { policy } of policiesOf(name) as { policy: { Statement: any[] } }[])
      for (const { Effect, Action, Resource } of policy.Statement) {
        expect(Effect).toBe("Allow");
        for (const action of [Action].flat()) expect(action).not.toContain("*");
        for (const resource of [Resource].flat()) expect(resource).toMatch(/^arn:aws:[a-z]+:ap-northeast-1:\d{12}:./);
      }
});
