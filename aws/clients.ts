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
const within = (milliseconds: number, maxAttempts: number, patience: number) => ({
  retryMode: "standard",
  maxAttempts,
  requestHandler: {
    // Also runs while a call waits for one of the 50 sockets.
    connectionTimeout: 2_000 * patience,
    requestTimeout: milliseconds * patience,
    // Without it the handler of the SDK only warns.
    throwOnRequestTimeout: true,
  },
});

/** `patience` multiplies every time-out: tests have little, or much. */
export const createClients = (patience = 1): Clients => ({
  dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(within(3_000, 3, patience))),
  // An attempt whose answer was lost may have sent the mail: one repeat, as the house itself would make later.
  ses: new SESClient(within(8_000, 2, patience)),
  sfn: new SFNClient(within(4_000, 3, patience)),
  ssm: new SSMClient(within(3_000, 3, patience)),
});
