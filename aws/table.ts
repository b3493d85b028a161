// The Table port on DynamoDB: single conditional writes, consistent reads, two indexes.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Item, Key, Table } from "../core/ports.ts";
import { ask } from "./errors.ts";
import { ALIVE, EXPIRED, secondsOf } from "./expiry.ts";
import { within } from "./patience.ts";
import { itemOf, storedOf } from "./stored.ts";
import { type ReadOptions, readPage } from "./table-query.ts";

export const createDynamo = (patience = 1): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(within(3_000, 3, patience)));

export interface TableOptions extends ReadOptions {
  /** Must differ from write to write, also between functions that run at once. */
  random(): number;
}

type Outcome = "done" | "refused";

/** `put` throws Refusal `record-too-large` beyond the 400 KB of an item. */
export const createTable = (options: TableOptions): Table => ({
  get: (key) => get(options, key),
  put: (item, expected) => put(options, item, expected),
  remove: (key, version) => remove(options, key, version),
  query: (query) => readPage(options, "main", query),
  queryIndex: (index, query) => readPage(options, index, query),
});

async function get(options: TableOptions, { pk, sk }: Key): Promise<Item | undefined> {
  const command = new GetCommand({ TableName: options.tableName, Key: { pk, sk }, ConsistentRead: true });
  const question = { what: "DynamoDB GetItem", reads: true };
  const answer = await ask(question, () => options.client.send(command));
  const item = answer.Item === undefined ? undefined : itemOf(answer.Item);
  return item?.expiresAtSeconds !== undefined && item.expiresAtSeconds <= secondsOf(options) ? undefined : item;
}

async function put(options: TableOptions, item: Omit<Item, "version">, expected: "absent" | number): Promise<Outcome> {
  const absent = expected === "absent";
  const writeId = Math.floor(options.random() * 2 ** 52).toString(36);
  const command = new PutCommand({
    TableName: options.tableName,
    Item: storedOf(item, absent ? 1 : expected + 1, writeId),
    ConditionExpression: absent ? `attribute_not_exists(pk) OR ${EXPIRED}` : `version = :version AND ${ALIVE}`,
    ExpressionAttributeValues: { ":now": secondsOf(options), ...(absent ? {} : { ":version": expected }) },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  const question = {
    what: "DynamoDB PutItem",
    expected: {
      // The client asks again where an answer was lost: then what refuses us may be our own first attempt.
      ConditionalCheckFailedException: (error: unknown): Outcome => (wrote(error) === writeId ? "done" : "refused"),
    },
  };
  return ask<Outcome>(question, async () => {
    await options.client.send(command);
    return "done";
  });
}

/** The exception's item is in the wire's own form. */
const Failed = z.object({ Item: z.object({ writeId: z.object({ S: z.string() }) }) });

function wrote(error: unknown): string | undefined {
  const read = Failed.safeParse(error);
  return read.success ? read.data.Item.writeId.S : undefined;
}

function remove(options: TableOptions, { pk, sk }: Key, version: number): Promise<Outcome> {
  const command = new DeleteCommand({
    TableName: options.tableName,
    Key: { pk, sk },
    ConditionExpression: `attribute_not_exists(pk) OR version = :version OR ${EXPIRED}`,
    ExpressionAttributeValues: { ":version": version, ":now": secondsOf(options) },
  });
  const expected = { ConditionalCheckFailedException: (): Outcome => "refused" };
  return ask<Outcome>({ what: "DynamoDB DeleteItem", expected }, async () => {
    await options.client.send(command);
    return "done";
  });
}
