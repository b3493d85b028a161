// Keeps executions on disk: an append-only history, and beside it where each running execution stands, in one commit.

import { DatabaseSync, type StatementSync } from "node:sqlite";
import * as z from "zod";
import { Unavailable } from "../../core/errors.ts";
import type { ExecutionState, HistoryEvent } from "../../core/ports.ts";
import { type Commits, inlineCommits } from "../commits.ts";
import { inTransaction } from "../transaction.ts";
import { type FrameRecord, frameRecord } from "./frame.ts";
import { createJournalWrites, type JournalWrite } from "./journal-writes.ts";

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

/** Writes are made in the order they were asked for; many share one commit. They throw Unavailable. */
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
const event = z.looseObject({
  id: z.int(),
  previousEventId: z.int(),
  timestamp: z.string(),
  type: z.string(),
});
/** 0.1.0 wrote a row for each. */
const eventsBody = z.array(event).or(event.transform((one) => [one]));
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
const numberRow = z.object({ id: z.int() });

/** At most this many writes share a commit, so that one flush never holds the event loop for long. */
const largestCommit = 500;

function refused(error: unknown): never {
  const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  const text = code === undefined ? "" : ` (SQLite ${String(code)})`;
  throw new Unavailable(`the workflow journal cannot be written${text}`, "none");
}

function createStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    state: prepare("SELECT state FROM execution WHERE name = ?"),
    history: prepare(
      "SELECT e.body FROM execution x JOIN event e ON e.execution = x.id WHERE x.name = ? AND e.id > ? ORDER BY e.id LIMIT ?",
    ),
    lastId: prepare("SELECT coalesce(max(id), 0) AS id FROM execution"),
    running: prepare("SELECT name FROM execution WHERE state = 'running' ORDER BY id"),
    load: prepare(
      `SELECT x.*, d.source, (SELECT max(id) FROM event WHERE execution = x.id) AS last_event
       FROM execution x JOIN definition d ON d.id = x.definition WHERE x.name = ? AND x.state = 'running'`,
    ),
    frames: prepare("SELECT body FROM frame WHERE execution = ? ORDER BY length(id), id"),
  };
}

const stateOf = (sql: ReturnType<typeof createStatements>, name: string): ExecutionState =>
  stateRow.parse(sql.state.get(name))?.state ?? "absent";

function createReads(sql: ReturnType<typeof createStatements>): Pick<Journal, "history" | "running" | "load"> {
  return {
    history: (name, after, limit) =>
      sql.history
        .all(name, after, limit)
        .flatMap((row) => eventsBody.parse(JSON.parse(bodyRow.parse(row).body)))
        .filter(({ id }) => id > after)
        .slice(0, limit),
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

/**
 * Nobody else writes executions to `path` (or `:memory:`). Writes resolve once they are on disk; with a `writer`, which
 * commits to that file, at once: whoever tells the outside of them waits for that one.
 */
export function createJournal(path: string, writer?: Commits<JournalWrite, unknown>): Journal {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec(schema);
  const sql = createStatements(database);
  // What is asked for later builds on what was asked for before: it fails with it.
  const options = { most: largestCommit, failsLater: true };
  const commits = writer ?? inlineCommits(inTransaction(database, createJournalWrites(database)), options);
  let lastId = numberRow.parse(sql.lastId.get()).id;
  /** Started, and perhaps not on disk yet. */
  const starting = new Set<string>();

  async function write(change: JournalWrite, then: () => void = () => {}): Promise<void> {
    const written = commits.write(change).then(then, (error: unknown) => {
      then();
      return refused(error);
    });
    if (writer === undefined) return written;
    written.catch(() => {});
  }

  // Bodies are made when the write is asked for: frames go on changing while it waits for its commit.
  /** Those of one commit stand in one row, under the last one's id. */
  const eventRow = (events: readonly HistoryEvent[]) => {
    const last = events.at(-1);
    return last && ([last.id, JSON.stringify(events)] as const);
  };
  const frameRow = (frame: FrameRecord) => [frame.id, JSON.stringify(frame)] as const;

  return {
    ...createReads(sql),
    state: (name) => (starting.has(name) ? "running" : stateOf(sql, name)),
    async start({ name, definition, input, startedAt, deadline, events, frame }) {
      if (starting.has(name) || stateOf(sql, name) !== "absent") return undefined;
      starting.add(name);
      lastId += 1;
      const id = lastId;
      const start = {
        kind: "start",
        id,
        name,
        definition: { id: definition.id, source: definition.source },
        input: JSON.stringify(input),
        startedAt,
        deadline,
        events: eventRow(events),
        frame: frameRow(frame),
      } as const;
      await write(start, () => starting.delete(name));
      return id;
    },
    async commit({ execution, events, frames, removed, ended }) {
      await write({
        kind: "commit",
        execution,
        events: eventRow(events),
        frames: frames.map(frameRow),
        removed,
        ended,
      });
    },
    close: () => database.close(),
  };
}
