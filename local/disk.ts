// The one way to the disk of a house that runs: what the table and the journal write goes there in the order in which it was
// asked for, so that a crash leaves all up to some moment and nothing after it.
import type { SQLInputValue } from "node:sqlite";
import { Unavailable } from "../core/errors.ts";
import { type Commits, threadCommits } from "./commits.ts";
import type { JournalWrite } from "./state-machine/journal-writes.ts";
import { joined, type Outcome, packed, type Write } from "./table-writes.ts";

export type DiskWrite = Write | JournalWrite;

export interface Disk extends Commits<DiskWrite, Outcome> {
  /** Resolves when all that was asked for so far is on disk, `patiently`: with what comes within some milliseconds. Throws Unavailable where that cannot be any more. */
  settled(how?: "patiently"): Promise<void>;
}

/** As the thread is told: what becomes of each item, flat, and the journal's lines. */
export interface DiskMessage {
  items: SQLInputValue[];
  lines: JournalWrite[];
  /** Of each write of the batch: which of the items' it is part of; -1 for a line. */
  places: number[];
}

/** Writes of one batch to one item become one: nobody sees what stood there in between. */
export function messageOf(batch: readonly DiskWrite[]): DiskMessage {
  const items: Write[] = [];
  const lines: JournalWrite[] = [];
  const last = new Map<string, number>();
  const places = batch.map((write) => {
    if (write.kind === "start" || write.kind === "commit") {
      lines.push(write);
      return -1;
    }
    const key = `${write.pk}\n${write.sk}`;
    const known = last.get(key) ?? -1;
    const before = items[known];
    const both = before && joined(before, write);
    if (both !== undefined) {
      items[known] = both;
      return known;
    }
    last.set(key, items.length);
    return items.push(write) - 1;
  });
  return { items: packed(items), lines, places };
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
    hurry: () => commits.hurry(),
    settled: (how) => {
      if (how === undefined) commits.hurry();
      return last.then(
        () => undefined,
        () => {
          throw new Unavailable("The disk takes no more writes.", "maybe");
        },
      );
    },
    close: () => commits.close(),
  };
}
