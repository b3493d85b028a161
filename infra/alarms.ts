// What about the house itself a person must be told: alarms to one address.
import { ArnFormat, Stack, Validations } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import type { Metrics } from "./metrics.ts";

export interface Alarmed {
  stage: string;
  alarmAddress: string;
  metrics: Metrics;
}

interface Watch {
  id: string;
  tells: string;
  metric: IMetric;
  threshold?: number;
  /** One after another; one unless told. */
  periods?: number;
}

export function createAlarms(scope: Construct, { stage, alarmAddress, metrics }: Alarmed): Topic {
  // Without a key of KMS: it would cost a dollar a month, and alarms name nothing of a customer's.
  const topic = new Topic(scope, "Alarms", { topicName: `hikeshi-${stage}-alarms`, enforceSSL: true });
  topic.addSubscription(new EmailSubscription(alarmAddress));
  allowAlarms(topic, stage);
  Validations.of(topic).acknowledge({
    id: "Serverless-SNSRedrivePolicy",
    reason: "An alarm whose mail is lost still stands in CloudWatch; a queue of old alarms helps nobody.",
  });
  for (const { id, tells, metric, threshold = 1, periods = 1 } of watches(metrics)) {
    const alarm = new Alarm(scope, id, {
      alarmName: `hikeshi-${stage}-${id.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`,
      alarmDescription: tells,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
  return topic;
}

/**
 * A policy of the topic's own, which enforceSSL makes, takes the place of the default one, by which alarms may publish.
 * https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 */
function allowAlarms(topic: Topic, stage: string): void {
  const stack = Stack.of(topic);
  const alarms = stack.formatArn({
    service: "cloudwatch",
    resource: "alarm",
    resourceName: `hikeshi-${stage}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: "Alarms",
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { ArnLike: { "aws:SourceArn": alarms }, StringEquals: { "aws:SourceAccount": stack.account } },
    }),
  );
}

const watches = ({ own, errorsOf, ...metrics }: Metrics): Watch[] => [
  {
    id: "ExecutionFailed",
    tells: "An incident's workflow failed, timed out or was aborted: an analyst must resume it.",
    metric: metrics.executionsDied,
  },
  {
    id: "IntakeFailed",
    tells: "A delivery could not be taken in; its sender may not send it again.",
    metric: metrics.intakeFailed,
  },
  { id: "ApiFailed", tells: "The API or a webhook answered 5xx.", metric: metrics.apiFailed },
  { id: "SweeperFailed", tells: "The sweeper failed.", metric: errorsOf("sweep") },
  {
    id: "SweeperFoundWork",
    tells: "The sweeper found deliveries, actions or notices that the normal way had left.",
    metric: own("SweeperFoundWork", Stats.SUM),
    threshold: 5,
  },
  {
    id: "NoticesUnsent",
    tells: "Mails could not be sent for a quarter of an hour.",
    metric: own("NoticesUnsent", Stats.MAXIMUM),
    periods: 3,
  },
  {
    id: "FunctionsThrottled",
    tells: "Lambda turned calls away: the account's concurrency is used up.",
    metric: metrics.functionsThrottled,
  },
  { id: "TableThrottled", tells: "DynamoDB turned calls away.", metric: metrics.tableThrottled },
  {
    id: "LeftOver",
    tells: "An event that nobody waits for could not be delivered; it is in the leftover queue.",
    metric: metrics.leftOver,
  },
  // SES reviews an account at 5 % of bounces.
  {
    id: "MailsBounce",
    tells: "More than 3 % of the account's mails bounce.",
    metric: metrics.bounceRate,
    threshold: 0.03,
  },
];
