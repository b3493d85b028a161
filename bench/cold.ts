// `npm run bench:cold [-- ROUNDS]`: bytes and start of each bundle of the stack in fresh processes, beside a bundle as one usually makes it.
// Init is the time of `import(bundle)` inside a fresh process of the pinned Node, with the environment that the stack gives.
// Ready is init and the adapters with their SDK, which our bundles read after it and before the first answer.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { bundleLambda, handlerOf } from "../infra/bundle.ts";
import { median, ms, ratio, verdictLine } from "./figures.ts";

const ROUNDS = 40;
const MOST = 0.45;
const MOST_WEBHOOK = 0.3;

/** One function of each bundle; all functions of a bundle start alike. */
const FUNCTIONS = ["receive-webhook", "add-comment", "assessIncident", "sweep", "read-openapi"];

const VARIABLES = {
  AWS_REGION: "ap-northeast-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  STAGE: "prod",
  TABLE_NAME: "hikeshi",
  STATE_MACHINE_ARN: "arn:aws:states:ap-northeast-1:123456789012:stateMachine:hikeshi-prod-incident-response",
  SECRETS_PREFIX: "/hikeshi/prod",
  HOUSE: JSON.stringify({ from: "Hikeshi MDR <mdr@hikeshi.example>", consoleUrl: "https://console.hikeshi.example" }),
};

/** What most write: the whole clients, the named import of zod, a logger that comes with a suite; bundled with the same settings. */
const USUAL = `
import middy from "@middy/core";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { SES } from "@aws-sdk/client-ses";
import { SFN } from "@aws-sdk/client-sfn";
import { SSM } from "@aws-sdk/client-ssm";
import { Logger } from "@aws-lambda-powertools/logger";
import { z } from "zod";
const logger = new Logger({ serviceName: "usual" });
const clients = { dynamo: DynamoDBDocument.from(new DynamoDB({})), ses: new SES({}), sfn: new SFN({}), ssm: new SSM({}) };
const Event = z.object({ id: z.string() });
export const handler = middy(async (event) => {
  logger.info("called", { clients: Object.keys(clients).length });
  return Event.parse(event);
});`;

function bundleUsual(folder: string): string {
  const outfile = join(folder, "usual.mjs");
  const root = fileURLToPath(new URL("..", import.meta.url));
  buildSync({
    absWorkingDir: root,
    stdin: { contents: USUAL, resolveDir: root, sourcefile: "usual.ts", loader: "ts" },
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "esm",
    logLevel: "error",
    mainFields: ["module", "main"],
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
  return outfile;
}

interface Started {
  init: number;
  ready: number;
}

const SCRIPT = `
const [file, later] = process.argv.slice(1);
const begun = performance.now();
await import(file);
const init = performance.now() - begun;
if (later) (await import(later)).createAdapters(${JSON.stringify(VARIABLES)}, {}).table();
console.log(JSON.stringify({ init, ready: performance.now() - begun }));
process.exit(0);`;

function start(file: string, name: string, later?: string): Started {
  const urls = [file, ...(later === undefined ? [] : [later])].map((path) => pathToFileURL(path).href);
  const text = execFileSync(process.execPath, ["--input-type=module", "-e", SCRIPT, ...urls], {
    encoding: "utf8",
    env: { ...VARIABLES, FUNCTION: name },
  });
  const { init, ready } = JSON.parse(text);
  return { init, ready };
}

/** A bundle's file with all that it imports before it starts. */
function bytesOf(folder: string, name: string, seen = new Set<string>()): number {
  if (seen.has(name)) return 0;
  seen.add(name);
  const text = readFileSync(join(folder, name), "utf8");
  const more = [...text.matchAll(/(?:from|import) ?"\.\/([^"]+)"/g)].map(([, next = ""]) =>
    bytesOf(folder, next, seen),
  );
  return more.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(text));
}

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;

function main(rounds: number): void {
  const folder = bundleLambda();
  const own = mkdtempSync(join(tmpdir(), "hikeshi-cold-"));
  try {
    const usual = bundleUsual(own);
    const adapters = join(folder, readdirSync(folder).find((name) => name.startsWith("adapters-")) ?? "");
    const all = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    console.log(`cold: ${rounds} rounds of fresh processes of ${process.version}, one after the other, interleaved`);
    console.log(
      `  usual bundle ${kib(statSync(usual).size)}; our asset ${kib(all)} in all, of which the SDK ${kib(bytesOf(folder, adapters.slice(folder.length + 1)))}`,
    );
    const fileOf = (name: string) => `${handlerOf(name).split(".")[0]}.mjs`;
    const started = new Map<string, Started[]>(["A", "B", ...FUNCTIONS].map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      // Each has been first, last and in between.
      const order = [...started.keys()];
      for (const name of [...order.slice(round % order.length), ...order.slice(0, round % order.length)]) {
        const later = fileless(name) || fileOf(name) === "open.mjs" ? undefined : adapters;
        started.get(name)?.push(fileless(name) ? start(usual, name) : start(join(folder, fileOf(name)), name, later));
      }
      if (round % 5 === 4) console.log(`  … round ${round + 1} of ${rounds}`);
    }
    report(started, (name) => bytesOf(folder, fileOf(name)));
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(own, { recursive: true });
  }
}

const fileless = (name: string): boolean => name === "A" || name === "B";

function report(started: ReadonlyMap<string, Started[]>, bytes: (name: string) => number): void {
  const of = (name: string, what: keyof Started) => (started.get(name) ?? []).map((one) => one[what]);
  const over = (name: string, what: keyof Started) => median(of(name, what)) / median(of("A", what));
  const pairs = of("A", "init").map((a, index) => [a, of("B", "init")[index] ?? a] as const);
  // Each of the two is the first as often as the second.
  const same = ratio(pairs.map(([a, b], index) => (index % 2 === 0 ? [a, b] : [b, a])));
  console.log(`  usual: init ${ms(median(of("A", "init")))}`);
  for (const name of FUNCTIONS) {
    const most = name === "receive-webhook" ? MOST_WEBHOOK : MOST;
    const value = over(name, "init");
    const line = verdictLine({
      name: `${handlerOf(name)} (${name}) init`,
      value,
      same,
      target: `<= ${most}`,
      met: value <= most,
    });
    console.log(`  ${line}`);
    console.log(
      `    ${kib(bytes(name))}, init ${ms(median(of(name, "init")))}; ready for the table ${ms(median(of(name, "ready")))}, ${over(name, "ready").toFixed(2)} of the usual`,
    );
  }
}

main(Number(process.argv[2] ?? ROUNDS));
