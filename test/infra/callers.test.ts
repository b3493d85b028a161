// Who may call what is ours from outside a role: AWS's services, each from the one place that is meant.
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { beforeAll, describe, expect, test } from "vitest";
import { httpFunctions, steps, unattended } from "../../functions/index.ts";
import { functionArn, LEFTOVER } from "./needs.ts";
import { ACCOUNT, arn, ofType, type Resource, synthesised } from "./synthesised.ts";

// It bundles and synthesises: seconds, and more on a busy machine.
beforeAll(() => {
  synthesised();
}, 120_000);

const sourcesOf = (name: string): string[] =>
  ofType("Lambda::Permission").flatMap(({ Properties: { Action, FunctionName, Principal, SourceArn, ...more } }) => {
    if (FunctionName !== functionArn(name)) return [];
    expect([Action, more]).toEqual(["lambda:InvokeFunction", {}]);
    return [`${Principal} ${SourceArn}`];
  });

describe("functions", () => {
  test("of the API are called by this API alone, each from its own route", () => {
    const [api = ""] = Object.entries(synthesised().resources).flatMap(([id, { Type }]) =>
      Type === "AWS::ApiGatewayV2::Api" ? [id] : [],
    );
    const ours = `apigateway.amazonaws.com ${arn("execute-api", `${api}/`)}`;
    for (const name of httpFunctions.keys()) {
      expect(sourcesOf(name), name).toHaveLength(1);
      expect(sourcesOf(name)[0]?.startsWith(ours), name).toBe(true);
    }
  });

  test("of the workflow are called by nobody but who has a role for it", () => {
    for (const name of Object.keys(steps)) expect(sourcesOf(name), name).toEqual([]);
  });

  test("that the poller hands work to is called by nobody but who has a role for it", () => {
    expect(sourcesOf("poll-source")).toEqual([]);
  });

  test("of the schedule are called by the rules that have them for a target, and by nothing else", () => {
    for (const name of Object.keys(unattended).filter((one) => one !== "poll-source")) {
      const rules = ofType("Events::Rule").filter(({ Properties }) =>
        Properties.Targets.some(({ Arn }: { Arn: string }) => Arn === functionArn(name)),
      );
      expect(rules.length, name).toBeGreaterThan(0);
      const wanted = rules.map(({ Properties }) => `events.amazonaws.com ${arn("events", `rule/${Properties.Name}`)}`);
      expect(sourcesOf(name).sort()).toEqual(wanted.sort());
    }
  });

  test("and rules need no role, since each target is a function", () => {
    for (const { Properties } of ofType("Events::Rule"))
      for (const target of Properties.Targets) {
        expect(target.Arn).toMatch(/:function:hikeshi-prod-/);
        expect(target).not.toHaveProperty("RoleArn");
      }
    expect(ofType("Scheduler::Schedule")).toEqual([]);
  });
});

interface Caller {
  service: string;
  action: string;
  resource: string;
  source: string;
  secure?: string;
}

/** What a resource's own policy says to a service of AWS; that account is ours, and no role is asked. */
async function admits(policy: Resource | undefined, caller: Caller): Promise<boolean> {
  const { service, action, resource, source, secure = "true" } = caller;
  const result = await runSimulation(
    {
      request: {
        principal: service,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: {
          "aws:SourceArn": source,
          "aws:SourceAccount": /:(\d{12}):/.exec(source)?.[1] ?? "",
          "aws:SecureTransport": secure,
          "s3:TlsVersion": "1.3",
        },
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: policy?.Properties.PolicyDocument,
    },
    {},
  );
  if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
  return result.overallResult === "Allowed";
}
const only = (type: string): Resource => {
  const [found, ...more] = ofType(type);
  if (found === undefined || more.length > 0) throw new Error(`There is not one ${type}.`);
  return found;
};

describe("the leftover queue", () => {
  const send = { service: "events.amazonaws.com", action: "sqs:SendMessage", resource: LEFTOVER };
  const rule = (name: string) => arn("events", `rule/${name}`);

  test("takes what any of our rules could not deliver, and of no other rule", async () => {
    const policy = only("SQS::QueuePolicy");
    for (const { Properties } of ofType("Events::Rule"))
      expect(await admits(policy, { ...send, source: rule(Properties.Name) }), Properties.Name).toBe(true);
    const ours = rule("hikeshi-prod-sweep");
    for (const caller of [
      { ...send, source: rule("another") },
      { ...send, source: ours.replace(ACCOUNT, "210987654321") },
      { ...send, source: ours, secure: "false" },
      { ...send, source: ours, service: "sns.amazonaws.com" },
      { ...send, source: ours, action: "sqs:ReceiveMessage" },
    ])
      expect(await admits(policy, caller), JSON.stringify(caller)).toBe(false);
  });
});

describe("the topic of the alarms", () => {
  test("lets every alarm of ours publish, and nobody else: a policy of its own replaces the default that lets them", async () => {
    const policy = only("SNS::TopicPolicy");
    const [resource] = policy.Properties.PolicyDocument.Statement.flatMap((one: any) => one.Resource);
    const topic = arn("sns", String(only("SNS::Topic").Properties.TopicName));
    const asTopic = {
      ...policy,
      Properties: JSON.parse(JSON.stringify(policy.Properties).replaceAll(resource, topic)),
    };
    const publish = { service: "cloudwatch.amazonaws.com", action: "sns:Publish", resource: topic };
    const alarm = (name: string) => arn("cloudwatch", `alarm:${name}`);
    for (const { Properties } of ofType("CloudWatch::Alarm"))
      expect(await admits(asTopic, { ...publish, source: alarm(Properties.AlarmName) }), Properties.AlarmName).toBe(
        true,
      );
    const ours = alarm("hikeshi-prod-api-failed");
    for (const caller of [
      { ...publish, source: alarm("another") },
      { ...publish, source: ours.replace(ACCOUNT, "210987654321") },
      { ...publish, source: ours, secure: "false" },
      { ...publish, source: ours, service: "events.amazonaws.com" },
      { ...publish, source: ours, action: "sns:Subscribe" },
    ])
      expect(await admits(asTopic, caller), JSON.stringify(caller)).toBe(false);
  });
});

test("no policy of a resource lets everybody in", () => {
  for (const type of ["SQS::QueuePolicy", "SNS::TopicPolicy", "S3::BucketPolicy"])
    for (const { Properties } of ofType(type))
      for (const { Effect, Principal, Condition } of Properties.PolicyDocument.Statement)
        if (Effect === "Allow") {
          expect(Object.keys(Principal)).toEqual(["Service"]);
          expect(JSON.stringify(Condition)).toMatch(/SourceArn/i);
        }
});
