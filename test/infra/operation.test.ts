// What an operator relies on: no alarm and no graph waits for a number that nobody sends, what SES says comes back, and the
// commands find their stage.
import { beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../../aws/log.ts";
import { DIMENSION, metrics, NAMESPACE } from "../../functions/metrics.ts";
import { Address } from "../../operate/stage.ts";
import { arn, configuration, lambdaOf, ofType, synthesised } from "./synthesised.ts";

// It bundles and synthesises: seconds, and more on a busy machine.
beforeAll(() => {
  synthesised();
}, 120_000);

interface Read {
  where: string;
  namespace: string;
  name: string;
  dimensions: Record<string, unknown>;
  statistic: string;
}

const named = (list: { Name: string; Value: unknown }[] = []) =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));

const ofAlarms = (): Read[] =>
  ofType("CloudWatch::Alarm").flatMap(({ Properties: p }) => {
    const single = { ...p, MetricStat: undefined };
    const stats = p.Metrics?.flatMap(({ MetricStat }: any) => MetricStat ?? []) ?? [];
    const all = p.MetricName === undefined ? stats : [{ Metric: single, Stat: p.Statistic ?? p.ExtendedStatistic }];
    return all.map(({ Metric, Stat }: any) => ({
      where: p.AlarmName,
      namespace: Metric.Namespace,
      name: Metric.MetricName,
      dimensions: named(Metric.Dimensions),
      statistic: Stat,
    }));
  });

/** [namespace, name, dimension, value, …, options], as in https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function ofDashboard(): Read[] {
  const [{ Properties } = { Properties: {} as Record<string, any> }] = ofType("CloudWatch::Dashboard");
  const { widgets } = JSON.parse(Properties.DashboardBody);
  return widgets.flatMap(({ properties }: any) =>
    properties.metrics.flatMap((row: any[]) => {
      const words = row.filter((word) => typeof word === "string");
      const [namespace, name, ...pairs] = words;
      if (namespace === undefined) return [];
      const dimensions = Object.fromEntries(pairs.flatMap((word, at) => (at % 2 === 0 ? [[word, pairs[at + 1]]] : [])));
      return [{ where: properties.title, namespace, name, dimensions, statistic: row.at(-1)?.stat ?? "Average" }];
    }),
  );
}

/** AWS's own that we read, by their documentation. */
const AWS: Record<string, { names: string[]; dimensions: string[][] }> = {
  // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
  "AWS/States": {
    names: ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"],
    dimensions: [["StateMachineArn"]],
  },
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
  "AWS/ApiGateway": { names: ["5xx", "Count"], dimensions: [["ApiId"]] },
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  "AWS/Lambda": { names: ["Errors", "Throttles"], dimensions: [[], ["FunctionName"]] },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  "AWS/DynamoDB": { names: ["ReadThrottleEvents", "WriteThrottleEvents"], dimensions: [["TableName"]] },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  "AWS/SQS": { names: ["ApproximateNumberOfMessagesVisible"], dimensions: [["QueueName"]] },
  // https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-metrics.html
  "AWS/SES": { names: ["Send", "Reputation.BounceRate", "Reputation.ComplaintRate"], dimensions: [[]] },
};

test.each([
  ["alarms", ofAlarms],
  ["the dashboard", ofDashboard],
] as const)("what %s read is sent, by the house or by AWS", (_what, readIt) => {
  const all = readIt();
  expect(all.length).toBeGreaterThan(8);
  for (const { where, namespace, name, dimensions } of all) {
    if (namespace === NAMESPACE) {
      expect(Object.keys(metrics), where).toContain(name);
      expect(dimensions, where).toEqual({ [DIMENSION]: configuration().stage });
    } else {
      expect(AWS[namespace]?.names, `${where} ${namespace}`).toContain(name);
      expect(AWS[namespace]?.dimensions, `${where} ${name}`).toContainEqual(Object.keys(dimensions).sort());
    }
  }
});

test("no metric is bought of API Gateway, which sells six for each route", () => {
  const [stage, ...more] = ofType("ApiGatewayV2::Stage").map(({ Properties }) => Properties);
  expect(more).toEqual([]);
  expect(stage?.DefaultRouteSettings.DetailedMetricsEnabled ?? false).toBe(false);
  expect(stage?.RouteSettings).toBeUndefined();
});

test("a delivery that fails is alarmed, whether the function answered it or broke", () => {
  const names = ofAlarms().filter(({ where }) => where.includes("intake-failed"));
  expect(names.map(({ name, dimensions }) => [name, dimensions.FunctionName ?? dimensions[DIMENSION]])).toEqual([
    ["DeliveriesFailed", configuration().stage],
    ["Errors", expect.anything()],
  ]);
});

