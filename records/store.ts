// Typed records over the Table port: each kind of record says once what it holds, where it stands and which index finds it.
import type * as z from "zod";
import { Unavailable } from "../core/errors.ts";
import { hashId } from "../core/ids.ts";
import type { Item, Key, Page, Query, Table } from "../core/ports.ts";

export interface RecordKind<T> {
  schema: z.ZodType<T>;
  /** Values by the body they were parsed from: a table may give the same body again. */
  known?: WeakMap<object, T>;
  /** For what one step changes several times: versions of the values that were read and written, so that a change need not read first. */
  versions?: WeakMap<object, number>;
  key(value: T): Key;
  /** Its place in the list index. */
  list?(value: T): Key | undefined;
  /** When the sweeper should look at it (ISO instant), while there is something to finish. */
  dueAt?(value: T): string | undefined;
  expiresAtSeconds?(value: T): number | undefined;
}

export interface Stored<T> {
  value: T;
  version: number;
}

export const DUE_SHARDS = 8;
const CHANGE_ATTEMPTS = 20;

const shardOf = (key: Key): string => `DUE#${Number.parseInt(hashId(2, key.pk), 36) % DUE_SHARDS}`;

function itemOf<T>(kind: RecordKind<T>, value: T): Omit<Item, "version"> {
  const key = kind.key(value);
  const list = kind.list?.(value);
  const dueAt = kind.dueAt?.(value);
  const expiresAtSeconds = kind.expiresAtSeconds?.(value);
  return {
    ...key,
    body: { v: 1, value },
    ...(list === undefined ? {} : { list }),
    ...(dueAt === undefined ? {} : { due: { pk: shardOf(key), sk: `${dueAt}#${key.pk}#${key.sk}` } }),
    ...(expiresAtSeconds === undefined ? {} : { expiresAtSeconds }),
  };
}

function parse<T>(kind: RecordKind<T>, { body, version }: Item): Stored<T> {
  kind.known ??= new WeakMap();
  const known = kind.known.get(body);
  if (known !== undefined) return { value: known, version };
  // Others will read the very same: nobody may change it.
  const value = frozen(kind.schema.parse(body.value));
  note(kind, value, version);
  kind.known.set(body, value);
  return { value, version };
}

function note<T>({ versions }: RecordKind<T>, value: T, version: number): void {
  if (typeof value === "object" && value !== null) versions?.set(value, version);
}

/** As it stood when somebody had this very value from the table; nothing where that is not known. */
function standingAt<T>({ versions }: RecordKind<T>, value: T | undefined): Stored<T> | undefined {
  const version = typeof value === "object" && value !== null ? versions?.get(value) : undefined;
  return value === undefined || version === undefined ? undefined : { value, version };
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

export async function read<T>(table: Table, kind: RecordKind<T>, key: Key): Promise<Stored<T> | undefined> {
  const item = await table.get(key);
  return item === undefined ? undefined : parse(kind, item);
}

/** Creates it if absent. "refused": something stands there already. */
export async function create<T>(table: Table, kind: RecordKind<T>, value: T): Promise<"done" | "refused"> {
  const outcome = await table.put(itemOf(kind, value), "absent");
  if (outcome === "done") note(kind, value, 1);
  return outcome;
}

/**
 * The table for creating what most likely stands there already: looks before it puts "if absent", for a write that is refused
 * costs five times what a look costs.
 */
export const lookingFirst = (table: Table): Table => ({
  ...table,
  put: async (item, expected) =>
    expected === "absent" && (await table.get(item)) !== undefined ? "refused" : table.put(item, expected),
});

/** Replaces the version that was read. "refused": somebody was faster. */
export const replace = <T>(table: Table, kind: RecordKind<T>, value: T, version: number): Promise<"done" | "refused"> =>
  table.put(itemOf(kind, value), version);

async function write<T>(table: Table, kind: RecordKind<T>, value: T, version: number): Promise<"done" | "refused"> {
  const outcome = await replace(table, kind, value, version);
  if (outcome === "done") note(kind, value, version + 1);
  return outcome;
}

/**
 * Reads, applies, and writes by version until nobody was faster. `undefined` from `apply` leaves it as it is. Resolves to what stands
 * there now; undefined if there is nothing. `from`: what stood there a moment ago, which is tried first.
 */
export async function change<T>(
  table: Table,
  kind: RecordKind<T>,
  key: Key,
  apply: (value: T) => T | undefined,
  from?: T,
): Promise<T | undefined> {
  const tried = standingAt(kind, from);
  if (tried !== undefined) {
    const next = apply(tried.value);
    if (next !== undefined && (await write(table, kind, next, tried.version)) === "done") return next;
  }
  for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt += 1) {
    const stored = await read(table, kind, key);
    if (stored === undefined) return undefined;
    const next = apply(stored.value);
    if (next === undefined) return stored.value;
    if ((await write(table, kind, next, stored.version)) === "done") return next;
  }
  throw new Unavailable("A record changed too often at once.", "none");
}

/** Like `change`, and creates the record from `initial` where there is none. */
export async function changeOrCreate<T>(
  table: Table,
  kind: RecordKind<T>,
  initial: T,
  apply: (value: T) => T | undefined,
): Promise<T> {
  for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt += 1) {
    const changed = await change(table, kind, kind.key(initial), apply);
    if (changed !== undefined) return changed;
    const first = apply(initial) ?? initial;
    if ((await create(table, kind, first)) === "done") return first;
  }
  throw new Unavailable("A record changed too often at once.", "none");
}

/** Whatever version it has by now. */
export async function removeStanding(table: Table, key: Key): Promise<void> {
  for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt += 1) {
    const standing = await table.get(key);
    if (standing === undefined || (await table.remove(key, standing.version)) === "done") return;
  }
  throw new Unavailable("A record changed too often at once.", "none");
}

export interface ValuePage<T> {
  values: T[];
  next?: string;
}

const valuePage = <T>(kind: RecordKind<T>, page: Page): ValuePage<T> => ({
  values: page.items.map((item) => parse(kind, item).value),
  ...(page.next === undefined ? {} : { next: page.next }),
});

export const readPage = async <T>(table: Table, kind: RecordKind<T>, query: Query): Promise<ValuePage<T>> =>
  valuePage(kind, await table.query(query));

export const readListPage = async <T>(table: Table, kind: RecordKind<T>, query: Query): Promise<ValuePage<T>> =>
  valuePage(kind, await table.queryIndex("list", query));

/** All of them, page by page, up to `most`. */
export async function readAll<T>(table: Table, kind: RecordKind<T>, query: Query, most = 10_000): Promise<T[]> {
  const values: T[] = [];
  let after = query.after;
  do {
    const page = await readPage(table, kind, {
      ...query,
      limit: Math.min(1000, most - values.length),
      ...(after === undefined ? {} : { after }),
    });
    values.push(...page.values);
    after = page.next;
  } while (after !== undefined && values.length < most);
  return values;
}
