// The house on one machine: the ports over a data folder, the functions, the state machine, the sweeper.
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { House } from "../core/house.ts";
import type { Item, Log, Ports } from "../core/ports.ts";
import { createDeps, type Deps } from "../functions/deps.ts";
import { steps } from "../functions/index.ts";
import { sweep } from "../functions/sweep/sweep.ts";
import { lambdaContext } from "./lambda-context.ts";
import { createMailer, type Mailbox } from "./mailer.ts";
import { createSecrets } from "./secrets.ts";
import { createJournal, createStateMachine, loadDefinition, type StateMachine, type Timers } from "./state-machine.ts";
import { createTable } from "./table.ts";
import { createWorkflow } from "./workflow.ts";

export interface LocalOptions {
  /** The folder that holds everything; it is made. */
  data: string;
  house: House;
  log: Log;
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  random(): number;
  fetch: typeof fetch;
  timers?: Timers;
  /** Hears of every new record, once it is on disk. */
  onStored?(item: Omit<Item, "version">): void;
}

export interface LocalHouse {
  deps: Deps;
  mailbox: Mailbox;
  machine: StateMachine;
  /** Runs the sweeper every so often until `close`. */
  sweepEvery(milliseconds: number): void;
  close(): void;
}

const WORKFLOW = new URL("../workflows/incident-response.asl.json", import.meta.url);

/** The ASL's placeholders are the steps' names here. */
export const localDefinition = () =>
  loadDefinition(
    JSON.parse(readFileSync(WORKFLOW, "utf8")),
    Object.fromEntries(Object.keys(steps).map((name) => [name, name])),
  );

export async function openHouse(options: LocalOptions): Promise<LocalHouse> {
  const { data, house, log, now, sleep, random, fetch, timers } = options;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const table = createTable(join(data, "records.db"), now, options.onStored);
  const mailer = createMailer(join(data, "mailbox"), now);
  const journal = createJournal(join(data, "workflow.db"));
  const functions = new Map<string, ReturnType<(typeof steps)[string]>>();
  const machine = createStateMachine({
    definition: localDefinition(),
    journal,
    name: "incident-response",
    random,
    log,
    ...(timers === undefined ? {} : { timers }),
    invoke: async (name, payload) => {
      const step = functions.get(name);
      if (step === undefined) throw new Error(`There is no step ${name}.`);
      return step(payload, lambdaContext(name));
    },
  });
  const ports: Ports = {
    table,
    mailer,
    workflow: createWorkflow(machine),
    secrets: createSecrets(join(data, "secrets.json")),
    log,
    now,
    sleep,
    random,
    fetch,
  };
  const deps = createDeps(ports, house);
  for (const [name, create] of Object.entries(steps)) functions.set(name, create(deps));
  machine.recover();
  let sweeper: NodeJS.Timeout | undefined;
  return {
    deps,
    mailbox: mailer,
    machine,
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
