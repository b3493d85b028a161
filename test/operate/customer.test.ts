import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { runCustomer } from "../../operate/customer/run.ts";
import { listPeople, readSource } from "../../records/customers.ts";
import { recordHeard } from "../../records/heard.ts";
import { type Typed, typed, URL_OF_HOUSE } from "./house-fetch.ts";

let at: Typed;
beforeEach(async () => {
  at = await typed();
});

/** Runs it against the house and resolves to exit code and answer. */
type Json = any;
async function customer(line: string, ...more: string[]): Promise<{ code: number; answer: Json }> {
  at.world.out = "";
  at.world.err = "";
  const code = await runCustomer([...line.split(" "), ...more, "--data", at.folder, "--json"], at.world);
  return { code, answer: at.world.out === "" ? undefined : JSON.parse(at.world.out) };
}

test("a customer is created, again without a change, and shown with what it has", async () => {
  expect(await customer("create new --language en --name", "New Ltd.")).toMatchObject({
    code: 0,
    answer: { customerId: "new", settings: { name: "New Ltd.", language: "en", timeZone: "Asia/Tokyo" } },
  });
  expect((await customer("create new --language en --name", "New Ltd.")).code).toBe(0);
  expect((await customer("create new --language ja --name", "New Ltd.")).code).toBe(1);
  expect(at.world.err).toMatch(/^409 customer-exists: /);
  expect((await customer("show new")).answer).toMatchObject({
    settings: { name: "New Ltd." },
    sources: [],
    people: [],
  });
  expect((await customer("list")).answer.customers).toHaveLength(3);
});

