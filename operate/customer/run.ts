// `npm run customer`: from the words of a person to a call of the house's API, and its answer as text or JSON.
import { parseArgs } from "node:util";
import { changeAccess } from "../access.ts";
import { exitCodeOf, Failure, type World } from "../failure.ts";
import { openHouse } from "../open-house.ts";
import { readable } from "../readable.ts";
import { stageOf } from "../stage.ts";
import { openStage, stageClient } from "../stage-house.ts";
import type { Command, Context, Given } from "./command.ts";
import { customers } from "./customers.ts";
import { leaving } from "./leaving.ts";
import { settingsCommands } from "./settings.ts";
import { sources } from "./sources.ts";

const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({ ...customers, ...sources, ...settingsCommands, ...leaving }),
);

const common = {
  url: { type: "string" },
  token: { type: "string" },
  data: { type: "string" },
  stage: { type: "string" },
  region: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const HELP = `Creates and changes customers of a running house, over its API.

  npm run customer -- <command> …

${[...commands.values()].map(({ usage, about }) => `  ${usage}\n      ${about}`).join("\n")}

  --url U      the house (else HIKESHI_URL, else the one of the data folder, else http://127.0.0.1:8080)
  --token T    an admin's access token (else HIKESHI_TOKEN, else the one of the data folder)
  --data DIR   the data folder of the local house (default: data)
  --stage S    a house on AWS, with your credentials for its account instead of a token; --region R
  --json       the answer as JSON
`;

/** Resolves to the exit code. */
export const runCustomer = (args: readonly string[], world: World): Promise<number> =>
  exitCodeOf(world, async () => {
    const [name = "--help", ...rest] = args;
    if (name === "--help" || name === "-h") return world.write(HELP);
    const command = commands.get(name);
    if (command === undefined) throw new Failure(`There is no command ${name}.\n\n${HELP.trimEnd()}`, 2);
    const given = parse(command, rest);
    if (given.flag("help")) return world.write(`${command.usage}\n    ${command.about}\n`);
    checkWords(command, given);
    const answer = await command.run(await contextOf(given, world), given);
    world.write(given.flag("json") ? `${JSON.stringify(answer)}\n` : readable(answer));
  });

function parse({ options }: Command, args: readonly string[]): Given {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...options, ...common },
    allowPositionals: true,
  });
  const all = new Map(Object.entries(values).map(([name, value]) => [name, [value ?? []].flat()]));
  const texts = (name: string) => (all.get(name) ?? []).filter((value) => typeof value === "string");
  return {
    positionals,
    text: (name) => texts(name).at(-1),
    texts,
    flag: (name) => all.get(name)?.at(-1) === true,
  };
}

function checkWords({ words: [least, most], usage }: Command, { positionals, flag }: Given): void {
  // `--house` stands in the place of the customer.
  const count = positionals.length + (flag("house") ? 1 : 0);
  if (count < least || count > most || positionals.includes(""))
    throw new Failure(`Usage: npm run customer -- ${usage}`, 2);
}

async function contextOf(given: Given, world: World): Promise<Context> {
  const { ask, sleep, now } = world;
  const person = { note: (sentence: string) => world.warn(`${sentence}\n`), ask, sleep, now };
  const stage = given.text("stage");
  if (stage !== undefined) {
    const house = await openStage(world, stageOf({ stage, region: given.text("region") }, world.env));
    return { ...person, house: await stageClient(world, house), changeSecrets: () => {} };
  }
  const data = given.text("data") ?? "data";
  const { house, isLocal } = openHouse(world, { url: given.text("url"), token: given.text("token"), data });
  return {
    ...person,
    house,
    changeSecrets: (change) => {
      if (isLocal) changeAccess(data, change);
    },
  };
}