test("the dashboard shows all that the house measures", () => {
  const own = ofDashboard().filter(({ namespace }) => namespace === NAMESPACE);
  expect(new Set(own.map(({ name }) => name))).toEqual(new Set(Object.keys(metrics)));
});

describe("the alarm of what the sweeper found", () => {
  const alarm = () => {
    const found = ofType("CloudWatch::Alarm").find(
      ({ Properties }) => Properties.AlarmName === "hikeshi-prod-sweeper-found-work",
    );
    if (found === undefined) throw new Error("There is no such alarm.");
    return found.Properties;
  };

  /** The metrics that CloudWatch makes of a line, by the embedded metric format. */
  function sent(
    line: Record<string, number | string>,
  ): { namespace: string; name: string; dimensions: object; value: number }[] {
    const lines: string[] = [];
    const stage = lambdaOf("sweep").Properties.Environment.Variables.STAGE;
    createLog({ write: (text) => void lines.push(text), now: () => 0, stage }).info(line);
    const written = JSON.parse(lines[0] ?? "");
    return (written._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }: any) =>
      Metrics.map(({ Name }: any) => ({
        namespace: Namespace,
        name: Name,
        dimensions: Object.fromEntries(Dimensions[0].map((key: string) => [key, written[key]])),
        value: written[Name],
      })),
    );
  }

  test("fires on the very number that the sweeper logs", () => {
    const { Namespace, MetricName, Dimensions, Threshold, Statistic, ComparisonOperator } = alarm();
    expect(sent({ function: "sweep", outcome: "found", SweeperFoundWork: Threshold })).toEqual([
      { namespace: Namespace, name: MetricName, dimensions: named(Dimensions), value: Threshold },
    ]);
    expect([Statistic, ComparisonOperator]).toEqual(["Sum", "GreaterThanOrEqualToThreshold"]);
  });
});

test("bounces, complaints, delays and refusals go to EventBridge", () => {
  const { unresolved } = synthesised();
  const [destination, ...more] = ofType("SES::ConfigurationSetEventDestination");
  expect(more).toEqual([]);
  const { MatchingEventTypes, EventBridgeDestination, Enabled } = destination?.Properties.EventDestination ?? {};
  expect([...MatchingEventTypes].sort()).toEqual(["bounce", "complaint", "deliveryDelay", "reject"]);
  expect(Enabled).toBe(true);
  expect(EventBridgeDestination.EventBusArn).toBe(arn("events", "event-bus/default"));
  expect(JSON.stringify(unresolved)).toContain('"ReputationMetricsEnabled":true');
});

test("those of our configuration set go to their function, and into the queue where it cannot take them", () => {
  const rule = ofType("Events::Rule").find(({ Properties }) => Properties.Name === "hikeshi-prod-mail-events");
  expect(rule?.Properties.EventPattern).toEqual({
    source: ["aws.ses"],
    "detail-type": ["Email Bounced", "Email Complaint Received", "Email Delivery Delayed", "Email Rejected"],
    detail: { mail: { tags: { "ses:configuration-set": ["hikeshi-prod"] } } },
  });
  expect(rule?.Properties.Targets).toMatchObject([
    {
      Arn: arn("lambda", "function:hikeshi-prod-note-mail-event"),
      DeadLetterConfig: { Arn: arn("sqs", "hikeshi-prod-leftover") },
    },
  ]);
  const [set] = ofType("SES::ConfigurationSet");
  expect(set?.Properties.Name).toBe("hikeshi-prod");
});

test("the commands can read where the parts of a stage stand", () => {
  const [parameter, ...more] = ofType("SSM::Parameter").filter(
    ({ Properties }) => Properties.Name === "/hikeshi/prod/address",
  );
  expect(more).toEqual([]);
  const address = Address.parse(JSON.parse(parameter?.Properties.Value));
  expect(address).toMatchObject({
    Scope: "openid hikeshi/use",
    ConfigurationSet: "hikeshi-prod",
    StateMachine: "arn:aws:states:ap-northeast-1:123456789012:stateMachine:hikeshi-prod-incident-response",
    House: { from: "Hikeshi MDR <mdr@hikeshi.example>", analysts: [{ address: "analysts@hikeshi.example" }] },
  });
  expect(address.TableName).toMatch(/^Table/);
  // Parameter Store's free tier takes 4 KB.
  expect(parameter?.Properties.Value.length).toBeLessThan(4096);
});
