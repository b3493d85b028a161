// Mails leave by SES: the sender's identity, and the configuration set that counts bounces and complaints.
import { ArnFormat, Stack } from "aws-cdk-lib";
import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailIdentity, Identity } from "aws-cdk-lib/aws-ses";
import type { Construct } from "constructs";
import type { Configuration } from "./configuration.ts";

export interface MailSetup {
  configurationSet: string;
  senderAddress: string;
  /** What sending needs to be allowed on. */
  arns: string[];
}

/** SES writes to the sender's address, which must confirm; until AWS takes the account out of the sandbox, recipients must too. */
export function createMail(scope: Construct, { stage, senderAddress }: Configuration): MailSetup {
  const stack = Stack.of(scope);
  const configurationSet = `hikeshi-${stage}`;
  const set = new ConfigurationSet(scope, "ConfigurationSet", {
    configurationSetName: configurationSet,
    tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    reputationMetrics: true,
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
