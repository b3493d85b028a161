// The Lambda functions: one for each entry of functions/index.ts, a bundle for each kind; the environment says which one each is.
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, type Code, Function as LambdaFunction, LoggingFormat, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { EnvironmentVariables } from "../aws/environment.ts";
import { httpFunctions, steps, unattended } from "../functions/index.ts";
import { handlerOf, type Kind, kindOf } from "./bundle.ts";
import { functionName, LOG_RETENTION } from "./names.ts";
import type { PermissionsOf } from "./permissions.ts";

/** What all of them are told. */
export type Variables = Record<Exclude<keyof EnvironmentVariables, "FUNCTION" | "STAGE" | `AWS_${string}`>, string>;

export type CodeByKind = Readonly<Record<Kind, Code>>;

export interface FunctionsOptions {
  stage: string;
  code: CodeByKind;
  permissionsOf: PermissionsOf;
  environment: Variables;
  /** Where an event goes that a function called without anybody waiting could not take. */
  leftover: IQueue;
}

/** By the names in functions/index.ts. */
export type Functions = ReadonlyMap<string, LambdaFunction>;

/** API Gateway waits 30 seconds; a step's Task 180; a sweep is cut and begins again a minute later. */
const KINDS = [
  { names: [...httpFunctions.keys()], timeoutSeconds: 29, isAsync: false },
  { names: Object.keys(steps), timeoutSeconds: 150, isAsync: false },
  { names: Object.keys(unattended), timeoutSeconds: 300, isAsync: true },
];

export const createFunctions = (scope: Construct, options: FunctionsOptions): Functions =>
  new Map(
    KINDS.flatMap((kind) => kind.names.map((name) => [name, createFunction(scope, options, name, kind)] as const)),
  );

function createFunction(
  scope: Construct,
  { stage, code, permissionsOf, environment, leftover }: FunctionsOptions,
  name: string,
  { timeoutSeconds, isAsync }: { timeoutSeconds: number; isAsync: boolean },
): LambdaFunction {
  const id = name.replace(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase());
  const physical = functionName(stage, name);
  const logGroup = new LogGroup(scope, `${id}Log`, {
    logGroupName: `/aws/lambda/${physical}`,
    retention: LOG_RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const { statements, wild } = permissionsOf(name);
  const role = roleOf(scope, `${id}Role`, [
    new PolicyStatement({
      sid: "Log",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logGroup.logGroupArn],
    }),
    ...statements,
    ...(isAsync ? [sendTo(leftover)] : []),
  ]);
  for (const { finding, reason } of wild) Validations.of(role).acknowledge({ id: finding, reason });
  const made = new LambdaFunction(scope, id, {
    functionName: physical,
    description: `${name} of Hikeshi (${stage}).`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: handlerOf(name),
    code: code[kindOf(name)],
    // So that CDK's own grants add nothing to it.
    role: role.withoutPolicyUpdates(),
    logGroup,
    loggingFormat: LoggingFormat.TEXT,
    memorySize: 512,
    timeout: Duration.seconds(timeoutSeconds),
    environment: { FUNCTION: name, STAGE: stage, ...environment },
    ...(isAsync ? { deadLetterQueue: leftover, retryAttempts: 2 } : {}),
    // Its source is handed over again every minute: what waited for long only stands in the way.
    ...(name === "poll-source" ? { maxEventAge: Duration.minutes(5) } : {}),
  });
  Validations.of(made).acknowledge(...acknowledged(isAsync));
  return made;
}

/** Written into the role itself, so that the role is never there without them. */
const roleOf = (scope: Construct, id: string, statements: PolicyStatement[]) =>
  new Role(scope, id, {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    inlinePolicies: { Uses: new PolicyDocument({ statements }) },
  });

const sendTo = (queue: IQueue) =>
  new PolicyStatement({ sid: "LeaveOver", actions: ["sqs:SendMessage"], resources: [queue.queueArn] });

/** What cdk-nag's Serverless pack asks of every function, and why it is not so here. */
const acknowledged = (isAsync: boolean) => [
  {
    id: "Serverless-LambdaTracing",
    reason: "The state machine is traced; a function's own traces need a permission on everything (xray:Put* on *).",
  },
  isAsync
    ? { id: "Serverless-LambdaAsyncFailureDestination", reason: "What fails goes to its dead-letter queue." }
    : { id: "Serverless-LambdaDLQ", reason: "Whoever calls it waits for the answer, and handles its errors." },
];
