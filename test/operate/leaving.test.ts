// `npm run customer -- export` and `erase`, as a person types them.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { runCustomer } from "../../operate/customer/run.ts";
import { personId, putPerson, readCustomer } from "../../records/customers.ts";
import { seed } from "../functions/api/incident-seed.ts";
import { type Typed, typed } from "./house-fetch.ts";
import { NOW, startStage } from "./stage.ts";

let at: Typed;
beforeEach(async () => {
  at = await typed();
});

const customer = (...words: string[]): Promise<number> => {
  at.world.err = "";
  return runCustomer([...words, "--data", at.folder], at.world);
};
const isThere = async () => (await readCustomer(at.house.deps.table, "acme")) !== undefined;
const linesOf = (file: string) =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("an export is a new file of JSON lines for its owner alone, with its beginning and its end", async () => {
  await seed(at.house);
  const file = join(at.folder, "acme.jsonl");
  expect(await customer("export", "acme", "--to", file)).toBe(0);
  const lines = linesOf(file);
  expect(lines[0]).toEqual({ kind: "export", format: 1, customerId: "acme", at: "2026-01-05T00:00:00.000Z" });
  expect(lines[1]).toMatchObject({ kind: "customer", value: { customerId: "acme" } });
  expect(lines.at(-1)).toEqual({ kind: "end", records: lines.length - 2 });
  expect(lines.map(({ kind }) => kind)).toContain("detection");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(existsSync(`${file}.part`)).toBe(false);
  expect(at.world.out).toContain(`records: ${lines.length - 2}`);
});

test("it overwrites nothing, and what breaks off is not taken for whole", async () => {
  const file = join(at.folder, "acme.jsonl");
  const { fetch } = at.world;
  at.world.fetch = () => Promise.reject(new TypeError("fetch failed"));
  expect(await customer("export", "acme", "--to", file)).toBe(1);
  expect(readdirSync(at.folder)).toContain("acme.jsonl.part");
  expect(existsSync(file)).toBe(false);
  at.world.fetch = fetch;
  expect(await customer("export", "acme", "--to", file)).toBe(0);
  expect(linesOf(file).at(-1).kind).toBe("end");
  expect(await customer("export", "acme", "--to", file)).toBe(2);
  expect(at.world.err).toBe(`${file} exists already.\n`);
  expect(await customer("export", "acme")).toBe(2);
  expect(at.world.err).toBe("--to is needed.\n");
});

test("erasing asks for the customer's name, and does nothing under another one", async () => {
  const asked: string[] = [];
  for (const answer of ["", "ACME", "other"]) {
    at.world.ask = async (question) => {
      asked.push(question);
      return answer;
    };
    expect(await customer("erase", "acme")).toBe(2);
    expect(at.world.err).toContain("nothing was done");
  }
  expect(asked[0]).toContain("Type the customer's name (acme)");
  expect(await customer("erase", "acme", "--name", "other")).toBe(2);
  expect(await isThere()).toBe(true);
  expect(at.requests.filter(({ url }) => url.endsWith("/erasure"))).toEqual([]);
});

test("it goes on by itself until nothing is left, and takes the local secrets along", async () => {
  await customer("source", "acme", "generic");
  await customer("source", "other", "generic");
  at.world.ask = async () => "acme";
  const began = at.house.clock.now;
  expect(await customer("erase", "acme")).toBe(0);
  expect(at.world.out).toContain("state: erased");
  expect(at.world.err).toContain("Its sources have ended.");
  expect(at.house.clock.now - began).toBe(60_000);
  expect(await isThere()).toBe(false);
  const { secrets } = JSON.parse(readFileSync(join(at.folder, "access.json"), "utf8"));
  expect(Object.keys(secrets)).toEqual(["other/generic"]);
  expect(await customer("erase", "acme", "--name", "acme")).toBe(1);
  expect(at.world.err).toContain("customer-not-found");
});

test("broken off while it waits, it is given again and ends", async () => {
  at.world.ask = async () => "acme";
  const { sleep } = at.world;
  at.world.sleep = () => Promise.reject(new Error("interrupted"));
  await expect(customer("erase", "acme")).rejects.toThrow("interrupted");
  expect(await isThere()).toBe(true);
  at.world.sleep = sleep;
  expect(await customer("erase", "acme")).toBe(0);
  expect(await isThere()).toBe(false);
});

test("a refusal is told as the house says it", async () => {
  await seed(at.house);
  expect(await customer("erase", "acme", "--name", "acme")).toBe(1);
  expect(at.world.err).toMatch(/^409 incidents-open: /);
});

test("a house on AWS is exported and erased with the credentials of whoever types", async () => {
  const stage = await startStage();
  try {
    await putPerson(stage.table, "house", {
      personId: personId("https://id.example", "admin"),
      issuer: "https://id.example",
      subject: "admin",
      name: "Sato",
      role: "admin",
      language: "ja",
    });
    let now = NOW;
    const world = {
      ...stage.world,
      now: () => now,
      sleep: async (milliseconds: number) => {
        now += milliseconds;
      },
    };
    const run = (...words: string[]) => runCustomer([...words, "--stage", "prod"], world);
    expect(await run("create", "acme", "--name", "Acme")).toBe(0);
    expect(await run("source", "acme", "generic")).toBe(0);
    const file = join(at.folder, "acme.jsonl");
    expect(await run("export", "acme", "--to", file)).toBe(0);
    expect(linesOf(file).map(({ kind }) => kind)).toEqual([
      "export",
      "customer",
      "audit",
      "audit",
      "audit",
      "source",
      "end",
    ]);
    const secret = [...stage.parameters.keys()].filter((name) => name.includes("/customers/acme/"));
    expect(secret).toHaveLength(1);
    expect(await run("erase", "acme", "--name", "Acme")).toBe(0);
    expect(now - NOW).toBe(60_000);
    expect((await stage.table.query({ pk: "C#acme" })).items).toEqual([]);
    expect(await readCustomer(stage.table, "acme")).toBeUndefined();
    expect([...stage.parameters.keys()].filter((name) => name.includes("/customers/acme/"))).toEqual([]);
  } finally {
    await stage.close();
  }
});
