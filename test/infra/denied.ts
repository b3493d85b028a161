// What nobody in the house may: no function, and not the state machine.
import { CONNECTOR, EXECUTION, functionArn, IDENTITY, LEFTOVER, MACHINE, SENDER, SOURCE, table } from "./needs.ts";
import type { Ask } from "./simulate.ts";
import { ACCOUNT, arn } from "./synthesised.ts";

const all = (service: string, actions: readonly string[], ...resources: readonly string[]): Ask[] =>
  resources.flatMap((resource) => actions.map((action) => [`${service}:${action}`, resource] as const));
/** The same resource of another account, and of another region. */
const elsewhere = (one: string): string[] => [
  one.replace(ACCOUNT, "210987654321"),
  one.replace("ap-northeast-1", "us-east-1"),
];

const ITEMS = ["GetItem", "Query", "PutItem", "DeleteItem"];
const OTHER_ITEMS = ["Scan", "UpdateItem", "BatchGetItem", "BatchWriteItem", "ConditionCheckItem"];
const PARTIQL = ["PartiQLSelect", "PartiQLDelete", "PartiQLInsert", "PartiQLUpdate"];
const TABLES = [
  ...["DescribeTable", "DeleteTable", "UpdateTable", "UpdateTimeToLive", "UpdateContinuousBackups", "CreateBackup"],
  ...["ExportTableToPointInTime", "PutResourcePolicy", "RestoreTableToPointInTime", "TagResource"],
];

const records = (): Ask[] => [
  ...all("dynamodb", [...OTHER_ITEMS, ...PARTIQL, ...TABLES], table()),
  ...all("dynamodb", [...ITEMS, ...OTHER_ITEMS], arn("dynamodb", "table/another"), ...elsewhere(table())),
  ...all("dynamodb", ["Query", "Scan"], `${table()}/index/another`, arn("dynamodb", "table/another/index/list")),
  ...all("dynamodb", ["Scan", "PartiQLSelect"], `${table()}/index/list`, `${table()}/index/due`),
  ...all("dynamodb", ["ListTables", "DescribeLimits"], "*"),
];

const OTHER_SENDING = ["SendEmail", "SendTemplatedEmail", "SendBulkTemplatedEmail", "SendBounce", "SendBulkEmail"];
const mails = (): Ask[] => [
  ...all("ses", OTHER_SENDING, IDENTITY).map(([action, on]) => [action, on, SENDER] as const),
  ["ses:SendRawEmail", IDENTITY, "someone@hikeshi.example"],
  ...["identity/hikeshi.example", "identity/other@hikeshi.example", "configuration-set/another"].map(
    (resource) => ["ses:SendRawEmail", arn("ses", resource), SENDER] as const,
  ),
  ...elsewhere(IDENTITY).map((resource) => ["ses:SendRawEmail", resource, SENDER] as const),
  ...all("ses", ["DeleteIdentity", "VerifyEmailIdentity", "CreateConfigurationSet", "PutIdentityPolicy"], "*"),
  ...all("ses", ["ListIdentities", "GetSendQuota", "UpdateAccountSendingEnabled"], "*"),
];

const ON_MACHINES = ["StartExecution", "StartSyncExecution", "UpdateStateMachine"];
const MANAGE_MACHINES = [
  ...["UpdateStateMachine", "DeleteStateMachine", "ListExecutions", "TagResource", "UntagResource"],
  ...["DescribeStateMachine", "StartSyncExecution"],
];
const ON_EXECUTIONS = ["DescribeExecution", "GetExecutionHistory", "StopExecution", "RedriveExecution"];
const workflow = (): Ask[] => [
  ...all("states", ON_MACHINES, arn("states", "stateMachine:another"), `${MACHINE}2`, ...elsewhere(MACHINE)),
  ...all("states", MANAGE_MACHINES, MACHINE),
  ...all("states", ON_EXECUTIONS, arn("states", "execution:another:inc-1-1")),
  ...all("states", ON_EXECUTIONS, arn("states", "execution:hikeshi-prod-incident-response2:inc-1-1")),
  ...all("states", ON_EXECUTIONS, ...elsewhere(EXECUTION)),
  ...all("states", ["StopExecution", "RedriveExecution"], EXECUTION),
  ...all("states", ["SendTaskFailure", "SendTaskHeartbeat", "ListStateMachines", "ListActivities"], "*"),
  ...all("states", ["CreateStateMachine"], arn("states", "stateMachine:another")),
];

