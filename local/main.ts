// `npm start`: the whole house on this machine. Loopback only.
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { House } from "../core/house.ts";
import type { Language } from "../core/ports.ts";
import type { Deps } from "../functions/deps.ts";
import { personId, putPerson, readCustomer } from "../records/customers.ts";
import { type Access, readAccess, writeAccess } from "./access.ts";
import { ISSUER_PATH } from "./console/names.ts";
import { createSite } from "./console/site.ts";
import { DEMO, playDemo, prepareDemo, SIMULATOR_CREDENTIALS } from "./demo.ts";
import { demoComputers, demoGroups } from "./endpoints/demo.ts";
import { createEndpoints } from "./endpoints/index.ts";
import { openHouse } from "./house.ts";
import { listen } from "./http.ts";
import { createIssuer, ISSUER, type Issuer } from "./issuer.ts";
import { lock } from "./lock.ts";
import { createLog } from "./log.ts";
import { HELP, Misuse, type Options, readOptions } from "./options.ts";
import { createPages } from "./pages.ts";
import { createTimelinePrinter } from "./timeline-printer.ts";

const SWEEP_MILLISECONDS = 15_000;
const TOKEN_DAYS = 30;
const HOUSE_ROLES = ["admin", "analyst", "support"] as const;

const now = (): number => Date.now();
const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
const houseOf = ({ port, language }: Options): House => ({
  serviceName: "Hikeshi MDR",
  from: "Hikeshi MDR <mdr@hikeshi.example>",
  consoleUrl: `http://127.0.0.1:${port}`,
  analysts: [
    { address: "analysts@hikeshi.example", language, kinds: ["escalated", "comment", "silent-source", "undelivered"] },
  ],
});

async function main(options: Options): Promise<void> {
  const { port, language } = options;
  const data = resolve(options.data);
  const accessPath = join(data, "access.json");
  // Written once the house listens: a first start that found its port taken leaves the folder new.
  const isNew = !existsSync(accessPath);
  const house = houseOf(options);
  const simulated = { computers: demoComputers, groups: demoGroups, credentials: SIMULATOR_CREDENTIALS };
  const endpoints = createEndpoints({ ...simulated, now, sleep, random: Math.random });
  const { baseUrl } = await endpoints.listen(port === 0 ? 0 : port + 1);
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (!lock(join(data, "lock.db")))
    throw new Misuse(`Another house works on ${data}: end it, or choose another --data.`);
  const log = { ...createLog((line) => process.stderr.write(`${line}\n`), now), info: () => {} };
  const ports = { log, now, sleep, random: Math.random, fetch };
  const onStored = options.quiet ? {} : { onStored: printer(house, language) };
  const local = await openHouse({ data, house, ...ports, ...onStored, onDied: stopWithoutWriting });
  const passwords = passwordsOf(readAccess(accessPath)?.passwords);
  const issuer = await createIssuer(join(data, "issuer.json"), now, () => [`${house.consoleUrl}${ISSUER_PATH}`]);
  const site = createSite({
    folder: options.console,
    origin: () => house.consoleUrl,
    key: issuer.key,
    passwords: () => passwords,
    sleep,
  });
  const pages = createPages(local.mailbox);
  const http = await listen(port, { ...local.deps, requests: local.requests }, issuer, pages, undefined, site);
  const url = `http://127.0.0.1:${http.port}`;
  house.consoleUrl = url;
  const tokens = await people(local.deps, issuer, language);
  const access = { url, tokens, passwords, secrets: readAccess(accessPath)?.secrets ?? {} };
  await writeAccess(accessPath, access);
  local.sweepEvery(SWEEP_MILLISECONDS);
  greet({ url, baseUrl, tokens, passwords, data, accessPath });
  stopOnSignal(async () => {
    await http.close();
    await endpoints.close();
    local.close();
  });
  if (isNew ? !options.empty : (await readCustomer(local.deps.table, DEMO)) !== undefined)
    await demo({ access, accessPath, endpointsUrl: baseUrl, play: isNew, playCustomer: options.demoCustomer });
}

