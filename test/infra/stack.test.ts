// The synthesised template: what stands on AWS is what the tables of functions, routes and states say.
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import { readEnvironment } from "../../aws/environment.ts";
import { tableDefinition } from "../../aws/table-definition.ts";
import { httpFunctions, steps, unattended } from "../../functions/index.ts";
import { routes } from "../../functions/routes.ts";
import { handlerOf } from "../../infra/bundle.ts";
import { read } from "../documents.ts";
import { arn, lambdaOf, ofType, synthesised } from "./synthesised.ts";

// It bundles and synthesises: seconds, and more on a busy machine.
beforeAll(() => {
  synthesised();
}, 120_000);

// It brings no types.
const validate: (definition: unknown) => { isValid: boolean; errors: unknown[] } = createRequire(import.meta.url)(
  "asl-validator",
);

const only = (type: string) => {
  const [found, ...more] = ofType(type);
  if (found === undefined || more.length > 0) throw new Error(`There is not one ${type}.`);
  return found;
};
const names = [...httpFunctions.keys(), ...Object.keys(steps), ...Object.keys(unattended)];
const asl = read("workflows/incident-response.asl.json");

describe("functions", () => {
  test("one stands for every name in functions/index.ts, and no other", () =>
    expect(
      ofType("Lambda::Function")
        .map(({ Properties }) => Properties.Environment.Variables.FUNCTION)
        .sort(),
    ).toEqual([...names].sort()));

  test("each runs on Node 24 and arm64, of its kind's bundle, with a role and a log group of its own", () => {
    const all = ofType("Lambda::Function").map(({ Properties }) => Properties);
    for (const { Runtime, Architectures, Handler, Environment } of all)
      expect([Runtime, Architectures, Handler]).toEqual([
        "nodejs24.x",
        ["arm64"],
        handlerOf(Environment.Variables.FUNCTION),
      ]);
    const bundles = new Map(all.map(({ Handler, Code }) => [Handler, Code.S3Key]));
    for (const { Handler, Code } of all) expect(Code.S3Key).toBe(bundles.get(Handler));
    expect(new Set(bundles.values()).size).toBe(4);
    expect(new Set(all.map(({ Role }) => Role)).size).toBe(names.length);
    expect(new Set(all.map(({ LoggingConfig }) => LoggingConfig.LogGroup)).size).toBe(names.length);
  });

  test("each is given an environment that it can read, within Lambda's 4 KB", () => {
    for (const { Properties } of ofType("Lambda::Function")) {
      const { Variables } = Properties.Environment;
      expect(readEnvironment(Variables).HOUSE).toMatchObject({ from: "Hikeshi MDR <mdr@hikeshi.example>" });
      expect(JSON.stringify(Variables).length).toBeLessThan(4096);
      expect(Variables.TABLE_NAME).toMatch(/^Table/);
      expect(Variables.STATE_MACHINE_ARN).toBe(arn("states", "stateMachine:hikeshi-prod-incident-response"));
    }
  });

  test("every step has less time than its Task, every call of the API less than API Gateway's 30 seconds", () => {
    const tasks = [...asl.matchAll(/"FunctionName": "\$\{(\w+)\}"[\s\S]*?"TimeoutSeconds": (.+),/g)];
    const before = [...read("test/fixtures/asl/0.1.0.asl.json").matchAll(/"FunctionName": "\$\{(\w+)\}"/g)];
    expect(new Set([...tasks, ...before].map(([, name]) => name))).toEqual(new Set(Object.keys(steps)));
    for (const [, name = "", seconds = ""] of tasks)
      if (/^\d+$/.test(seconds)) expect(lambdaOf(name).Properties.Timeout, name).toBeLessThan(Number(seconds));
    for (const name of httpFunctions.keys()) expect(lambdaOf(name).Properties.Timeout).toBeLessThan(30);
  });

  test("an event that one cannot take whom nobody waits for is left in the queue; who is waited for has none", () => {
    const leftover = { TargetArn: arn("sqs", "hikeshi-prod-leftover") };
    for (const name of names)
      expect(lambdaOf(name).Properties.DeadLetterConfig, name).toEqual(
        Object.hasOwn(unattended, name) ? leftover : undefined,
      );
  });

  test("whatever calls without waiting calls only those, and what does not arrive is left in the queue too", () => {
    const targets = ofType("Events::Rule").flatMap(({ Properties }) => Properties.Targets);
    const withoutWaiting = Object.keys(unattended).map((name) => lambdaOf(name).Properties.FunctionName);
    expect(targets.length).toBeGreaterThanOrEqual(4);
    for (const { Arn, DeadLetterConfig, RetryPolicy } of targets) {
      expect(withoutWaiting).toContain(Arn.split(":").at(-1));
      expect(DeadLetterConfig).toEqual({ Arn: arn("sqs", "hikeshi-prod-leftover") });
      expect(RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
    }
    for (const { Properties } of ofType("Lambda::EventInvokeConfig"))
      expect(Properties.MaximumRetryAttempts).toBeGreaterThan(0);
    // No other way of calling one: neither a schedule of EventBridge Scheduler, nor a stream, nor a topic.
    for (const type of ["Scheduler::Schedule", "Lambda::EventSourceMapping", "Pipes::Pipe"])
      expect(ofType(type)).toEqual([]);
    expect(ofType("SNS::Subscription").map(({ Properties }) => Properties.Protocol)).toEqual(["email"]);
  });
});

describe("the state machine", () => {
  const machine = () => only("StepFunctions::StateMachine").Properties;

  test("is the file, with the deployed functions in its places", () => {
    const { DefinitionString, DefinitionSubstitutions } = machine();
    expect(DefinitionString).toBe(asl);
    const substituted = asl.replaceAll(/\$\{(\w+)\}/g, (_place, name: string) => DefinitionSubstitutions[name]);
    expect(substituted).not.toContain("${");
    const called = [...substituted.matchAll(/"FunctionName": "([^"]+)"/g)].map(([, name]) => name);
    const named = Object.keys(steps).filter((name) => asl.includes(`\${${name}}`));
    const arnOf = (name: string) => arn("lambda", `function:${lambdaOf(name).Properties.FunctionName}`);
    expect(new Set(called)).toEqual(new Set(named.map(arnOf)));
    expect(Object.keys(DefinitionSubstitutions).sort()).toEqual(named.sort());
    const role = JSON.stringify(
      ofType("IAM::Role").find(({ Properties }) => JSON.stringify(Properties).includes("states.amazonaws.com")),
    );
    for (const name of Object.keys(steps)) expect(role, name).toContain(lambdaOf(name).Properties.FunctionName);
    expect(validate(JSON.parse(substituted))).toMatchObject({ isValid: true, errors: [] });
  });

  test("is a standard one, named, traced, and logs no execution data", () =>
    expect(machine()).toMatchObject({
      StateMachineName: "hikeshi-prod-incident-response",
      StateMachineType: "STANDARD",
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { IncludeExecutionData: false, Level: "ALL" },
    }));
});

describe("the API", () => {
  const deployed = () => ofType("ApiGatewayV2::Route").map(({ Properties }) => Properties);

  test("every route stands under its method; whatever else is called goes to a function of ours", () => {
    expect(
      deployed()
        .map(({ RouteKey }) => RouteKey)
        .sort(),
    ).toEqual([...routes.map(({ method, path }) => `${method} ${path}`), "$default"].sort());
  });

  test("each leads to its function", () => {
    const { resources } = synthesised();
    const uriOf = (target: string) => resources[target.replace("integrations/", "")]?.Properties.IntegrationUri;
    const wanted = new Map([
      ...routes.map((route) => [`${route.method} ${route.path}`, route.function] as const),
      ["$default", "refuse-route"],
    ]);
    for (const { RouteKey, Target } of deployed())
      expect(uriOf(Target), RouteKey).toBe(
        arn("lambda", `function:${lambdaOf(wanted.get(RouteKey)!).Properties.FunctionName}`),
      );
  });

  test("a route for tokens asks for one with our scope; the others ask for none", () => {
    const callers = new Map(routes.map(({ method, path, caller }) => [`${method} ${path}`, caller]));
    for (const { RouteKey, AuthorizationType, AuthorizationScopes, AuthorizerId } of deployed()) {
      const asked =
        callers.get(RouteKey) === "token"
          ? ["JWT", ["hikeshi/use"], expect.stringMatching(/Tokens/)]
          : ["NONE", undefined, undefined];
      expect([AuthorizationType, AuthorizationScopes, AuthorizerId], RouteKey).toEqual(asked);
    }
  });

  test("is throttled, and its access log names no body, header or token", () => {
    const { DefaultRouteSettings, AccessLogSettings } = only("ApiGatewayV2::Stage").Properties;
    expect(DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
    expect(Object.values(JSON.parse(AccessLogSettings.Format)).join()).not.toMatch(/body|header|authorizer|jwt|path/i);
  });
});

test("the table is the one of aws/table-definition.ts, and outlives the stack", () => {
  const { Properties, DeletionPolicy } = only("DynamoDB::Table");
  const keys = ({ pk, sk }: { pk: string; sk: string }) => [
    { AttributeName: pk, KeyType: "HASH" },
    { AttributeName: sk, KeyType: "RANGE" },
  ];
  expect(Properties).toMatchObject({
    KeySchema: keys(tableDefinition.key),
    BillingMode: "PAY_PER_REQUEST",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
    TimeToLiveSpecification: { AttributeName: tableDefinition.timeToLive, Enabled: true },
  });
  const { list, due } = tableDefinition.indexes;
  expect(Properties.GlobalSecondaryIndexes).toEqual([
    { IndexName: "list", KeySchema: keys(list), Projection: { ProjectionType: "ALL" } },
    {
      IndexName: "due",
      KeySchema: keys(due),
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: due.project },
    },
  ]);
  expect(DeletionPolicy).toBe("Retain");
});

test("every log group forgets, and every logging resource has a log group of ours", () => {
  expect(ofType("Logs::LogGroup").length).toBe(names.length + 2);
  for (const { Properties } of ofType("Logs::LogGroup"))
    expect(Properties.RetentionInDays, Properties.LogGroupName).toBe(90);
});

test("the sweeper runs every minute, and when an execution of this machine dies", () => {
  const sweeper = arn("lambda", "function:hikeshi-prod-sweep");
  const rules = ofType("Events::Rule")
    .map(({ Properties }) => Properties)
    .filter(({ Targets }) => Targets[0].Arn === sweeper);
  for (const { Targets } of rules)
    expect(Targets).toMatchObject([{ Arn: sweeper, DeadLetterConfig: { Arn: arn("sqs", "hikeshi-prod-leftover") } }]);
  expect(rules.map(({ ScheduleExpression }) => ScheduleExpression)).toEqual(["rate(1 minute)", undefined]);
  expect(rules[1]?.EventPattern).toEqual({
    source: ["aws.states"],
    "detail-type": ["Step Functions Execution Status Change"],
    detail: {
      stateMachineArn: [arn("states", "stateMachine:hikeshi-prod-incident-response")],
      status: ["FAILED", "TIMED_OUT", "ABORTED"],
    },
  });
});

test("the poller runs every minute", () => {
  const poller = arn("lambda", "function:hikeshi-prod-poll");
  const rules = ofType("Events::Rule").filter(({ Properties }) => Properties.Targets[0].Arn === poller);
  expect(rules.map(({ Properties }) => Properties.ScheduleExpression)).toEqual(["rate(1 minute)"]);
  expect(rules[0]?.Properties.Targets[0].DeadLetterConfig).toEqual({ Arn: arn("sqs", "hikeshi-prod-leftover") });
});

test("every alarm goes to the alarm address", () => {
  expect(only("SNS::Subscription").Properties).toMatchObject({
    Protocol: "email",
    Endpoint: "alarms@hikeshi.example",
  });
  const alarms = ofType("CloudWatch::Alarm").map(({ Properties }) => Properties);
  for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([expect.stringMatching(/^Alarms/)]);
  expect(alarms.map(({ AlarmName }) => AlarmName.replace("hikeshi-prod-", ""))).toEqual([
    ...["execution-failed", "intake-failed", "api-failed", "sweeper-failed", "sweeper-found-work"],
    "notices-unsent",
    ...["functions-throttled", "table-throttled", "left-over", "mails-bounce"],
  ]);
});

test("nobody signs up by themselves, and everybody has a second factor", () =>
  expect(only("Cognito::UserPool").Properties).toMatchObject({
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    MfaConfiguration: "ON",
    EnabledMfas: ["SOFTWARE_TOKEN_MFA"],
  }));

test("no resource waits for itself, by whatever way, and all fit into one stack", () => {
  const { unresolved } = synthesised();
  const ids = Object.keys(unresolved);
  expect(ids.length).toBeLessThan(500);
  const wants = new Map(
    ids.map((id) => {
      const words = new Set(JSON.stringify(unresolved[id]).match(/(?<=")\w+(?=")/g));
      return [id, ids.filter((one) => one !== id && words.has(one))];
    }),
  );
  const done = new Set<string>();
  for (let before = -1; before < done.size; ) {
    before = done.size;
    for (const id of ids) if (wants.get(id)?.every((one) => done.has(one))) done.add(id);
  }
  expect(ids.filter((id) => !done.has(id))).toEqual([]);
});
