// The one way to the disk of a house that runs: what the table and the journal write goes there in the order in which it was
// asked for, so that a crash leaves all up to some moment and nothing after it.
import type { SQLInputValue } from "node:sqlite";
import { Unavailable } from "../core/errors.ts";
import { type Commits, threadCommits } from "./commits.ts";
import type { JournalWrite } from "./state-machine/journal-writes.ts";
import { type Outcome, packed, unpacked, type Write } from "./table-writes.ts";

export type DiskWrite = Write | JournalWrite;

export interface Disk extends Commits<DiskWrite, Outcome> {
  /** Resolves when all that was asked for so far is on disk. Throws Unavailable where that cannot be any more. */
  settled(): Promise<void>;
}

/** As the thread is told: the table's writes flat, and which of all are the journal's. */
export interface DiskMessage {
  items: SQLInputValue[];
  lines: JournalWrite[];
  isLine: boolean[];
}

const isLine = (write: DiskWrite): write is JournalWrite => write.kind === "start" || write.kind === "commit";

export const messageOf = (batch: readonly DiskWrite[]): DiskMessage => ({
  items: packed(batch.filter((write) => !isLine(write))),
  lines: batch.filter(isLine),
  isLine: batch.map(isLine),
});

/** The batch as it was asked for. */
export function batchOf({ items, lines, isLine }: DiskMessage): DiskWrite[] {
  const writes = { items: unpacked(items).values(), lines: lines.values() };
  return isLine.map((line) => {
    const { value } = line ? writes.lines.next() : writes.items.next();
    if (value === undefined) throw new Error("A write is missing.");
    return value;
  });
}

const THREAD = new URL("./disk-thread.ts", import.meta.url);

/** The table and the journal of that file are made before the first write. `onDied`: nothing can be written any more; what was answered and is not on disk is lost with this process. */
export function openDisk(path: string, onDied: () => void): Disk {
  const commits = threadCommits<DiskWrite, Outcome>(THREAD, path, messageOf, onDied);
  let last: Promise<unknown> = Promise.resolve();
  return {
    write(write) {
      const written = commits.write(write);
      last = written;
      return written;
    },
    settled: () =>
      last.then(
        () => undefined,
        () => {
          throw new Unavailable("The disk takes no more writes.", "maybe");
        },
      ),
    close: () => commits.close(),
  };
}