/** The console's users, each with a password of its own, made with the first start. */
const passwordsOf = (known: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(
    ["customer", ...HOUSE_ROLES].map((user) => [user, known[user] ?? randomBytes(9).toString("base64url")]),
  );

const printer = (house: House, language: Language) =>
  createTimelinePrinter({
    write: (text) => process.stdout.write(text),
    // Where the terminal shows colours and nobody asked for none (NO_COLOR).
    colour: process.stdout.isTTY === true && process.stdout.hasColors(),
    language,
    house,
  });

/** The house's own people, and a token for each of them and for the demo's customer. */
async function people(deps: Deps, issuer: Issuer, language: Language): Promise<Record<string, string>> {
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

interface Demo {
  access: Access;
  accessPath: string;
  endpointsUrl: string;
  /** False: it was played before. */
  play: boolean;
  playCustomer: boolean;
}

async function demo({ access, accessPath, endpointsUrl, play, playCustomer }: Demo): Promise<void> {
  const { url, tokens } = access;
  const say = (text: string) => console.log(`\n— ${text}`);
  const deps = { url, tokens, issuer: ISSUER, endpointsUrl, fetch, sleep, newId: randomUUID, say };
  try {
    const secrets = await prepareDemo(deps, access.secrets);
    await writeAccess(accessPath, { ...access, secrets });
    if (!play) return;
    await playDemo(deps, secrets, playCustomer);
    console.log(`\nPlayed. Console: ${url}/customers/${DEMO}/incidents  Mails: ${url}/mailbox  (Ctrl-C ends)`);
  } catch (error) {
    if (ending) return;
    console.error(`The demo stopped: ${error instanceof Error ? error.message : "unknown"} The house goes on.`);
  }
}

let ending = false;

/** What is under way is answered 503 first. */
function stopWithoutWriting(): void {
  if (ending) return;
  ending = true;
  console.error(
    "Nothing can be written to the disk any more, so the house stops: start it again, nothing accepted is lost.",
  );
  setTimeout(() => process.exit(1), 200);
}

/** A terminal's Ctrl-C comes to us and, through our launcher, a second time. */
function stopOnSignal(close: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      void close().finally(() => process.exit(0));
    });
}

interface Greeting {
  url: string;
  baseUrl: string;
  tokens: Record<string, string>;
  passwords: Record<string, string>;
  data: string;
  accessPath: string;
}

function greet({ url, baseUrl, tokens, passwords, data, accessPath }: Greeting): void {
  const users = Object.entries(passwords).map(([user, password]) => `  ${user.padEnd(8)} ${password}`);
  console.log(`Hikeshi listens on ${url} (this machine only)
  Console            ${url}/customers/${DEMO}/incidents
  Mailbox            ${url}/mailbox
  API                ${url}/v1/openapi.json
  Endpoint simulator ${baseUrl}
  Data               ${data}
Sign in to the console as
${users.join("\n")}
Tokens (Authorization: Bearer …; also in ${accessPath})`);
  for (const [role, token] of Object.entries(tokens)) console.log(`  ${role.padEnd(8)} ${token}`);
}

/** What the person can mend, in a sentence; nothing for a defect. */
function sentence(error: unknown, port: number): string | undefined {
  if (error instanceof Misuse) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return `Port ${port} or ${port + 1} is taken: choose another with --port.`;
  if (code === "EACCES" || code === "EPERM" || code === "ENOTDIR" || code === "EEXIST" || code === "EROFS")
    return `The data folder or the port cannot be used (${code}): choose another with --data or --port.`;
  return undefined;
}

let port = 0;
try {
  const options = readOptions(process.argv.slice(2), process.env);
  port = options.port;
  if (options.help) console.log(HELP);
  else await main(options);
} catch (error) {
  console.error(sentence(error, port) ?? error);
  process.exit(1);
}
