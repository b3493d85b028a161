// `npm start`: the whole house on this machine. Loopback only.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { House } from "../core/house.ts";
import type { Deps } from "../functions/deps.ts";
import { personId, putPerson, readCustomer } from "../records/customers.ts";
import { type Access, readAccess, writeAccess } from "./access.ts";
import { DEMO, playDemo, prepareDemo, SIMULATOR_CREDENTIALS } from "./demo.ts";
import { demoComputers, demoGroups } from "./endpoints/demo.ts";
import { createEndpoints } from "./endpoints/index.ts";
import { openHouse } from "./house.ts";
import { listen } from "./http.ts";
import { createIssuer, ISSUER, type Issuer } from "./issuer.ts";
import { createLog } from "./log.ts";
import { createPages } from "./pages.ts";
import { createTimelinePrinter } from "./timeline-printer.ts";

const HELP = `npm start -- [options]
  --port N             port of the API and the pages (8080; 0 takes a free one); the endpoint simulator takes the next
  --data DIR           the folder that holds everything (data)
  --empty              no demo in a new data folder
  --no-demo-customer   you play the customer of the demo
  --quiet              no live timeline
  --language ja|en     of the timeline`;

const SWEEP_MILLISECONDS = 15_000;
const TOKEN_DAYS = 30;
const HOUSE_ROLES = ["admin", "analyst", "support"] as const;

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "8080" },
    data: { type: "string", default: "data" },
    empty: { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
    "no-demo-customer": { type: "boolean", default: false },
    language: {
      type: "string",
      default: (process.env.LC_ALL ?? process.env.LANG ?? "").startsWith("ja") ? "ja" : "en",
    },
    help: { type: "boolean", short: "h", default: false },
  },
});

const now = (): number => Date.now();
const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
const language = options.language === "ja" ? "ja" : "en";
const port = Number(options.port);
const data = resolve(options.data);
const accessPath = join(data, "access.json");

const house: House = {
  serviceName: "Hikeshi MDR",
  from: "Hikeshi MDR <mdr@hikeshi.example>",
  consoleUrl: `http://127.0.0.1:${port}`,
  analysts: [{ address: "analysts@hikeshi.example", language, kinds: ["escalated", "comment"] }],
};

async function main(): Promise<void> {
  const isNew = !existsSync(join(data, "records.db"));
  await mkdir(data, { recursive: true, mode: 0o700 });
  const simulated = { computers: demoComputers, groups: demoGroups, credentials: SIMULATOR_CREDENTIALS };
  const endpoints = createEndpoints({ ...simulated, now, sleep, random: Math.random });
  const { baseUrl } = await endpoints.listen(port === 0 ? 0 : port + 1);
  const print = createTimelinePrinter({
    write: (text) => process.stdout.write(text),
    colour: process.stdout.isTTY,
    language,
    house,
  });
  const log = { ...createLog((line) => process.stderr.write(`${line}\n`), now), info: () => {} };
  const local = await openHouse({
    data,
    house,
    log,
    now,
    sleep,
    random: Math.random,
    fetch,
    ...(options.quiet ? {} : { onStored: print }),
  });
  const issuer = await createIssuer(join(data, "issuer.json"), now);
  const http = await listen(
    port,
    local.deps,
    issuer,
    createPages({ table: local.deps.table, mailbox: local.mailbox, house }),
  );
  const url = `http://127.0.0.1:${http.port}`;
  house.consoleUrl = url;
  const tokens = await people(local.deps, issuer);
  const access = { url, tokens, secrets: readAccess(accessPath)?.secrets ?? {} };
  await writeAccess(accessPath, access);
  local.sweepEvery(SWEEP_MILLISECONDS);
  greet({ url, baseUrl, tokens });
  stopOnSignal(async () => {
    await http.close();
    await endpoints.close();
    local.close();
  });
  if (isNew ? !options.empty : (await readCustomer(local.deps.table, DEMO)) !== undefined)
    await demo(access, baseUrl, isNew);
}

/** The house's own people, and a token for each of them and for the demo's customer. */
async function people(deps: Deps, issuer: Issuer): Promise<Record<string, string>> {
  for (const role of HOUSE_ROLES) {
    const person = {
      personId: personId(ISSUER, role),
      issuer: ISSUER,
      subject: role,
      name: `${role} (local)`,
      role,
      language,
    } as const;
    await putPerson(deps.table, "house", person);
  }
  const entries = [...HOUSE_ROLES, "customer"].map(
    async (role) => [role, await issuer.token(role, TOKEN_DAYS)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function demo(access: Access, endpointsUrl: string, isNew: boolean): Promise<void> {
  const { url, tokens } = access;
  const deps = {
    url,
    tokens,
    issuer: ISSUER,
    endpointsUrl,
    fetch,
    sleep,
    say: (text: string) => console.log(`\n— ${text}`),
  };
  const secrets = await prepareDemo(deps, access.secrets);
  await writeAccess(accessPath, { ...access, secrets });
  if (!isNew) return;
  try {
    await playDemo(deps, secrets, !options["no-demo-customer"]);
    console.log(`\nPlayed. Timelines: ${url}/customers/${DEMO}/incidents  Mails: ${url}/mailbox  (Ctrl-C ends)`);
  } catch (error) {
    console.error(`The demo stopped: ${error instanceof Error ? error.message : "unknown"} The house goes on.`);
  }
}

function stopOnSignal(close: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => void close().finally(() => process.exit(0)));
}

function greet({ url, baseUrl, tokens }: { url: string; baseUrl: string; tokens: Record<string, string> }): void {
  console.log(`Hikeshi listens on ${url} (this machine only)
  Incidents          ${url}/customers/${DEMO}/incidents
  Mailbox            ${url}/mailbox
  API                ${url}/v1/openapi.json
  Endpoint simulator ${baseUrl}
  Data               ${data}
Tokens (Authorization: Bearer …; also in ${accessPath})`);
  for (const [role, token] of Object.entries(tokens)) console.log(`  ${role.padEnd(8)} ${token}`);
}

try {
  if (options.help) console.log(HELP);
  else await main();
} catch (error) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  console.error(code === "EADDRINUSE" ? `Port ${port} or ${port + 1} is taken: choose another with --port.` : error);
  process.exit(1);
}