test("a source comes with its first secret, which the access file keeps; again it makes none", async () => {
  const connector = join(at.folder, "connector.json");
  writeFileSync(connector, JSON.stringify({ region: "jpn" }));
  const first = await customer("source acme eset --connector", connector);
  expect(first).toMatchObject({ code: 0, answer: { source: { vendor: "eset", credential: "secret" } } });
  const { secret, secretId } = first.answer;
  expect(secret).toMatch(/^.{43}$/);
  expect(at.world.err).toMatch(/only time/);
  const file = join(at.folder, "access.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    kept: "as is",
    secrets: { "acme/eset": { credential: "secret", secret, secretId } },
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const again = await customer("source acme eset");
  expect(again.answer).toMatchObject({ secretIds: [secretId], connector: { settings: { region: "jpn" } } });
  expect(JSON.stringify(again.answer)).not.toContain(secret);
  expect((await customer("source acme eset --no-connector")).answer).not.toHaveProperty("connector");
});

test("how long a source may be silent is set, kept, and shown with when it was last heard", async () => {
  expect((await customer("source acme eset --silent-after-hours 2")).code).toBe(0);
  expect((await customer("source acme eset")).answer).toMatchObject({ silentAfterHours: 2 });
  const source = await readSource(at.house.deps.table, "acme", "eset");
  if (source === undefined) throw new Error("no source");
  const heardAt = new Date(at.house.clock.now).toISOString();
  await recordHeard(at.house.deps.table, "acme", source, heardAt);
  expect((await customer("show acme")).answer.sources).toMatchObject([{ name: "eset", lastHeardAt: heardAt }]);
  expect((await customer("source acme eset --silent-after-hours soon")).code).toBe(1);
  expect(at.world.err).toContain("silentAfterHours");
});

test("a secret is rotated: another one, then the first retired", async () => {
  const { secretId: first } = (await customer("source acme generic")).answer;
  const { secretId: second } = (await customer("secret acme generic")).answer;
  expect((await customer(`secret acme generic --retire ${first}`)).answer.secretIds).toEqual([second]);
  const kept = () => JSON.parse(readFileSync(join(at.folder, "access.json"), "utf8")).secrets["acme/generic"];
  expect(kept()).toMatchObject({ credential: "signature", secretId: second });
  await customer(`secret acme generic --retire ${second}`);
  expect(kept()).toBeUndefined();
  expect((await customer("secret acme nothing")).code).toBe(1);
});

test("people are added to a customer and to the house, and removed", async () => {
  const who = "--issuer https://issuer.test --subject s --name Sato";
  const { personId } = (await customer(`person acme ${who} --role customer`)).answer;
  expect(await listPeople(at.house.deps.table, { customerId: "acme" })).toHaveLength(2);
  expect((await customer(`person acme --remove ${personId}`)).code).toBe(0);
  expect(await listPeople(at.house.deps.table, { customerId: "acme" })).toHaveLength(1);
  expect((await customer(`person --house ${who} --role analyst`)).answer).toMatchObject({ role: "analyst" });
  expect((await customer(`person acme --house ${who} --role analyst`)).code).toBe(2);
  expect((await customer(`person acme ${who}`)).code).toBe(2);
  expect(at.world.err).toBe("--role is needed.\n");
});

test("recipients, policy and settings change one thing and leave the rest", async () => {
  const added = await customer("recipients acme --add new@acme.test --kinds isolated,must-act --language ja");
  expect(added.answer.recipients).toMatchObject([
    { address: "soc@acme.test" },
    { address: "new@acme.test", language: "ja", kinds: ["isolated", "must-act"] },
  ]);
  const fewer = await customer("recipients acme --remove soc@acme.test");
  expect(fewer.answer.recipients).toHaveLength(1);
  const policy = await customer("policy acme --set isolation=false --set isolationCeiling.computers=1");
  expect(policy.answer).toMatchObject({
    isolation: false,
    remediation: true,
    isolationCeiling: { computers: 1, minutes: 10 },
  });
  expect((await customer("policy acme --unset isolation")).answer).toMatchObject({ isolation: true });
  const settings = await customer("settings acme --set timeZone=Europe/Paris --set supportPhone=119");
  expect(settings.answer).toMatchObject({
    timeZone: "Europe/Paris",
    supportPhone: "119",
    recipients: [{ address: "new@acme.test" }],
    policy: { isolationCeiling: { computers: 1 } },
  });
  const changes = (await customer("audit acme")).answer.audit;
  expect(changes.map(({ details }: { details: { fields: string[] } }) => details.fields).reverse()).toHaveLength(5);
});

test("a refusal is told with its fields and ends with 1, a wrong command with 2", async () => {
  expect((await customer("settings acme --set timeZone=Mars")).code).toBe(1);
  expect(at.world.err).toBe(
    "400 invalid-body: Some fields of the body are wrong.\n  timeZone: an IANA time zone such as Asia/Tokyo\n",
  );
  for (const wrong of ["nonsense", "create", "create a b", "list --strange", "settings acme --set novalue"]) {
    expect((await customer(wrong)).code, wrong).toBe(2);
    expect(at.world.err, wrong).not.toBe("");
    expect(at.world.out, wrong).toBe("");
  }
});

test("without --json the answer is text, and names cannot move the cursor", async () => {
  await customer("settings acme --set", "csirt=SOC\u001b[2J");
  at.world.out = "";
  expect(await runCustomer(["settings", "acme", "--data", at.folder], at.world)).toBe(0);
  expect(at.world.out).toContain("timeZone: Asia/Tokyo\n");
  expect(at.world.out).toContain("- address: soc@acme.test\n    language: en\n");
  expect(at.world.out).not.toContain("\u001b");
});

test("another house gets no token of this one", async () => {
  const elsewhere = ["list", "--data", at.folder, "--url", "https://elsewhere.test"];
  expect(await runCustomer(elsewhere, at.world)).toBe(2);
  expect(at.requests).toEqual([]);
  at.world.env = { HIKESHI_TOKEN: "token-analyst" };
  expect(await runCustomer(elsewhere, at.world)).toBe(0);
  expect(at.requests[0]?.headers.authorization).toBe("Bearer token-analyst");
  at.world.env = {};
  const here = ["list", "--data", at.folder, "--url", URL_OF_HOUSE.replace("127.0.0.1", "localhost")];
  expect(await runCustomer(here, at.world)).toBe(0);
});

test("a house that does not answer, and what is no house, are said so", async () => {
  at.world.fetch = () => Promise.reject(new TypeError("fetch failed"));
  expect((await customer("list")).code).toBe(1);
  expect(at.world.err).toContain(`No house answers at ${URL_OF_HOUSE}`);
  for (const text of ["<html>", "[]"]) {
    at.world.fetch = async () => new Response(text);
    expect((await customer("recipients acme")).code).toBe(1);
    expect(at.world.err).toContain("not");
  }
});

test("help names every command", async () => {
  for (const args of [["--help"], []]) {
    at.world.out = "";
    expect(await runCustomer(args, at.world)).toBe(0);
    for (const name of [
      "create",
      "list",
      "show",
      "source",
      "secret",
      "person",
      "recipients",
      "policy",
      "settings",
      "audit",
      "export",
      "erase",
    ])
      expect(at.world.out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  }
});
