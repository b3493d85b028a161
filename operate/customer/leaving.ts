// What a customer takes along, and its end: export, erase.
import { closeSync, existsSync, openSync, renameSync, writeSync } from "node:fs";
import * as z from "zod";
import { Settings } from "../../core/customer.ts";
import { Failure } from "../failure.ts";
import type { HouseClient } from "../house-client.ts";
import { type Command, type Context, needed, under } from "./command.ts";

const Page = z.looseObject({ records: z.array(z.looseObject({ kind: z.string() })), cursor: z.string().optional() });
const Erasure = z.looseObject({ state: z.string(), againAfterSeconds: z.number() });

/** Of the file: it grows where a reader must change. */
const FORMAT = 1;

const exported: Command = {
  usage: "export <customer> --to FILE",
  about: "Write all that is kept of a customer to a new file, as JSON lines; docs/operations.md says what they hold.",
  options: { to: { type: "string" } },
  words: [1, 1],
  async run({ house, now }, given) {
    const [customerId = ""] = given.positionals;
    const file = needed(given, "to");
    if (existsSync(file)) throw new Failure(`${file} exists already.`, 2);
    const part = `${file}.part`;
    const records = await writeLines(part, async (line) => {
      line({ kind: "export", format: FORMAT, customerId, at: new Date(now()).toISOString() });
      let count = 0;
      for await (const record of pages(house, customerId)) {
        line(record);
        count += 1;
      }
      line({ kind: "end", records: count });
      return count;
    });
    renameSync(part, file);
    return { file, records };
  },
};

async function* pages(house: HouseClient, customerId: string): AsyncGenerator<unknown> {
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? "" : `?${new URLSearchParams({ cursor })}`;
    const page = Page.parse((await house.get(`${under(customerId, "export")}${query}`)).body);
    yield* page.records;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Only its owner may read it. */
async function writeLines(file: string, write: (line: (value: unknown) => void) => Promise<number>): Promise<number> {
  const descriptor = openSync(file, "w", 0o600);
  try {
    return await write((value) => void writeSync(descriptor, `${JSON.stringify(value)}\n`));
  } finally {
    closeSync(descriptor);
  }
}

const erase: Command = {
  usage: "erase <customer> [--name NAME]",
  about:
    "Erase a customer for good: its sources end, then all that is kept of it goes. Asks for the customer's name, unless NAME is it. Broken off, it goes on when it is given again.",
  options: { name: { type: "string" } },
  words: [1, 1],
  async run(context, given) {
    const [customerId = ""] = given.positionals;
    const { name } = Settings.parse((await context.house.get(under(customerId, "settings"))).body);
    const question = `All that is kept of ${customerId} will be gone, for good. Type the customer's name (${name}): `;
    const typed = given.text("name") ?? (await context.ask(question));
    if (typed !== name) throw new Failure(`This is not the name of ${customerId}: nothing was done.`, 2);
    await eraseWholly(context, customerId, name);
    context.changeSecrets((secrets) => {
      for (const key of Object.keys(secrets)) if (key.startsWith(`${customerId}/`)) delete secrets[key];
    });
    return { customerId, state: "erased" };
  },
};

async function eraseWholly({ house, note, sleep }: Context, customerId: string, name: string): Promise<void> {
  let before = "";
  for (;;) {
    const { state, againAfterSeconds } = Erasure.parse((await house.put(under(customerId, "erasure"), { name })).body);
    if (state === "erased") return;
    if (state !== before) note(PROGRESS[state] ?? state);
    before = state;
    await sleep(againAfterSeconds * 1000);
  }
}

const PROGRESS: Readonly<Record<string, string>> = {
  waiting: "Its sources have ended. What they sent before is let through: about a minute.",
  erasing: "Its records are going.",
};

export const leaving = { export: exported, erase } as const;
