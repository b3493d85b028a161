// Rows of the table's database as items. The rows are our own: they are checked by type.
import type { SQLOutputValue } from "node:sqlite";
import type { Item, Key } from "../core/ports.ts";

type Row = Record<string, SQLOutputValue>;

export const LONGEST_BODY = 16_384;

const longBodies = new WeakSet<object>();
/** Too long to be kept in memory. */
export const isLong = ({ body }: Pick<Item, "body">): boolean => longBodies.has(body);

function text(row: Row, name: string): string {
  const value = row[name];
  if (typeof value !== "string") throw new Error(`A row has no ${name}.`);
  return value;
}

function number(row: Row, name: string): number {
  const value = row[name];
  if (typeof value !== "number") throw new Error(`A row has no ${name}.`);
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function bodyOf(json: string): Record<string, unknown> {
  const body: unknown = JSON.parse(json);
  if (!isRecord(body)) throw new Error("A row's body is no object.");
  if (json.length > LONGEST_BODY) longBodies.add(body);
  return body;
}

function key(name: "list" | "due", row: Row): { [N in "list" | "due"]?: Key } {
  const [pk, sk] = [row[`${name}_pk`], row[`${name}_sk`]];
  return typeof pk === "string" && typeof sk === "string" ? { [name]: { pk, sk } } : {};
}

export function itemOf(row: Row): Item {
  return {
    pk: text(row, "pk"),
    sk: text(row, "sk"),
    version: number(row, "version"),
    body: bodyOf(text(row, "body")),
    ...key("list", row),
    ...key("due", row),
    ...(row.expires === null ? {} : { expiresAtSeconds: number(row, "expires") }),
  };
}
