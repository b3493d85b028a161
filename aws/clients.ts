// The SDK's clients together, for who wants them at once; a function on AWS makes each with its first use.
import type { SESClient } from "@aws-sdk/client-ses";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { TranslateClient } from "@aws-sdk/client-translate";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createSes } from "./mailer.ts";
import { createSsm } from "./secrets.ts";
import { createDynamo } from "./table.ts";
import { createTranslate } from "./translator.ts";
import { createSfn } from "./workflow.ts";

export interface Clients {
  dynamo: DynamoDBDocumentClient;
  ses: SESClient;
  sfn: SFNClient;
  ssm: SSMClient;
  translate: TranslateClient;
}

export const createClients = (patience = 1): Clients => ({
  dynamo: createDynamo(patience),
  ses: createSes(patience),
  sfn: createSfn(patience),
  ssm: createSsm(patience),
  translate: createTranslate(patience),
});
