// What the documents say is true: commands, paths, rooms, routes; both languages say the same; the README's shell blocks are run.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apis, routes } from "../functions/routes.ts";
import { writeAccess } from "../local/access.ts";
import { prepareDemo } from "../local/demo.ts";
import { openHouse } from "../local/house.ts";
import { listen } from "../local/http.ts";
import { createIssuer, ISSUER } from "../local/issuer.ts";
import { createPages } from "../local/pages.ts";
import { runCustomer } from "../operate/customer/run.ts";
import { send } from "../operate/sending.ts";
import { personId, putPerson } from "../records/customers.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const english = read("README.md");
const japanese = read("README.ja.md");
const decisions = readdirSync(join(root, "docs/decisions")).map((name) => `docs/decisions/${name}`);
const documents = [
  "README.md",
  "README.ja.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "docs/architecture.md",
  "docs/api.md",
  "docs/operations.md",
  ...decisions,
];
const manifest = JSON.parse(read("package.json")) as { scripts: Record<string, string>; version: string };

/** Fenced and indented blocks. */
const shellBlocks = (text: string): string[] => [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
const indented = (text: string): string[] =>
  [...text.matchAll(/^ {4}(\S.*)$/gm)].map(([, line = ""]) => line.replace(/\s+#.*$/, "").trim());
const headings = (text: string): number[] => [...text.matchAll(/^(#+) /gm)].map(([, marks = ""]) => marks.length);
const inlineCode = (text: string): string[] =>
  [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
const commandsOf = (text: string): string[] => [...new Set(text.match(/npm (?:run )?[a-z]+/g) ?? [])].sort();

/** `a/b.ts`, `README.md`; not an address, a route, a file of a data folder, or what lies in node_modules. */
const isPath = (code: string): boolean =>
  /^[\w.*{},-]+(\/[\w.*{},-]*)*$/.test(code) &&
  (/^[\w.-]+\//.test(code) || /\.(ts|mjs|md|json|grit|ndjson|log)$/.test(code)) &&
  !/^(data|customers|node_modules|lint|[\w-]+\.(db|eml))(\/|$)/.test(code) &&
  !/^(access|secrets|issuer|openapi|NNNN).*$/.test(code);

describe.each(documents)("%s", (name) => {
  const text = read(name);

  test("names only scripts that exist", () => {
    for (const [, script = ""] of text.matchAll(/npm run (?:-s )?([a-z]+)/g)) expect(manifest.scripts, `npm run ${script}`).toHaveProperty(script);
    if (/npm start/.test(text)) expect(manifest.scripts).toHaveProperty("start");
  });

  test("names only files and folders that exist", () => {
    const here = name.split("/").slice(0, -1).join("/");
    const folders = ["", here, "functions/intake", "functions/api", "functions/response", "functions/sweep"];
    for (const path of inlineCode(text).filter(isPath).filter((code) => !code.includes("*") && !code.includes("{")))
      expect(folders.some((folder) => existsSync(join(root, folder, path))), path).toBe(true);
  });

  test("its links lead somewhere", () => {
    for (const [, target = ""] of text.matchAll(/\]\(([^)#\s]+)/g))
      if (!target.startsWith("http")) expect(existsSync(join(root, name, "..", target)), target).toBe(true);
  });
});

describe("the README", () => {
  test.each([english, japanese])("has at most 150 lines", (text) => expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(150));

  test("says the same in both languages: headings, commands, blocks to run, names", () => {
    expect(headings(japanese)).toEqual(headings(english));
    expect(commandsOf(japanese)).toEqual(commandsOf(english));
    expect(shellBlocks(japanese)).toEqual(shellBlocks(english));
    expect(indented(japanese)).toEqual(indented(english));
    expect([...new Set(inlineCode(japanese))].filter((code) => code !== "--language ja").sort()).toEqual([...new Set(inlineCode(english))].sort());
  });

  test.each([
    ["English", english],
    ["Japanese", japanese],
  ])("maps exactly the rooms that exist (%s)", (_language, text) => {
    const ignored = read(".gitignore").split("\n").map((line) => line.replace(/\/$/, ""));
    const rooms = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !ignored.includes(entry.name))
      .map(({ name }) => name);
    const mapped = [...text.matchAll(/^(\w+)\/ {2,}\S/gm)].map(([, name = ""]) => name);
    expect(mapped.sort()).toEqual(rooms.sort());
  });

  test.each([english, japanese])("names every option of npm start", (text) => {
    const help = /const HELP = `([\s\S]*?)`/.exec(read("local/main.ts"))?.[1] ?? "";
    const options = help.match(/--[a-z-]+/g) ?? [];
    expect(options.length).toBeGreaterThan(4);
    for (const option of options) expect(text).toContain(option);
  });
});

test("docs/api.md lists every route, each with the roles that may, and no other", () => {
  const roles = new Map(apis.map(({ definition }) => [definition.name, definition.roles.join(", ")]));
  const wanted = routes.map((route) => `${route.method} ${route.path} | ${roles.get(route.function) ?? route.caller}`);
  const listed = [...read("docs/api.md").matchAll(/^\| `([A-Z]+ \/\S+)` \| ([^|]+?) \|/gm)].map(([, route, who]) => `${route} | ${who}`);
  expect(listed).toEqual(wanted);
});

test("docs/architecture.md names every state of the workflow", () => {
  const { States } = JSON.parse(read("workflows/incident-response.asl.json")) as { States: Record<string, unknown> };
  for (const state of Object.keys(States)) expect(read("docs/architecture.md")).toContain(state);
});

test("every decision has context, choice and price, and the records count without a gap", () => {
  expect(decisions.map((path) => Number(/(\d{4})-/.exec(path)?.[1])).sort()).toEqual(decisions.map((_path, index) => index + 1));
  for (const path of decisions) expect(read(path).match(/^## .*$/gm), path).toEqual(["## Context", "## Choice", "## Price"]);
});

test("CHANGELOG.md speaks of the present version", () => expect(read("CHANGELOG.md")).toContain(`## [${manifest.version}]`));

const hasTools = ["bash", "curl", "openssl", "od"].every((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0);

describe("what the documents tell to run, run against a house", () => {
  let folder = "";
  let url = "";
  let close = async () => {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "readme-"));
    symlinkSync(join(root, "examples"), join(folder, "examples"));
    const data = join(folder, "data");
    const sleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
    const house = { serviceName: "Hikeshi MDR", from: "mdr@hikeshi.example", consoleUrl: "http://127.0.0.1:1", analysts: [] };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const local = await openHouse({ data, house, log, now: Date.now, sleep, random: Math.random, fetch });
    const issuer = await createIssuer(join(data, "issuer.json"), Date.now);
    const http = await listen(0, local.deps, issuer, createPages({ table: local.deps.table, mailbox: local.mailbox, house }));
    url = `http://127.0.0.1:${http.port}`;
    const tokens: Record<string, string> = { customer: await issuer.token("customer", 1) };
    for (const role of ["admin", "analyst", "support"] as const) {
      const person = { issuer: ISSUER, subject: role, name: role, role, language: "en" as const };
      await putPerson(local.deps.table, "house", { ...person, personId: personId(ISSUER, role) });
      tokens[role] = await issuer.token(role, 1);
    }
    const secrets = await prepareDemo({ url, tokens, issuer: ISSUER, endpointsUrl: "http://127.0.0.1:9", fetch, sleep, say: () => {} }, {});
    await writeAccess(join(data, "access.json"), { url, tokens, secrets });
    close = async () => {
      await http.close();
      local.close();
    };
  });
  afterAll(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  const bash = async (block: string): Promise<string> =>
    (await promisify(execFile)("bash", ["-euc", block.replaceAll("http://127.0.0.1:8080", url)], { cwd: folder })).stdout;

  test.skipIf(!hasTools)("the signed curl is answered with 202 and a result per detection", async () => {
    const [signed = ""] = shellBlocks(english);
    const answer = await bash(signed);
    expect(answer).toContain("HTTP/1.1 202");
    expect(JSON.parse(answer.split("\r\n\r\n").at(-1) ?? "").results).toHaveLength(2);
    const forged = await bash(signed.replace('hexkey:"$key"', "hexkey:00"));
    expect(forged).toContain("HTTP/1.1 401");
  });

  test.skipIf(!hasTools)("the API's curl lists incidents", async () => {
    const [, list = ""] = shellBlocks(english);
    expect(JSON.parse(await bash(list))).toHaveProperty("incidents");
  });

  const told = documents.flatMap((name) => indented(read(name))).filter((line) => /^npm run (send|customer) -- /.test(line));
  test("there are commands to run", () => expect(told.length).toBeGreaterThan(4));

  test.each(told)("%s", async (line) => {
    const [, command, rest = ""] = /^npm run (\w+) -- (.*)$/.exec(line) ?? [];
    const args = (rest.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', "")).map((word) => (word.startsWith("examples/") ? join(root, word) : word));
    const printed: string[] = [];
    const world = { fetch, write: (text: string) => void printed.push(text), warn: (text: string) => void printed.push(text), env: {}, now: Date.now, newId: () => crypto.randomUUID() };
    const run = command === "send" ? send : runCustomer;
    const code = await run([...args, "--data", join(folder, "data")], world);
    expect(code, printed.join("")).toBe(0);
  });
});
