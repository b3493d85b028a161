// One page of the table or of an index, by as many of DynamoDB's own pages (1 MB each) as that takes.
import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Item, Page, Query } from "../core/ports.ts";
import { ask } from "./errors.ts";
import { ALIVE, secondsOf } from "./expiry.ts";
import { itemOf, keysOf } from "./stored.ts";
import { tableDefinition } from "./table-definition.ts";
import { type Range, rangeOf } from "./table-range.ts";

export interface ReadOptions {
  client: DynamoDBDocumentClient;
  tableName: string;
  now(): number;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

const SOURCES = {
  main: { ...tableDefinition.key, read: itemOf },
  list: { ...tableDefinition.indexes.list, read: itemOf },
  due: { ...tableDefinition.indexes.due, read: keysOf },
} as const;
type Source = keyof typeof SOURCES;

export async function readPage(options: ReadOptions, source: Source, query: Query): Promise<Page> {
  const range = rangeOf(query);
  const limit = Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  if (range === undefined || limit < 1) return { items: [] };
  const input = inputOf(options, source, query, range);
  // One more than the limit tells whether this page is the last.
  const more = range.without === undefined ? 1 : 2;
  const items: Item[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const next = start === undefined ? {} : { ExclusiveStartKey: start };
    const command = new QueryCommand({ ...input, Limit: limit - items.length + more, ...next });
    const answer = await ask({ what: "DynamoDB Query", reads: true }, () => options.client.send(command));
    const found = (answer.Items ?? []).map((stored) => SOURCES[source].read(stored));
    items.push(...found.filter((item) => sortKeyOf(source, item) !== range.without));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && items.length <= limit);
  return pageOf(source, items, limit);
}

function inputOf(options: ReadOptions, source: Source, { pk, descending = false }: Query, range: Range) {
  const names = SOURCES[source];
  return {
    TableName: options.tableName,
    ...(source === "main" ? { ConsistentRead: true } : { IndexName: source }),
    KeyConditionExpression: `#pk = :pk${range.condition}`,
    FilterExpression: ALIVE,
    ExpressionAttributeNames: { "#pk": names.pk, ...(range.condition === "" ? {} : { "#sk": names.sk }) },
    ExpressionAttributeValues: { ":pk": pk, ":now": secondsOf(options), ...range.values },
    ScanIndexForward: !descending,
  };
}

const sortKeyOf = (source: Source, item: Item): string | undefined => (source === "main" ? item.sk : item[source]?.sk);

function pageOf(source: Source, read: Item[], limit: number): Page {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  const next = last === undefined || read.length <= limit ? undefined : sortKeyOf(source, last);
  return { items, ...(next === undefined ? {} : { next }) };
}
