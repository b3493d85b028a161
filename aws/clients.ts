// The SDK's clients. Region, credentials and AWS_ENDPOINT_URL_* are the SDK's own affair, from the environment.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SESClient } from "@aws-sdk/client-ses";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

export interface Clients {
  dynamo: DynamoDBDocumentClient;
  ses: SESClient;
  sfn: SFNClient;
  ssm: SSMClient;
}

/** Few attempts, each with its time: an API call has 30 seconds in all, and whoever calls us tries again too. */
const within = (requestTimeout: number, maxAttempts: number) => ({
  retryMode: "standard",
  maxAttempts,
  // Without the last one the handler only warns: https://github.com/smithy-lang/smithy-typescript (node-http-handler).
  requestHandler: { connectionTimeout: 1_000, requestTimeout, throwOnRequestTimeout: true },
});

export const createClients = (): Clients => ({
  dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(within(3_000, 3))),
  // An attempt whose answer was lost may have sent the mail: one repeat, as the house itself would make later.
  ses: new SESClient(within(8_000, 2)),
  sfn: new SFNClient(within(4_000, 3)),
  ssm: new SSMClient(within(3_000, 3)),
});
