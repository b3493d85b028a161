// Keeps executions on disk: an append-only history, and beside it where each running execution stands, in one commit.

import { DatabaseSync, type StatementSync } from "node:sqlite";
import * as z from "zod";
import { Unavailable } from "../../core/errors.ts";
import type { ExecutionState, HistoryEvent } from "../../core/ports.ts";
import { type FrameRecord, frameRecord } from "./frame.ts";

export interface NewExecution {
  name: string;
  definition: { id: string; source: string };
  input: unknown;
  startedAt: number;
  deadline: number;
  events: readonly HistoryEvent[];
  frame: FrameRecord;
}

export interface Commit {
  execution: number;
  events: readonly HistoryEvent[];
  frames: readonly FrameRecord[];
  removed: readonly string[];
  ended?: ExecutionState;
}

export interface StoredExecution {
  id: number;
  name: string;
  input: unknown;
  startedAt: number;
  deadline: number;
  lastEvent: number;
  definition: { id: string; source: string };
  frames: FrameRecord[];
}

/** Writes resolve once they are on disk, in the order they were asked for; many share one commit. They throw Unavailable. */
export interface Journal {
  /** The execution's number; undefined if the name is taken. */
  start(execution: NewExecution): Promise<number | undefined>;
  commit(commit: Commit): Promise<void>;
  state(name: string): ExecutionState;
  /** Events with ids greater than `after`. */
  history(name: string, after: number, limit: number): HistoryEvent[];
  running(): string[];
  load(name: string): StoredExecution | undefined;
  close(): void;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS definition (id TEXT PRIMARY KEY, source TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS execution (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, state TEXT NOT NULL, definition TEXT NOT NULL,
    input TEXT NOT NULL, started_at INTEGER NOT NULL, deadline INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS running ON execution (id) WHERE state = 'running';
  CREATE TABLE IF NOT EXISTS event (
    execution INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (execution, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS frame (
    execution INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (execution, id)) WITHOUT ROWID;
`;

const stateRow = z.object({ state: z.enum(["running", "succeeded", "failed", "timed-out", "aborted"]) }).optional();
const eventBody = z.looseObject({
  id: z.int(),
  previousEventId: z.int(),
  timestamp: z.string(),
  type: z.string(),
});
const executionRow = z
  .object({
    id: z.int(),
    input: z.string(),
    started_at: z.number(),
    deadline: z.number(),
    definition: z.string(),
    source: z.string(),
    last_event: z.int(),
  })
  .optional();
const bodyRow = z.object({ body: z.string() });
const nameRow = z.object({ name: z.string() });

/** At most this many writes share a commit, so that one flush never holds the event loop for long. */
const largestCommit = 500;

interface Write {
  apply(): void;
  resolve(): void;
  reject(error: unknown): void;
}

function applyAll(database: DatabaseSync, writes: readonly Write[]): void {
  database.exec("BEGIN IMMEDIATE");
  for (const write of writes) write.apply();
  database.exec("COMMIT");
}

function rollBack(database: DatabaseSync, error: unknown): Unavailable {
  if (database.isOpen && database.isTransaction) database.exec("ROLLBACK");
  const code = error instanceof Error && "errcode" in error ? ` (SQLite ${String(error.errcode)})` : "";
  return new Unavailable(`the workflow journal cannot be written${code}`, "none");
}

/** Group commit: what is asked for within one turn of the event loop is flushed by one transaction. */
function createQueue(database: DatabaseSync) {
  const queue: Write[] = [];
  let scheduled = false;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  function flush(): void {
    scheduled = false;
    const writes = queue.splice(0, largestCommit);
    if (queue.length > 0) schedule();
    if (writes.length === 0) return;
    try {
      applyAll(database, writes);
    } catch (error) {
      const unavailable = rollBack(database, error);
      // What was asked for later builds on what was lost: it fails with it.
      for (const write of [...writes, ...queue.splice(0)]) write.reject(unavailable);
      return;
    }
    for (const write of writes) write.resolve();
  }

  return function write<T>(apply: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let value: T;
      const keep = () => {
        value = apply();
      };
      queue.push({ apply: keep, resolve: () => resolve(value), reject });
      schedule();
    });
  };
}

function createStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    define: prepare("INSERT OR IGNORE INTO definition VALUES (?, ?)"),
    start: prepare("INSERT OR IGNORE INTO execution VALUES (NULL, ?, 'running', ?, ?, ?, ?)"),
    end: prepare("UPDATE execution SET state = ? WHERE id = ?"),
    event: prepare("INSERT INTO event VALUES (?, ?, ?)"),
    frame: prepare("INSERT INTO frame VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"),
    dropFrame: prepare("DELETE FROM frame WHERE execution = ? AND id = ?"),
    dropFrames: prepare("DELETE FROM frame WHERE execution = ?"),
    state: prepare("SELECT state FROM execution WHERE name = ?"),
    history: prepare(
      "SELECT e.body FROM execution x JOIN event e ON e.execution = x.id WHERE x.name = ? AND e.id > ? ORDER BY e.id LIMIT ?",
    ),
    running: prepare("SELECT name FROM execution WHERE state = 'running' ORDER BY id"),
    load: prepare(
      `SELECT x.*, d.source, (SELECT max(id) FROM event WHERE execution = x.id) AS last_event
       FROM execution x JOIN definition d ON d.id = x.definition WHERE x.name = ? AND x.state = 'running'`,
    ),
    frames: prepare("SELECT body FROM frame WHERE execution = ? ORDER BY length(id), id"),
  };
}

function createReads(
  sql: ReturnType<typeof createStatements>,
): Pick<Journal, "state" | "history" | "running" | "load"> {
  return {
    state: (name) => stateRow.parse(sql.state.get(name))?.state ?? "absent",
    history: (name, after, limit) =>
      sql.history.all(name, after, limit).map((row) => eventBody.parse(JSON.parse(bodyRow.parse(row).body))),
    running: () => sql.running.all().map((row) => nameRow.parse(row).name),
    load(name) {
      const row = executionRow.parse(sql.load.get(name));
      if (!row) return undefined;
      const frames = sql.frames.all(row.id).map((frame) => frameRecord.parse(JSON.parse(bodyRow.parse(frame).body)));
      return {
        id: row.id,
        name,
        input: JSON.parse(row.input),
        startedAt: row.started_at,
        deadline: row.deadline,
        lastEvent: row.last_event,
        definition: { id: row.definition, source: row.source },
        frames,
      };
    },
  };
}

/** `path` is a file of its own in the data folder, or `:memory:` (tests). */
export function createJournal(path: string): Journal {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec(schema);
  const sql = createStatements(database);
  const write = createQueue(database);

  function putEvents(execution: number, events: readonly (readonly [number, string])[]): void {
    for (const [id, body] of events) sql.event.run(execution, id, body);
  }
  // Bodies are made when the write is asked for: frames go on changing while it waits for its commit.
  const eventRows = (events: readonly HistoryEvent[]) =>
    events.map((event) => [event.id, JSON.stringify(event)] as const);
  const frameRows = (frames: readonly FrameRecord[]) =>
    frames.map((frame) => [frame.id, JSON.stringify(frame)] as const);

  return {
    start({ name, definition, input, startedAt, deadline, events, frame }) {
      const [inputText, eventBodies, frameBody] = [JSON.stringify(input), eventRows(events), JSON.stringify(frame)];
      return write(() => {
        const { changes, lastInsertRowid } = sql.start.run(name, definition.id, inputText, startedAt, deadline);
        if (Number(changes) === 0) return undefined;
        const id = Number(lastInsertRowid);
        sql.define.run(definition.id, definition.source);
        putEvents(id, eventBodies);
        sql.frame.run(id, frame.id, frameBody);
        return id;
      });
    },
    commit({ execution, events, frames, removed, ended }) {
      const [eventBodies, frameBodies] = [eventRows(events), frameRows(frames)];
      return write(() => {
        putEvents(execution, eventBodies);
        for (const [id, body] of frameBodies) sql.frame.run(execution, id, body);
        for (const id of removed) sql.dropFrame.run(execution, id);
        if (!ended) return;
        sql.dropFrames.run(execution);
        sql.end.run(ended, execution);
      });
    },
    ...createReads(sql),
    close: () => database.close(),
  };
}
