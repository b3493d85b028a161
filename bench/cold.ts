// `npm run bench:cold [-- ROUNDS]`: bytes and start of each bundle of the stack in fresh processes, beside a bundle as one usually makes it.
// Init is the time of `import(bundle)` inside a fresh process of the pinned Node, with the environment that the stack gives.
// Ready is init and the adapters with their SDK, which our bundles read after it and before the first answer.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { bundleLambda, handlerOf, kindOf } from "../infra/bundle.ts";
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
  /** Of init, milliseconds of all threads: what others do on the machine moves it less. */
  cpu: number;
  ready: number;
}

const SCRIPT = `
const [file, later] = process.argv.slice(1);
const before = process.cpuUsage();
const begun = performance.now();
await import(file);
const init = performance.now() - begun;
const { user, system } = process.cpuUsage(before);
if (later) (await import(later)).createAdapters(${JSON.stringify(VARIABLES)}, {}).table();
console.log(JSON.stringify({ init, cpu: (user + system) / 1000, ready: performance.now() - begun }));
process.exit(0);`;

function start(file: string, name: string, later?: string): Started {
  const urls = [file, ...(later === undefined ? [] : [later])].map((path) => pathToFileURL(path).href);
  const text = execFileSync(process.execPath, ["--input-type=module", "-e", SCRIPT, ...urls], {
    encoding: "utf8",
    env: { ...VARIABLES, FUNCTION: name },
  });
  const { init, cpu, ready } = JSON.parse(text);
  return { init, cpu, ready };
}

const size = (file: string): number => statSync(file).size;

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;

function main(rounds: number): void {
  const folder = bundleLambda();
  const own = mkdtempSync(join(tmpdir(), "hikeshi-cold-"));
  try {
    const usual = bundleUsual(own);
    console.log(`cold: ${rounds} rounds of fresh processes of ${process.version}, one after the other, interleaved`);
    console.log(`  usual bundle ${kib(size(usual))}`);
    const fileOf = (name: string) => join(folder, kindOf(name), `${kindOf(name)}.mjs`);
    const adaptersOf = (name: string) =>
      readdirSync(join(folder, kindOf(name))).find((file) => file.startsWith("adapters-"));
    const started = new Map<string, Started[]>(["A", "B", ...FUNCTIONS].map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      // Each has been first, last and in between.
      const order = [...started.keys()];
      for (const name of [...order.slice(round % order.length), ...order.slice(0, round % order.length)]) {
        const later = isUsual(name) ? undefined : adaptersOf(name);
        const file = isUsual(name) ? usual : fileOf(name);
        started.get(name)?.push(start(file, name, later === undefined ? undefined : join(folder, kindOf(name), later)));
      }
      if (round % 5 === 4) console.log(`  … round ${round + 1} of ${rounds}`);
    }
    report(started, (name) => {
      const files = readdirSync(join(folder, kindOf(name))).map((file) => size(join(folder, kindOf(name), file)));
      return `${kib(size(fileOf(name)))} of an asset of ${kib(files.reduce((sum, one) => sum + one, 0))}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(own, { recursive: true });
  }
}

const isUsual = (name: string): boolean => name === "A" || name === "B";

function report(started: ReadonlyMap<string, Started[]>, sizes: (name: string) => string): void {
  const of = (name: string, what: keyof Started) => (started.get(name) ?? []).map((one) => one[what]);
  const over = (name: string, what: keyof Started) => median(of(name, what)) / median(of("A", what));
  const pairs = of("A", "init").map((a, index) => [a, of("B", "init")[index] ?? a] as const);
  // Each of the two is the first as often as the second.
  const same = ratio(pairs.map(([a, b], index) => (index % 2 === 0 ? [a, b] : [b, a])));
  const cpuOfB = over("B", "cpu").toFixed(2);
  console.log(`  usual: init ${ms(median(of("A", "init")))}, CPU ${ms(median(of("A", "cpu")))} (A/A ${cpuOfB})`);
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
      `    ${sizes(name)}, init ${ms(median(of(name, "init")))}, CPU ${over(name, "cpu").toFixed(2)} of the usual; ready for the table ${ms(median(of(name, "ready")))}, ${over(name, "ready").toFixed(2)} of the usual`,
    );
  }
}

main(Number(process.argv[2] ?? ROUNDS));
