// Mails leave by SES: the sender's identity, and the configuration set that tells what becomes of them.
import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import { EventBus, Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
} from "aws-cdk-lib/aws-ses";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { Configuration } from "./configuration.ts";
import type { Functions } from "./functions.ts";
import type { MailSetup } from "./permissions.ts";

/** SES writes to the sender's address, which must confirm; until AWS takes the account out of the sandbox, recipients must too. */
export function createMail(scope: Construct, { stage, senderAddress }: Configuration): MailSetup {
  const stack = Stack.of(scope);
  const configurationSet = configurationSetName(stage);
  const set = new ConfigurationSet(scope, "ConfigurationSet", {
    configurationSetName: configurationSet,
    tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    reputationMetrics: true,
  });
  set.addEventDestination("Events", {
    configurationSetEventDestinationName: "event-bridge",
    destination: EventDestination.eventBus(EventBus.fromEventBusName(scope, "DefaultBus", "default")),
    events: [
      EmailSendingEvent.BOUNCE,
      EmailSendingEvent.COMPLAINT,
      EmailSendingEvent.DELIVERY_DELAY,
      EmailSendingEvent.REJECT,
    ],
  });
  new EmailIdentity(scope, "Sender", { identity: Identity.email(senderAddress), configurationSet: set });
  const arn = (resource: string, resourceName: string) =>
    stack.formatArn({ service: "ses", resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
  return {
    configurationSet,
    senderAddress,
    arns: [arn("identity", senderAddress), arn("configuration-set", configurationSet)],
  };
}

/** What SES says of a mail of ours, and of nobody else's in this account. https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html */
export function listenToMails(
  scope: Construct,
  { stage, functions, leftover }: { stage: string; functions: Functions; leftover: IQueue },
): void {
  const listener = functions.get("note-mail-event");
  if (listener === undefined) throw new Error("Nobody listens to what becomes of mails.");
  new Rule(scope, "MailEvents", {
    ruleName: `hikeshi-${stage}-mail-events`,
    description: "Tells of mails that did not reach their readers.",
    eventPattern: {
      source: ["aws.ses"],
      detailType: ["Email Bounced", "Email Complaint Received", "Email Delivery Delayed", "Email Rejected"],
      detail: { mail: { tags: { "ses:configuration-set": [configurationSetName(stage)] } } },
    },
    targets: [
      // A mail that came back is still of use hours later.
      new LambdaFunction(listener, { deadLetterQueue: leftover, retryAttempts: 20, maxEventAge: Duration.hours(6) }),
    ],
  });
}

const configurationSetName = (stage: string): string => `hikeshi-${stage}`;
