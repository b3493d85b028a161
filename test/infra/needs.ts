// What each role must be allowed, written from the calls in aws/ and from what AWS's services need.
import { httpFunctions, steps, unattended } from "../../functions/index.ts";
import { grants, type Use } from "../../infra/grants.ts";
import { type Ask, roleIdOf } from "./simulate.ts";
import { arn, lambdaOf, ofType } from "./synthesised.ts";

export const names: readonly string[] = [...httpFunctions.keys(), ...Object.keys(steps), ...Object.keys(unattended)];

export const table = () => arn("dynamodb", `table/${lambdaOf("sweep").Properties.Environment.Variables.TABLE_NAME}`);
export const MACHINE = arn("states", "stateMachine:hikeshi-prod-incident-response");
export const EXECUTION = arn("states", "execution:hikeshi-prod-incident-response:inc-1-1");
export const SOURCE = arn("ssm", "parameter/hikeshi/prod/customers/acme/sources/edr/s-1");
export const CONNECTOR = arn("ssm", "parameter/hikeshi/prod/customers/acme/connectors/edr");
export const SENDER = "mdr@hikeshi.example";
export const IDENTITY = arn("ses", `identity/${SENDER}`);
export const LEFTOVER = arn("sqs", "hikeshi-prod-leftover");
const SET = arn("ses", "configuration-set/hikeshi-prod");

export const functionArn = (name: string) => arn("lambda", `function:${lambdaOf(name).Properties.FunctionName}`);
export const logOf = (name: string) =>
  arn("logs", `log-group:/aws/lambda/${lambdaOf(name).Properties.FunctionName}:log-stream:2026/01/01/x`);

export const ofUse = (): Record<Use, readonly Ask[]> => ({
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
  translate: [["translate:TranslateText", "*"]],
  start: [["states:StartExecution", MACHINE]],
  wake: [["states:SendTaskSuccess", "*"]],
  follow: [["states:DescribeExecution", EXECUTION]],
  history: [["states:GetExecutionHistory", EXECUTION]],
  invoke: [["lambda:InvokeFunction", functionArn("poll-source")]],
  readSources: [["ssm:GetParameter", SOURCE]],
  writeSources: [["ssm:PutParameter", SOURCE]],
  removeSources: [["ssm:DeleteParameter", SOURCE]],
  readConnectors: [["ssm:GetParameter", CONNECTOR]],
  writeConnectors: [["ssm:PutParameter", CONNECTOR]],
  removeConnectors: [["ssm:DeleteParameter", CONNECTOR]],
});
export const ofUses = (uses: readonly Use[]): Ask[] => uses.flatMap((use) => ofUse()[use]);

export const ofFunction = (name: string): Ask[] => [
  ...ofUses(grants[name] ?? []),
  ["logs:PutLogEvents", logOf(name)],
  ["logs:CreateLogStream", logOf(name)],
  // What nobody waits for leaves its event there when it fails.
  ...(Object.hasOwn(unattended, name) ? [["sqs:SendMessage", LEFTOVER] as const] : []),
];

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html and https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html */
const OF_LOGGED_AND_TRACED: readonly string[] = [
  ...["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"].map(
    (action) => `logs:${action}`,
  ),
  ...["PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"].map((action) => `logs:${action}`),
  ...["PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"].map(
    (action) => `xray:${action}`,
  ),
];

export const ofMachine = (): Ask[] => [
  ...Object.keys(steps).map((name) => ["lambda:InvokeFunction", functionArn(name)] as const),
  ...OF_LOGGED_AND_TRACED.map((action) => [action, "*"] as const),
];

export const machineRole = (): string => roleIdOf(ofType("StepFunctions::StateMachine")[0]?.Properties.RoleArn);

/** By the role's id in the template. */
export const ofRoles = (): ReadonlyMap<string, readonly Ask[]> =>
  new Map([
    ...names.map((name) => [roleIdOf(lambdaOf(name).Properties.Role), ofFunction(name)] as const),
    [machineRole(), ofMachine()] as const,
  ]);
