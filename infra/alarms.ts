// What about the house itself a person must be told: alarms to one address.
import { Duration, Validations } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { routes } from "../functions/routes.ts";
import type { Functions } from "./functions.ts";

export interface Watched {
  stage: string;
  alarmAddress: string;
  api: HttpApi;
  functions: Functions;
  machine: StateMachine;
  table: Table;
  leftover: Queue;
}

interface Watch {
  id: string;
  tells: string;
  metric: IMetric;
  threshold?: number;
}

const period = Duration.minutes(5);
const sum = { period, statistic: Stats.SUM };

export function createAlarms(scope: Construct, watched: Watched): void {
  const { stage, alarmAddress } = watched;
  // Without a key of KMS: it would cost a dollar a month, and alarms name nothing of a customer's.
  const topic = new Topic(scope, "Alarms", { topicName: `hikeshi-${stage}-alarms`, enforceSSL: true });
  topic.addSubscription(new EmailSubscription(alarmAddress));
  Validations.of(topic).acknowledge({
    id: "Serverless-SNSRedrivePolicy",
    reason: "An alarm whose mail is lost still stands in CloudWatch; a queue of old alarms helps nobody.",
  });
  for (const { id, tells, metric, threshold = 1 } of watches(scope, watched)) {
    const alarm = new Alarm(scope, id, {
      alarmName: `hikeshi-${stage}-${id.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`,
      alarmDescription: tells,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}

function watches(scope: Construct, { stage, api, functions, machine, table, leftover }: Watched): Watch[] {
  const errors = (name: string) => functions.get(name)?.metricErrors(sum) ?? missing(name);
  return [
    {
      id: "ExecutionFailed",
      tells: "An incident's workflow failed, timed out or was aborted: an analyst must resume it.",
      metric: failures(machine),
    },
    {
      id: "IntakeFailed",
      tells: "A delivery could not be taken in; its sender may not send it again.",
      metric: refusedByUs(api),
    },
    { id: "ApiFailed", tells: "The API or a webhook answered 5xx.", metric: api.metricServerError(sum) },
    { id: "SweeperFailed", tells: "The sweeper failed.", metric: errors("sweep") },
    {
      id: "SweeperFoundWork",
      tells: "The sweeper found deliveries, actions or notices that the normal way had left.",
      metric: foundWork(scope, stage, functions),
      threshold: 5,
    },
    {
      id: "FunctionsThrottled",
      tells: "Lambda turned calls away: the account's concurrency is used up.",
      metric: new Metric({ namespace: "AWS/Lambda", metricName: "Throttles", ...sum }),
    },
    { id: "TableThrottled", tells: "DynamoDB turned calls away.", metric: throttled(table) },
    {
      id: "LeftOver",
      tells: "An event that nobody waits for could not be delivered; it is in the leftover queue.",
      metric: leftover.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
    },
    // SES reviews an account at 5 % of bounces.
    {
      id: "MailsBounce",
      tells: "More than 3 % of the account's mails bounce.",
      metric: new Metric({
        namespace: "AWS/SES",
        metricName: "Reputation.BounceRate",
        period: Duration.hours(1),
        statistic: Stats.AVERAGE,
      }),
      threshold: 0.03,
    },
  ];
}

/** The function answers 500 and 503 itself, so Lambda counts no error. Of the stage's detailed metrics. */
const refusedByUs = (api: HttpApi): IMetric =>
  api.metric("5xx", {
    ...sum,
    dimensionsMap: {
      ApiId: api.apiId,
      Stage: "$default",
      Method: "POST",
      Resource: routes.find(({ caller }) => caller === "sender")?.path ?? missing("of the webhook"),
    },
  });

function missing(name: string): never {
  throw new Error(`There is no function ${name} to watch.`);
}

const failures = (machine: StateMachine): IMetric =>
  new MathExpression({
    expression: "FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)",
    label: "Executions that died",
    period,
    usingMetrics: {
      failed: machine.metricFailed(sum),
      timedOut: machine.metricTimedOut(sum),
      aborted: machine.metricAborted(sum),
    },
  });

function throttled(table: Table): IMetric {
  const of = (metricName: string) =>
    new Metric({ namespace: "AWS/DynamoDB", metricName, dimensionsMap: { TableName: table.tableName }, ...sum });
  return new MathExpression({
    expression: "FILL(reads, 0) + FILL(writes, 0)",
    label: "Throttled reads and writes",
    period,
    usingMetrics: { reads: of("ReadThrottleEvents"), writes: of("WriteThrottleEvents") },
  });
}

/** Looks after incidents and digests are its daily work; these kinds are what somebody else should have done. */
function foundWork(scope: Construct, stage: string, functions: Functions): IMetric {
  const logGroup = functions.get("sweep")?.logGroup ?? missing("sweep");
  const kinds = ["DELIVERY", "ACTION#", "NOTICE#"].map((kind) =>
    FilterPattern.stringValue("$.swept", "=", `*${kind}*`),
  );
  return new MetricFilter(scope, "SweeperWork", {
    logGroup,
    filterPattern: FilterPattern.any(...kinds),
    metricNamespace: `Hikeshi/${stage}`,
    metricName: "SweeperFoundWork",
    metricValue: "1",
  }).metric(sum);
}
