// The words after `npm start --`, checked before anything is opened.
import { parseArgs } from "node:util";
import type { Language } from "../core/ports.ts";

export const HELP = `npm start -- [options]
  --port N             port of the API and the pages (8080; 0 takes a free one); the endpoint simulator takes the next
  --data DIR           the folder that holds everything (data)
  --empty              no demo in a new data folder
  --no-demo-customer   you play the customer of the demo
  --quiet              no live timeline
  --console DIR        a built console to serve; otherwise this checkout's is built when it is first opened
  --language ja|en     of the timeline`;

/** The next port is the endpoint simulator's. */
const MAX_PORT = 65_534;

export interface Options {
  port: number;
  data: string;
  empty: boolean;
  quiet: boolean;
  demoCustomer: boolean;
  console: string | undefined;
  language: Language;
  help: boolean;
}

/** The person's words are wrong; the message is one sentence. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}

const definition = {
  port: { type: "string", default: "8080" },
  data: { type: "string", default: "data" },
  empty: { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  console: { type: "string" },
  "no-demo-customer": { type: "boolean", default: false },
  language: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Throws Misuse. */
export function readOptions(args: readonly string[], env: Record<string, string | undefined>): Options {
  const values = parsed(args);
  const { data, empty, quiet, help } = values;
  return {
    port: portOf(values.port),
    data,
    empty,
    quiet,
    console: values.console,
    demoCustomer: !values["no-demo-customer"],
    language: languageOf(values.language, env),
    help,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: definition }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message.split(". ")[0] : "These options cannot be read";
    throw new Misuse(`${what} (npm start -- --help shows all options).`);
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= MAX_PORT) return port;
  throw new Misuse(`--port takes a number from 0 to ${MAX_PORT}, not ${text}.`);
}

function languageOf(text: string | undefined, env: Record<string, string | undefined>): Language {
  const wanted = text ?? ((env.LC_ALL ?? env.LANG ?? "").startsWith("ja") ? "ja" : "en");
  if (wanted === "ja" || wanted === "en") return wanted;
  throw new Misuse(`--language is ja or en, not ${wanted}.`);
}
