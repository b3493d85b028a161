// What the documents tell to run is run, against a house in this process: the README's shell blocks and every command line.
import { execFile, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeAccess } from "../local/access.ts";
import { prepareDemo } from "../local/demo.ts";
import { openHouse } from "../local/house.ts";
import { listen } from "../local/http.ts";
import { createIssuer, ISSUER } from "../local/issuer.ts";
import { createPages } from "../local/pages.ts";
import { runCustomer } from "../operate/customer/run.ts";
import { send } from "../operate/sending.ts";
import { personId, putPerson } from "../records/customers.ts";
import { documents, english, indented, read, root, shellBlocks } from "./documents.ts";

const hasTools = ["bash", "curl", "openssl", "od"].every(
  (tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0,
);

describe("what the documents tell to run, run against a house", () => {
  let folder = "";
  let url = "";
  let close = async () => {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "readme-"));
    symlinkSync(join(root, "examples"), join(folder, "examples"));
    const data = join(folder, "data");
    const sleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
    const house = {
      serviceName: "Hikeshi MDR",
      from: "mdr@hikeshi.example",
      consoleUrl: "http://127.0.0.1:1",
      analysts: [],
    };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const local = await openHouse({ data, house, log, now: Date.now, sleep, random: Math.random, fetch });
    const issuer = await createIssuer(join(data, "issuer.json"), Date.now);
    const http = await listen(0, local.deps, issuer, createPages(local.mailbox));
    url = `http://127.0.0.1:${http.port}`;
    const tokens: Record<string, string> = { customer: await issuer.token("customer", 1) };
    for (const role of ["admin", "analyst", "support"] as const) {
      const person = { issuer: ISSUER, subject: role, name: role, role, language: "en" as const };
      await putPerson(local.deps.table, "house", { ...person, personId: personId(ISSUER, role) });
      tokens[role] = await issuer.token(role, 1);
    }
    const secrets = await prepareDemo(
      {
        url,
        tokens,
        issuer: ISSUER,
        endpointsUrl: "http://127.0.0.1:9",
        fetch,
        sleep,
        newId: randomUUID,
        say: () => {},
      },
      {},
    );
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
    (await promisify(execFile)("bash", ["-euc", block.replaceAll("http://127.0.0.1:8080", url)], { cwd: folder }))
      .stdout;

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

  const told = documents
    .flatMap((name) => indented(read(name)))
    // With a stage it speaks to AWS, and who is erased can be sent to no more: test/operate/ plays both.
    .filter((line) => /^npm run (send|customer) -- (?!--stage|erase)/.test(line));
  test("there are commands to run", () => expect(told.length).toBeGreaterThan(4));

  test.each(told)("%s", async (line) => {
    const [, command, rest = ""] = /^npm run (\w+) -- (.*)$/.exec(line) ?? [];
    const args = (rest.match(/"[^"]*"|\S+/g) ?? [])
      .map((word) => word.replaceAll('"', ""))
      .map((word) => (word.startsWith("examples/") ? join(root, word) : word))
      .map((word) => (word.endsWith(".jsonl") ? join(folder, word) : word));
    const printed: string[] = [];
    const world = {
      fetch,
      write: (text: string) => void printed.push(text),
      warn: (text: string) => void printed.push(text),
      ask: async () => "",
      sleep: async () => {},
      env: {},
      now: Date.now,
      newId: () => randomUUID(),
    };
    const run = command === "send" ? send : runCustomer;
    const code = await run([...args, "--data", join(folder, "data")], world);
    expect(code, printed.join("")).toBe(0);
  });
});
