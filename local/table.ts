// The Table port on one machine: SQLite, every write on disk before it is answered; writes of one moment share a commit.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { Unavailable } from "../core/errors.ts";
import type { Item, Key, Page, Query, Table } from "../core/ports.ts";
import { type Commits, inlineCommits } from "./commits.ts";
import { itemOf } from "./table-rows.ts";
import { createWrites, type Outcome, type Write } from "./table-writes.ts";
import { inTransaction } from "./transaction.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS item (
  pk TEXT NOT NULL, sk TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
  list_pk TEXT, list_sk TEXT, due_pk TEXT, due_sk TEXT, expires INTEGER,
  PRIMARY KEY (pk, sk));
CREATE INDEX IF NOT EXISTS by_list ON item (list_pk, list_sk) WHERE list_pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS by_due ON item (due_pk, due_sk) WHERE due_pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS by_expiry ON item (expires) WHERE expires IS NOT NULL;`;

const COLUMNS = {
  main: { pk: "pk", sk: "sk" },
  list: { pk: "list_pk", sk: "list_sk" },
  due: { pk: "due_pk", sk: "due_sk" },
} as const;
export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1000;

export interface LocalTable extends Table {
  /** `known`: the body as text, and the second by which items have expired, where they are at hand. */
  put(
    item: Omit<Item, "version">,
    expected: "absent" | number,
    known?: { json: string; seconds: number },
  ): Promise<"done" | "refused">;
  /** As `get` and `query` answer, in the very turn in which it is asked for. */
  look(key: Key): Item | undefined;
  page(query: Query): Page;
  isEmpty(pk: string): boolean;
  close(): void;
}

/** A full disk, a lock or a closed file; the message of SQLite stays here, since it may quote a value. */
const unavailable = (effect: "none" | "maybe") => new Unavailable("The table does not answer.", effect);

/** `path`: the database file, or `:memory:`. `onStored` hears of every new item, after it is on disk; what it throws is its own affair. `writer`: commits to that file; this thread unless told. */
export function createTable(
  path: string,
  now: () => number,
  onStored?: (item: Omit<Item, "version">) => void,
  writer?: Commits<Write, Outcome>,
): LocalTable {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;");
  database.exec(SCHEMA);
  // What DynamoDB's TTL removes by itself goes here with each start; until then it reads as absent.
  database.prepare("DELETE FROM item WHERE expires <= ?").run(Math.floor(now() / 1000));
  const one = database.prepare("SELECT * FROM item WHERE pk = ? AND sk = ? AND (expires IS NULL OR expires > ?)");
  const any = database.prepare("SELECT 1 FROM item WHERE pk = ? AND (expires IS NULL OR expires > ?) LIMIT 1");
  const commits = writer ?? inlineCommits(inTransaction(database, createWrites(database)));
  const seconds = (): number => Math.floor(now() / 1000);

  function ask<T>(question: () => T): T {
    try {
      return question();
    } catch {
      throw unavailable("none");
    }
  }
  /** Queries differ in a few texts only. */
  const queries = new Map<string, StatementSync>();
  const all = (sql: string, values: SQLInputValue[]) =>
    ask(() => {
      const statement = queries.get(sql) ?? database.prepare(sql);
      queries.set(sql, statement);
      return statement.all(...values);
    }).map(itemOf);

  const write = (change: Write): Promise<Outcome> =>
    commits.write(change).catch(() => {
      throw unavailable("maybe");
    });

  function look({ pk, sk }: Key): Item | undefined {
    const row = ask(() => one.get(pk, sk, seconds()));
    return row && itemOf(row);
  }
  const page = (query: Query): Page => pageOf(query, "main", all, seconds());

  return {
    look,
    page,
    isEmpty: (pk) => ask(() => any.get(pk, seconds())) === undefined,
    get: async (key) => look(key),
    put: async (item, expected, known) => {
      // Now, not at the commit: the caller may change its object, and an item that is no JSON fails alone.
      const { json, seconds: at } = known ?? { json: JSON.stringify(item.body), seconds: seconds() };
      const put = { pk: item.pk, sk: item.sk, columns: columnsOf(item, json), seconds: at };
      if (expected !== "absent") return write({ kind: "change", ...put, version: expected, next: expected + 1 });
      const outcome = await write({ kind: "create", ...put, next: 1 });
      if (outcome === "done") tell(onStored, item);
      return outcome;
    },
    remove: ({ pk, sk }, version) => write({ kind: "remove", pk, sk, seconds: seconds(), version }),
    query: async (query) => page(query),
    queryIndex: async (index, query) => pageOf(query, index, all, seconds()),
    close: () => database.close(),
  };
}

function tell(onStored: ((item: Omit<Item, "version">) => void) | undefined, item: Omit<Item, "version">): void {
  try {
    onStored?.(item);
  } catch {
    // The item is stored: whoever listens must not make it look lost.
  }
}

const columnsOf = ({ list, due, expiresAtSeconds }: Omit<Item, "version">, json: string): SQLInputValue[] => [
  json,
  list?.pk ?? null,
  list?.sk ?? null,
  due?.pk ?? null,
  due?.sk ?? null,
  expiresAtSeconds ?? null,
];

type Run = (sql: string, values: SQLInputValue[]) => Item[];

function pageOf(query: Query, index: keyof typeof COLUMNS, run: Run, seconds: number): Page {
  const { pk, prefix = "", after, descending = false } = query;
  const column = COLUMNS[index];
  const limit = Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const conditions = [`${column.pk} = ?`, `${column.sk} >= ?`, "(expires IS NULL OR expires > ?)"];
  const values: SQLInputValue[] = [pk, prefix, seconds];
  const end = afterPrefix(prefix);
  if (end !== undefined) {
    conditions.push(`${column.sk} < ?`);
    values.push(end);
  }
  if (after !== undefined) {
    conditions.push(`${column.sk} ${descending ? "<" : ">"} ?`);
    values.push(after);
  }
  const order = descending ? "DESC" : "ASC";
  const items = run(`SELECT * FROM item WHERE ${conditions.join(" AND ")} ORDER BY ${column.sk} ${order} LIMIT ?`, [
    ...values,
    limit,
  ]);
  const last = items.at(-1);
  const next = index === "main" ? last?.sk : last?.[index]?.sk;
  return { items, ...(items.length === limit && next !== undefined ? { next } : {}) };
}

/** The smallest text greater than all that begin with the prefix; nothing for the empty prefix. */
const afterPrefix = (prefix: string): string | undefined => (prefix === "" ? undefined : `${prefix}\u{10ffff}`);
