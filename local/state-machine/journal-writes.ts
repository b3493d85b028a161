// What is written to the journal, as plain data, so that a thread can be told.
import type { DatabaseSync } from "node:sqlite";

type Row = readonly [id: string | number, body: string];

export type JournalWrite =
  | {
      kind: "start";
      id: number;
      name: string;
      definition: { id: string; source: string };
      input: string;
      startedAt: number;
      deadline: number;
      events: Row | undefined;
      frame: Row;
    }
  | {
      kind: "commit";
      execution: number;
      events: Row | undefined;
      frames: Row[];
      removed: readonly string[];
      ended: string | undefined;
    };

export function createJournalWrites(database: DatabaseSync): (write: JournalWrite) => void {
  const define = database.prepare("INSERT OR IGNORE INTO definition VALUES (?, ?)");
  const start = database.prepare("INSERT INTO execution VALUES (?, ?, 'running', ?, ?, ?, ?)");
  const end = database.prepare("UPDATE execution SET state = ? WHERE id = ?");
  const putEvents = database.prepare("INSERT INTO event VALUES (?, ?, ?)");
  const putFrame = database.prepare(
    "INSERT INTO frame VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
  );
  const dropFrame = database.prepare("DELETE FROM frame WHERE execution = ? AND id = ?");
  const dropFrames = database.prepare("DELETE FROM frame WHERE execution = ?");

  function begin(write: Extract<JournalWrite, { kind: "start" }>): void {
    const { id, name, definition, input, startedAt, deadline, events, frame } = write;
    start.run(id, name, definition.id, input, startedAt, deadline);
    define.run(definition.id, definition.source);
    if (events !== undefined) putEvents.run(id, ...events);
    putFrame.run(id, ...frame);
  }

  return (write) => {
    if (write.kind === "start") return begin(write);
    const { execution, events, frames, removed, ended } = write;
    if (events !== undefined) putEvents.run(execution, ...events);
    for (const frame of frames) putFrame.run(execution, ...frame);
    for (const id of removed) dropFrame.run(execution, id);
    if (ended === undefined) return;
    dropFrames.run(execution);
    end.run(ended, execution);
  };
}
