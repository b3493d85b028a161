// The Table port on DynamoDB: single conditional writes, consistent reads, two indexes.
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Item, Page, Query, Table } from "../core/ports.ts";
import { ask } from "./errors.ts";
import { itemOf, keysOf, storedOf } from "./stored.ts";
import { tableDefinition } from "./table-definition.ts";
import { type Range, rangeOf } from "./table-range.ts";

export interface TableOptions {
  client: DynamoDBDocumentClient;
  tableName: string;
  now(): number;
  /** Must differ from write to write, also between functions that run at once. */
  random(): number;
}

type Outcome = "done" | "refused";

// DynamoDB deletes an expired item within days: until then every condition and every read takes it for absent.
const EXPIRED = "expiresAt <= :now";
const ALIVE = "(attribute_not_exists(expiresAt) OR expiresAt > :now)";
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

const SOURCES = {
  main: { ...tableDefinition.key, read: itemOf },
  list: { ...tableDefinition.indexes.list, read: itemOf },
  due: { ...tableDefinition.indexes.due, read: keysOf },
} as const;

export function createTable({ client, tableName: TableName, now, random }: TableOptions): Table {
  const seconds = (): number => Math.floor(now() / 1000);

  async function put(item: Omit<Item, "version">, expected: "absent" | number): Promise<Outcome> {
    const writeId = Math.floor(random() * 2 ** 52).toString(36);
    const absent = expected === "absent";
    const command = new PutCommand({
      TableName,
      Item: storedOf(item, absent ? 1 : expected + 1, writeId),
      ConditionExpression: absent ? `attribute_not_exists(pk) OR ${EXPIRED}` : `version = :version AND ${ALIVE}`,
      ExpressionAttributeValues: { ":now": seconds(), ...(absent ? {} : { ":version": expected }) },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    return ask(
      {
        what: "DynamoDB PutItem",
        // The client asks again where an answer was lost: then what refuses us may be our own first attempt.
        expected: { ConditionalCheckFailedException: (error) => (wrote(error) === writeId ? "done" : "refused") },
      },
      async () => {
        await client.send(command);
        return "done";
      },
    );
  }

  async function read(index: keyof typeof SOURCES, query: Query): Promise<Page> {
    const range = rangeOf(query);
    const limit = Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
    if (range === undefined || limit < 1) return { items: [] };
    const command = queryOf(index, query, range);
    const more = range.without === undefined ? 1 : 2;
    const items: Item[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const input = {
        ...command,
        TableName,
        Limit: limit - items.length + more,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      };
      const answer = await ask({ what: "DynamoDB Query", reads: true }, () => client.send(new QueryCommand(input)));
      const found = (answer.Items ?? []).map(SOURCES[index].read);
      items.push(...found.filter((item) => sortKeyOf(index, item) !== range.without));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && items.length <= limit);
    return pageOf(index, items, limit);
  }

  function queryOf(index: keyof typeof SOURCES, { pk, descending = false }: Query, range: Range) {
    const names = SOURCES[index];
    return {
      ...(index === "main" ? { ConsistentRead: true } : { IndexName: index }),
      KeyConditionExpression: `#pk = :pk${range.condition}`,
      FilterExpression: ALIVE,
      ExpressionAttributeNames: { "#pk": names.pk, ...(range.condition === "" ? {} : { "#sk": names.sk }) },
      ExpressionAttributeValues: { ":pk": pk, ":now": seconds(), ...range.values },
      ScanIndexForward: !descending,
    };
  }

  return {
    async get(Key) {
      const command = new GetCommand({ TableName, Key: { pk: Key.pk, sk: Key.sk }, ConsistentRead: true });
      const { Item } = await ask({ what: "DynamoDB GetItem", reads: true }, () => client.send(command));
      const item = Item === undefined ? undefined : itemOf(Item);
      return item?.expiresAtSeconds !== undefined && item.expiresAtSeconds <= seconds() ? undefined : item;
    },
    put,
    async remove({ pk, sk }, version) {
      const command = new DeleteCommand({
        TableName,
        Key: { pk, sk },
        ConditionExpression: `attribute_not_exists(pk) OR version = :version OR ${EXPIRED}`,
        ExpressionAttributeValues: { ":version": version, ":now": seconds() },
      });
      const expected = { ConditionalCheckFailedException: (): Outcome => "refused" };
      return ask({ what: "DynamoDB DeleteItem", expected }, async () => {
        await client.send(command);
        return "done";
      });
    },
    query: (query) => read("main", query),
    queryIndex: read,
  };
}

/** The exception's item is in the wire's own form. */
const Failed = z.object({ Item: z.object({ writeId: z.object({ S: z.string() }) }) });

function wrote(error: unknown): string | undefined {
  const read = Failed.safeParse(error);
  return read.success ? read.data.Item.writeId.S : undefined;
}

const sortKeyOf = (index: keyof typeof SOURCES, item: Item): string | undefined =>
  index === "main" ? item.sk : item[index]?.sk;

/** One more than the limit was read, to know whether this page is the last. */
function pageOf(index: keyof typeof SOURCES, read: Item[], limit: number): Page {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  const next = last === undefined || read.length <= limit ? undefined : sortKeyOf(index, last);
  return { items, ...(next === undefined ? {} : { next }) };
}
