// Rows of the table's database as items. The rows are our own: they are checked by type, and their JSON is read once for as long as it stays the same.
import type { SQLOutputValue } from "node:sqlite";
import type { Item, Key } from "../core/ports.ts";

type Row = Record<string, SQLOutputValue>;

const MOST_BODIES = 2000;
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

/** The same stored text gives the same body object, which nobody may change: whoever parsed it once need not again. */
export function createRows(): (row: Row) => Item {
  const bodies = new Map<string, { json: string; body: Record<string, unknown> }>();

  function read(at: string, json: string): Record<string, unknown> {
    const known = bodies.get(at);
    if (known?.json === json) return known.body;
    const body = bodyOf(json);
    if (longBodies.has(body)) return body;
    bodies.delete(at);
    bodies.set(at, { json, body });
    if (bodies.size > MOST_BODIES) {
      const [oldest] = bodies.keys();
      if (oldest !== undefined) bodies.delete(oldest);
    }
    return body;
  }

  return (row) => {
    const [pk, sk] = [text(row, "pk"), text(row, "sk")];
    return {
      pk,
      sk,
      version: number(row, "version"),
      body: read(`${pk}\n${sk}`, text(row, "body")),
      ...key("list", row),
      ...key("due", row),
      ...(row.expires === null ? {} : { expiresAtSeconds: number(row, "expires") }),
    };
  };
}
