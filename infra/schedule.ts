// When the sweeper runs: every minute, and whenever an execution ends otherwise than it should. The poller: every minute.
import { Duration, Validations } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { type IQueue, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Functions } from "./functions.ts";

/** The dead-letter queue of everything that nobody waits for. */
export function createLeftover(scope: Construct, stage: string): Queue {
  const queue = new Queue(scope, "Leftover", {
    queueName: `hikeshi-${stage}-leftover`,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: "Serverless-SQSRedrivePolicy",
    reason: "It is itself the dead-letter queue.",
  });
  return queue;
}

export function createSchedule(
  scope: Construct,
  {
    stage,
    functions,
    machineArn,
    leftover,
  }: { stage: string; functions: Functions; machineArn: string; leftover: IQueue },
): void {
  const sweeper = functions.get("sweep");
  if (sweeper === undefined) throw new Error("There is no sweeper to schedule.");
  const poller = functions.get("poll");
  if (poller === undefined) throw new Error("There is no poller to schedule.");
  const target = (named = sweeper) =>
    new LambdaFunction(named, { deadLetterQueue: leftover, retryAttempts: 2, maxEventAge: Duration.minutes(10) });
  new Rule(scope, "SweepRegularly", {
    ruleName: `hikeshi-${stage}-sweep`,
    description: "Finishes what a crash left.",
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [target()],
  });
  new Rule(scope, "PollRegularly", {
    ruleName: `hikeshi-${stage}-poll`,
    description: "Asks the products that do not tell by themselves.",
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [target(poller)],
  });
  new Rule(scope, "SweepAfterFailure", {
    ruleName: `hikeshi-${stage}-execution-died`,
    description: "Tells the sweeper of an execution that failed, timed out or was aborted.",
    eventPattern: {
      source: ["aws.states"],
      detailType: ["Step Functions Execution Status Change"],
      detail: { stateMachineArn: [machineArn], status: ["FAILED", "TIMED_OUT", "ABORTED"] },
    },
    targets: [target()],
  });
}