const PARAMETERS = ["GetParameter", "PutParameter", "DeleteParameter"];
const OTHER_PARAMETERS = [
  "GetParameters",
  "GetParametersByPath",
  "GetParameterHistory",
  "DeleteParameters",
  "LabelParameterVersion",
];
const secrets = (): Ask[] => [
  ...all("ssm", OTHER_PARAMETERS, SOURCE, CONNECTOR),
  ...all(
    "ssm",
    PARAMETERS,
    ...[
      ...["hikeshi/prod", "hikeshi/prod/house", "hikeshi/prod/customers/acme", "hikeshi/prod/customers/acme/other/edr"],
      ...["hikeshi/test/customers/acme/sources/edr/s-1", "hikeshi/test/customers/acme/connectors/edr"],
      ...["another/customers/acme/sources/edr/s-1", "database-password"],
    ].map((name) => arn("ssm", `parameter/${name}`)),
    ...elsewhere(SOURCE),
    ...elsewhere(CONNECTOR),
  ),
  ...all("ssm", ["DescribeParameters", "SendCommand", "StartSession"], "*"),
  ...all(
    "secretsmanager",
    ["GetSecretValue", "PutSecretValue", "DeleteSecret"],
    arn("secretsmanager", "secret:x-abcd"),
  ),
  ...all("kms", ["Decrypt", "Encrypt", "GenerateDataKey", "ScheduleKeyDeletion"], arn("kms", "key/11111111-2222-3333")),
];

const ROLE = `arn:aws:iam::${ACCOUNT}:role/Admin`;
const authority = (): Ask[] => [
  ...all("iam", ["PassRole", "CreateRole", "AttachRolePolicy", "PutRolePolicy", "UpdateAssumeRolePolicy"], ROLE),
  ...all("iam", ["CreateUser", "CreateAccessKey", "AttachUserPolicy"], `arn:aws:iam::${ACCOUNT}:user/someone`),
  ...all("sts", ["AssumeRole"], ROLE),
  ...all(
    "cognito-idp",
    ["AdminCreateUser", "AdminSetUserPassword", "AdminUpdateUserAttributes", "UpdateUserPool", "DeleteUserPool"],
    arn("cognito-idp", "userpool/x"),
  ),
];

const MANAGE_CODE = [
  ...[
    "UpdateFunctionCode",
    "UpdateFunctionConfiguration",
    "AddPermission",
    "DeleteFunction",
    "PutFunctionEventInvokeConfig",
  ],
  ...["CreateFunction", "GetFunction"],
];
const code = (): Ask[] => [
  ...all("lambda", ["InvokeFunction", ...MANAGE_CODE], functionArn("sweep"), functionArn("read-me")),
  ...all("lambda", MANAGE_CODE, functionArn("assessIncident"), arn("lambda", "function:another")),
  ...all("lambda", ["InvokeFunction"], arn("lambda", "function:another"), ...elsewhere(functionArn("assessIncident"))),
  ...all(
    "cloudformation",
    ["UpdateStack", "DeleteStack", "SetStackPolicy"],
    arn("cloudformation", "stack/hikeshi-prod/x"),
  ),
];

const surroundings = (): Ask[] => [
  ...all("s3", ["GetObject", "PutObject", "DeleteObject"], "arn:aws:s3:::bucket/key"),
  ...all("s3", ["ListBucket", "PutBucketPolicy"], "arn:aws:s3:::bucket"),
  ...all("sns", ["Publish", "Subscribe", "SetTopicAttributes"], arn("sns", "hikeshi-prod-alarms")),
  ...all("sqs", ["ReceiveMessage", "DeleteMessage", "PurgeQueue", "SetQueueAttributes"], LEFTOVER),
  ...all("sqs", ["SendMessage"], arn("sqs", "another"), ...elsewhere(LEFTOVER)),
  ...all("events", ["PutEvents"], arn("events", "event-bus/default")),
  ...all("events", ["PutRule", "PutTargets", "DisableRule"], arn("events", "rule/hikeshi-prod-sweep")),
  ...all("cloudwatch", ["DeleteAlarms", "DisableAlarmActions"], arn("cloudwatch", "alarm:hikeshi-prod-api-failed")),
  ...all("logs", ["CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy", "FilterLogEvents"], logGroup("sweep")),
  ...all("logs", ["GetLogEvents"], `${logGroup("sweep")}:log-stream:x`),
  ...all("logs", ["PutLogEvents", "CreateLogStream"], `${logGroup("another")}:log-stream:x`),
  ...all("ec2", ["RunInstances"], arn("ec2", "instance/*")),
  ...all("ec2", ["DescribeInstances"], "*"),
  ...all("cloudfront", ["UpdateDistribution"], `arn:aws:cloudfront::${ACCOUNT}:distribution/E1`),
];
const logGroup = (name: string) => arn("logs", `log-group:/aws/lambda/hikeshi-prod-${name}`);

/** No two rows are the same. */
export const denied = (): readonly Ask[] => [
  ...records(),
  ...mails(),
  ...workflow(),
  ...secrets(),
  ...authority(),
  ...code(),
  ...surroundings(),
];
