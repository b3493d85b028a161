// A query's prefix and position as the one condition that DynamoDB takes on a sort key.
import type { Query } from "../core/ports.ts";

export interface Range {
  /** Ends a KeyConditionExpression that begins with the partition key; empty for the whole partition. `#sk` is the sort key. */
  condition: string;
  values: Record<string, string>;
  /** BETWEEN includes both ends: the item that stands there was read before. */
  without?: string;
}

/** Greater than all that begins with the prefix: no character of Unicode comes after this one. */
const endOf = (prefix: string): string => `${prefix}\u{10ffff}`;

/** DynamoDB orders by UTF-8 bytes, JavaScript by UTF-16 units. */
const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;

/** Nothing: no item can stand there. DynamoDB refuses an empty string, and a BETWEEN whose ends are the wrong way round. */
export function rangeOf({ prefix = "", after, descending = false }: Query): Range | undefined {
  if (after === undefined) return beginning(prefix);
  if (prefix === "") return beyond(after, descending);
  return descending ? down(prefix, after) : up(prefix, after);
}

const beginning = (prefix: string): Range =>
  prefix === ""
    ? { condition: "", values: {} }
    : { condition: " AND begins_with(#sk, :prefix)", values: { ":prefix": prefix } };

function beyond(after: string, descending: boolean): Range | undefined {
  if (after === "") return descending ? undefined : beginning("");
  return { condition: ` AND #sk ${descending ? "<" : ">"} :after`, values: { ":after": after } };
}

const between = (low: string, high: string, without: string): Range => ({
  condition: " AND #sk BETWEEN :low AND :high",
  values: { ":low": low, ":high": high },
  without,
});

function up(prefix: string, after: string): Range | undefined {
  if (isBefore(after, prefix)) return beginning(prefix);
  const end = endOf(prefix);
  return isBefore(after, end) ? between(after, end, after) : undefined;
}

function down(prefix: string, after: string): Range | undefined {
  if (!isBefore(prefix, after)) return undefined;
  return isBefore(after, endOf(prefix)) ? between(prefix, after, after) : beginning(prefix);
}
