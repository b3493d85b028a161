import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { runCustomer } from "../../operate/customer/run.ts";
import { send } from "../../operate/sending.ts";
import { sendingAs } from "../../operate/sending-as.ts";
import { vendors } from "../../vendors/index.ts";
import { type Typed, typed } from "./house-fetch.ts";

const GENERIC = "examples/payloads/detections.generic.json";
let at: Typed;
beforeEach(async () => {
  at = await typed();
});

async function sent(...args: string[]): Promise<{ code: number; lines: Record<string, string>[] }> {
  at.world.out = "";
  at.world.err = "";
  const code = await send([...args, "--data", at.folder], at.world);
  return {
    code,
    lines: at.world.out
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}
const customer = (line: string) => runCustomer([...line.split(" "), "--data", at.folder], at.world);

test("a file is sent signed, and each detection's result is a line of JSON", async () => {
  await customer("source acme generic");
  const { code, lines } = await sent("generic", GENERIC);
  expect(at.world.err).toBe("");
  expect(code).toBe(0);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).toMatchObject({ deliveryId: expect.any(String), incidentId: expect.any(String) });
    expect(["opened", "attached"]).toContain(line.outcome);
  }
  expect(at.requests.at(-1)?.headers).not.toHaveProperty("authorization");
  expect((await sent("generic", GENERIC)).lines.map(({ outcome }) => outcome)).toEqual(lines.map(() => "duplicate"));
});

test("a source that cannot sign sends its secret", async () => {
  await customer("source acme eset");
  const { code, lines } = await sent("eset", "examples/payloads/certutil.eset.json");
  expect(at.world.err).toBe("");
  expect(code).toBe(0);
  expect(lines[0]).toMatchObject({ outcome: "opened" });
});

test("every product has its way of sending, and no other", () => {
  expect([...sendingAs.keys()].sort()).toEqual([...vendors.keys()].sort());
});

test("a source of another name is sent as the product that is named", async () => {
  await customer("source acme laptops --vendor eset");
  const { code, lines } = await sent("laptops", "examples/payloads/certutil.eset.json", "--as", "eset");
  expect(at.world.err).toBe("");
  expect([code, lines[0]?.outcome]).toEqual([0, "opened"]);
  expect((await sent("laptops", "examples/payloads/certutil.eset.json", "--as", "nobody")).code).toBe(2);
  expect(at.world.err).toContain("nobody is no product");
});

test("which customer's source is meant must be said where several have one of this name", async () => {
  await customer("source acme generic");
  await customer("source other generic");
  expect((await sent("generic", GENERIC)).code).toBe(2);
  expect(at.world.err).toContain("acme, other");
  expect((await sent("generic", GENERIC, "--customer", "other")).code).toBe(0);
  expect(at.requests.at(-1)?.url).toContain("/v1/webhooks/other/generic");
});

test("a refusal is told with every wrong field and ends with 1", async () => {
  await customer("source acme generic");
  const file = join(at.folder, "wrong.json");
  writeFileSync(file, JSON.stringify({ detections: [{ severity: "huge" }] }));
  expect((await sent("generic", file)).code).toBe(1);
  expect(at.world.err).toMatch(/^400 invalid-detections: /);
  expect(at.world.err).toMatch(/^ {2}detections\S*severity: /m);
  expect(at.world.out).toBe("");
});

test("a secret that is given goes before the one that is known", async () => {
  await customer("source acme generic");
  const wrong = `whsec_${Buffer.alloc(32).toString("base64")}`;
  expect((await sent("generic", GENERIC, "--secret", wrong)).code).toBe(1);
  expect(at.world.err).toMatch(/^401 unauthenticated: /);
  expect(at.world.err).not.toContain(wrong);
  expect((await sent("generic", GENERIC, "--secret", "plain")).code).toBe(1);
  expect(at.requests.at(-1)?.headers.authorization).toBe("Bearer plain");
});

test("another house gets no secret of this one", async () => {
  await customer("source acme generic");
  const before = at.requests.length;
  expect((await sent("generic", GENERIC, "--customer", "acme", "--url", "https://elsewhere.test")).code).toBe(2);
  expect(at.requests).toHaveLength(before);
});

test("what cannot be sent at all ends with 2", async () => {
  await customer("source acme generic");
  const latin = join(at.folder, "latin1.json");
  writeFileSync(latin, Buffer.from([0x22, 0xe9, 0x22]));
  for (const args of [
    ["generic"],
    ["generic", "no-such-file"],
    ["unknown", GENERIC],
    ["generic", latin],
    ["generic", GENERIC, "--strange"],
  ]) {
    expect((await sent(...args)).code, args.join(" ")).toBe(2);
    expect(at.world.err, args.join(" ")).not.toBe("");
  }
});
