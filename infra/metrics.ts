// What is measured, by AWS and by the house itself, in the terms of alarms and the dashboard.
import { Duration } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { type IMetric, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { DIMENSION, type MetricName, NAMESPACE } from "../functions/metrics.ts";
import { routes } from "../functions/routes.ts";
import type { Functions } from "./functions.ts";

export interface Watched {
  stage: string;
  api: HttpApi;
  functions: Functions;
  machine: StateMachine;
  table: Table;
  leftover: Queue;
}

export interface Metrics {
  /** One of functions/metrics.ts. */
  own(name: MetricName, statistic: string, label?: string): IMetric;
  executionsDied: IMetric;
  intakeFailed: IMetric;
  apiFailed: IMetric;
  calls: IMetric;
  errorsOf(name: string): IMetric;
  functionsThrottled: IMetric;
  tableThrottled: IMetric;
  leftOver: IMetric;
  mails: IMetric;
  bounceRate: IMetric;
  complaintRate: IMetric;
}

const period = Duration.minutes(5);
const sum = { period, statistic: Stats.SUM };

export function createMetrics({ stage, api, functions, machine, table, leftover }: Watched): Metrics {
  const own: Metrics["own"] = (metricName, statistic, label) =>
    new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { [DIMENSION]: stage },
      period,
      statistic,
      ...(label === undefined ? {} : { label }),
    });
  const errorsOf: Metrics["errorsOf"] = (name) => functions.get(name)?.metricErrors(sum) ?? missing(name);
  return {
    own,
    executionsDied: new MathExpression({
      expression: "FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)",
      label: "Executions that died",
      period,
      usingMetrics: {
        failed: machine.metricFailed(sum),
        timedOut: machine.metricTimedOut(sum),
        aborted: machine.metricAborted(sum),
      },
    }),
    intakeFailed: new MathExpression({
      expression: "FILL(answered, 0) + FILL(broken, 0)",
      label: "Deliveries answered 5xx",
      period,
      usingMetrics: { answered: own("DeliveriesFailed", Stats.SUM), broken: errorsOf(webhook) },
    }),
    apiFailed: api.metricServerError({ ...sum, label: "Answered 5xx" }),
    calls: api.metricCount({ ...sum, label: "Calls of the API and webhooks" }),
    errorsOf,
    functionsThrottled: new Metric({ namespace: "AWS/Lambda", metricName: "Throttles", label: "Lambda", ...sum }),
    tableThrottled: tableThrottled(table),
    leftOver: leftover.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
    mails: new Metric({ namespace: "AWS/SES", metricName: "Send", label: "Mails sent", ...sum }),
    bounceRate: reputation("BounceRate"),
    complaintRate: reputation("ComplaintRate"),
  };
}

/** The account's, as a share of 1. https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-metrics.html */
const reputation = (name: string): IMetric =>
  new Metric({
    namespace: "AWS/SES",
    metricName: `Reputation.${name}`,
    period: Duration.hours(1),
    statistic: Stats.AVERAGE,
    label: name,
  });

/**
 * It answers 500 and 503 itself and counts them; Lambda counts what it could not answer. API Gateway's own numbers of a route are
 * sold as metrics, six for each route: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
const webhook = routes.find(({ caller }) => caller === "sender")?.function ?? missing("of the webhook");

function tableThrottled(table: Table): IMetric {
  const of = (metricName: string) =>
    new Metric({ namespace: "AWS/DynamoDB", metricName, dimensionsMap: { TableName: table.tableName }, ...sum });
  return new MathExpression({
    expression: "FILL(reads, 0) + FILL(writes, 0)",
    label: "DynamoDB",
    period,
    usingMetrics: { reads: of("ReadThrottleEvents"), writes: of("WriteThrottleEvents") },
  });
}

function missing(name: string): never {
  throw new Error(`There is no function ${name} to watch.`);
}
