// The house on one machine: everything it keeps stands in one data folder.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { House } from "../core/house.ts";
import type { Item, Log } from "../core/ports.ts";
import type { Deps } from "../functions/deps.ts";
import { sweep } from "../functions/sweep/sweep.ts";
import { assemble } from "./assemble.ts";
import { createMailer, type Mailbox } from "./mailer.ts";
import { createSecrets } from "./secrets.ts";
import { createJournal } from "./state-machine.ts";
import { createTable } from "./table.ts";

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
}

export interface LocalHouse {
  deps: Deps;
  mailbox: Mailbox;
  /** Runs the sweeper every so often until `close`. */
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
}: LocalOptions): Promise<LocalHouse> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const table = createTable(join(data, "records.db"), now, onStored);
  const mailer = createMailer(join(data, "mailbox"), now);
  const journal = createJournal(join(data, "workflow.db"), "own-thread");
  const secrets = createSecrets(join(data, "secrets.json"));
  const { deps, machine } = assemble({
    ports: { table, mailer, secrets, log, now, sleep, random, fetch },
    house,
    journal,
  });
  let sweeper: NodeJS.Timeout | undefined;
  return {
    deps,
    mailbox: mailer,
    sweepEvery: (milliseconds) => {
      sweeper = setInterval(
        () => void sweep(deps).catch(() => log.error({ function: "sweep", outcome: "failed" })),
        milliseconds,
      );
    },
    close: () => {
      clearInterval(sweeper);
      machine.close();
      journal.close();
      table.close();
    },
  };
}
