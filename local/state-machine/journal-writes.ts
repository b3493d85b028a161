// What is written to the journal, as plain data, so that a thread can be told: a batch is one transaction.
import type { DatabaseSync } from "node:sqlite";

type Row = readonly [id: string | number, body: string];

export type JournalWrite =
  | {
      kind: "start";
      name: string;
      definition: { id: string; source: string };
      input: string;
      startedAt: number;
      deadline: number;
      events: Row[];
      frame: Row;
    }
  | {
      kind: "commit";
      execution: number;
      events: Row[];
      frames: Row[];
      removed: readonly string[];
      ended: string | undefined;
    };

/** For a start: the execution's number, nothing if the name is taken; for a commit: nothing. */
export function createJournalWrites(database: DatabaseSync): (batch: readonly JournalWrite[]) => (number | null)[] {
  const define = database.prepare("INSERT OR IGNORE INTO definition VALUES (?, ?)");
  const start = database.prepare("INSERT OR IGNORE INTO execution VALUES (NULL, ?, 'running', ?, ?, ?, ?)");
  const end = database.prepare("UPDATE execution SET state = ? WHERE id = ?");
  const putEvent = database.prepare("INSERT INTO event VALUES (?, ?, ?)");
  const putFrame = database.prepare(
    "INSERT INTO frame VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
  );
  const dropFrame = database.prepare("DELETE FROM frame WHERE execution = ? AND id = ?");
  const dropFrames = database.prepare("DELETE FROM frame WHERE execution = ?");

  function begin(write: Extract<JournalWrite, { kind: "start" }>): number | null {
    const { name, definition, input, startedAt, deadline, events, frame } = write;
    const { changes, lastInsertRowid } = start.run(name, definition.id, input, startedAt, deadline);
    if (Number(changes) === 0) return null;
    const id = Number(lastInsertRowid);
    define.run(definition.id, definition.source);
    for (const event of events) putEvent.run(id, ...event);
    putFrame.run(id, ...frame);
    return id;
  }

  function apply(write: JournalWrite): number | null {
    if (write.kind === "start") return begin(write);
    const { execution, events, frames, removed, ended } = write;
    for (const event of events) putEvent.run(execution, ...event);
    for (const frame of frames) putFrame.run(execution, ...frame);
    for (const id of removed) dropFrame.run(execution, id);
    if (ended === undefined) return null;
    dropFrames.run(execution);
    end.run(ended, execution);
    return null;
  }

  return (batch) => {
    try {
      database.exec("BEGIN IMMEDIATE");
      const outcomes = batch.map(apply);
      database.exec("COMMIT");
      return outcomes;
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  };
}
