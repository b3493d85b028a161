// The house on one machine: everything it keeps stands in one data folder.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { House } from "../core/house.ts";
import type { Item, Log } from "../core/ports.ts";
import type { Deps } from "../functions/deps.ts";
import { poll } from "../functions/poll/poll.ts";
import { noteMailEvent } from "../functions/sweep/note-mail-event.ts";
import { sweep } from "../functions/sweep/sweep.ts";
import { assemble } from "./assemble.ts";
import { openDisk } from "./disk.ts";
import type { Requests } from "./http.ts";
import { createMailer, type Mailbox } from "./mailer.ts";
import { createSecrets } from "./secrets.ts";
import { createJournal } from "./state-machine.ts";
import { createTable } from "./table.ts";
import { createWriteBehind } from "./write-behind.ts";

export interface LocalOptions {
  /** The folder that holds everything; it is made. */
  data: string;
  house: House;
  log: Log;
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  random(): number;
  fetch: typeof fetch;
  /** Hears of every new record, once it is on disk. */
  onStored?(item: Omit<Item, "version">): void;
  /** Nothing can be written any more: the house must stop, and a new start goes on from what is on disk. */
  onDied?(): void;
}

export interface LocalHouse {
  deps: Deps;
  requests: Requests;
  mailbox: Mailbox;
  /** Runs the sweeper, and the poller beside it, every so often until `close`. */
  sweepEvery(milliseconds: number): void;
  close(): void;
}

export async function openHouse({
  data,
  house,
  log,
  now,
  sleep,
  random,
  fetch,
  onStored,
  onDied,
}: LocalOptions): Promise<LocalHouse> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const path = join(data, "records.db");
  const disk = openDisk(path, onDied ?? (() => {}));
  const { settled } = disk;
  const table = createWriteBehind(createTable(path, now, onStored, disk), { settled, now });
  const mailer = createMailer(join(data, "mailbox"), now, (event) => {
    // After the sender has noted that it is sent, as with any mail server.
    setImmediate(
      () => void noteMailEvent(deps, event).catch(() => log.error({ function: "note-mail-event", outcome: "failed" })),
    );
  });
  const journal = createJournal(path, disk);
  const secrets = createSecrets(join(data, "secrets.json"));
  const { deps, machine, lanes } = assemble({
    ports: { table, mailer, secrets, log, now, sleep, random, fetch },
    house,
    journal,
    settled,
  });
  let sweeper: NodeJS.Timeout | undefined;
  return {
    deps,
    requests: { during: (work) => lanes.meanwhile(work), settled },
    mailbox: mailer,
    sweepEvery: (milliseconds) => {
      sweeper = setInterval(() => {
        void sweep(deps).catch(() => log.error({ function: "sweep", outcome: "failed" }));
        void poll(deps).catch(() => log.error({ function: "poll", outcome: "failed" }));
      }, milliseconds);
    },
    close: () => {
      clearInterval(sweeper);
      machine.close();
      disk.close();
      journal.close();
      table.close();
    },
  };
}
