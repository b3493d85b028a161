// Who may deliver: signatures held against the standardwebhooks package, secrets, rotation; and one answer for all others.
import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, test } from "vitest";
import { n1 } from "../../stories.ts";
import { BEARER, KEYS, type WebhookHouse, webhookHouse } from "./webhook-house.ts";

let house: WebhookHouse;
beforeEach(async () => {
  house = await webhookHouse();
});
const text = JSON.stringify(n1());
const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe("a signed delivery", () => {
  test("that the package signed is taken, and one that is signed as we check is taken by the package", async () => {
    expect((await house.deliver("signed", { text }, house.sign("msg_1", text))).status).toBe(202);
    const at = Date.now();
    const timestamp = String(Math.floor(at / 1000));
    const key = Buffer.from(KEYS[0].slice(6), "base64");
    const ours = {
      "webhook-id": "msg_2",
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${createHmac("sha256", key).update(`msg_2.${timestamp}.${text}`).digest("base64")}`,
    };
    expect(() => new Webhook(KEYS[0]).verify(text, ours)).not.toThrow();
    house.clock.now = at;
    expect((await house.deliver("signed", { text }, ours)).status).toBe(202);
  });

  test.each([
    [-5 * MINUTE, 202],
    [-5 * MINUTE - SECOND, 401],
    [5 * MINUTE, 202],
    [5 * MINUTE + SECOND, 401],
  ])("made %d ms from now is answered %d", async (offset, status) => {
    const headers = house.sign("msg_1", text, { at: house.clock.now + offset });
    expect((await house.deliver("signed", { text }, headers)).status).toBe(status);
  });

  test("is taken under header names of any case, and as one of several signatures", async () => {
    const signed = house.sign("msg_1", text);
    const headers = Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toUpperCase(), value]));
    expect((await house.deliver("signed", { text }, headers)).status).toBe(202);
    const several = { ...signed, "webhook-signature": `v1a,xyz v1,AAAA ${signed["webhook-signature"]}` };
    expect((await house.deliver("signed", { text }, several)).status).toBe(202);
  });

  test("is checked over the bytes as received", async () => {
    const body = Buffer.from(`${text}\r\n`);
    const headers = house.sign("msg_1", body.toString());
    expect((await house.deliver("signed", { bytes: body }, headers)).status).toBe(202);
    expect((await house.deliver("signed", { text: JSON.stringify(JSON.parse(text), null, 1) }, headers)).status).toBe(
      401,
    );
    const odd = Buffer.concat([Buffer.from([0xff, 0xfe, 0x80]), Buffer.from(text)]);
    const timestamp = String(Math.floor(house.clock.now / 1000));
    const mac = createHmac("sha256", Buffer.from(KEYS[0].slice(6), "base64"))
      .update(`odd.${timestamp}.`)
      .update(odd);
    const oddHeaders = {
      "webhook-id": "odd",
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${mac.digest("base64")}`,
    };
    // Authentic, so it is told what is wrong.
    expect(await house.deliver("signed", { bytes: odd }, oddHeaders)).toMatchObject({
      status: 400,
      body: { code: "not-utf8" },
    });
  });

  test("may use any of the active secrets and no other", async () => {
    await house.rotate(["two", "one"]);
    const tried = async (key: string) =>
      (await house.deliver("signed", { text }, house.sign("m", text, { key }))).status;
    expect([await tried(KEYS[0]), await tried(KEYS[1]), await tried(KEYS[2])]).toEqual([202, 202, 401]);
    await house.rotate(["two"]);
    expect([await tried(KEYS[0]), await tried(KEYS[1])]).toEqual([401, 202]);
    await house.rotate(["three", "two"]);
    expect([await tried(KEYS[2]), await tried(KEYS[1])]).toEqual([202, 202]);
  });

  test("with a secret that changed under its name is taken after one more look, at most once a minute", async () => {
    const name = "customers/acme/sources/signed/one";
    const reads: string[] = [];
    const get = house.deps.secrets.get;
    house.deps.secrets.get = async (asked) => {
      reads.push(asked);
      return get(asked);
    };
    const tried = async (key: string) =>
      (await house.deliver("signed", { text }, house.sign("m", text, { key }))).status;
    expect(await tried(KEYS[0])).toBe(202);
    house.secrets.set(name, KEYS[1]);
    house.clock.now += 59 * SECOND;
    expect(await tried(KEYS[1])).toBe(401);
    expect(await tried(KEYS[0])).toBe(202);
    house.clock.now += 1 * SECOND;
    expect(await tried(KEYS[1])).toBe(202);
    expect(await tried(KEYS[0])).toBe(401);
    const before = reads.length;
    for (let n = 0; n < 20; n += 1) await tried(KEYS[2]);
    expect(reads).toHaveLength(before);
  });
});

describe("a secret", () => {
  const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;
  test.each<Record<string, string>>([
    { authorization: `Bearer ${BEARER}` },
    { Authorization: `bearer ${BEARER}` },
    { "x-api-key": BEARER },
    { authorization: basic(`eset:${BEARER}`) },
    { authorization: basic(`:${BEARER}`) },
  ])("opens as %j", async (headers) => {
    expect((await house.deliver("generic", { text }, headers)).status).toBe(202);
  });
});

describe("who cannot prove itself", () => {
  const good = () => house.sign("msg_1", text);
  const lasting = { authorization: `Bearer ${BEARER}` };
  const cases: [string, () => Promise<{ status: number; raw: string }>][] = [
    ["an unknown customer", () => house.deliver("generic", { text }, lasting, { customer: "nobody" })],
    ["another customer", () => house.deliver("generic", { text }, lasting, { customer: "other" })],
    ["an unknown source", () => house.deliver("nothing", { text }, lasting)],
    ["a source without secrets", () => house.deliver("keyless", { text }, lasting)],
    ["no credential", () => house.deliver("generic", { text })],
    ["an empty secret", () => house.deliver("generic", { text }, { authorization: "Bearer " })],
    ["an empty key", () => house.deliver("generic", { text }, { "x-api-key": "" })],
    ["a wrong secret", () => house.deliver("generic", { text }, { authorization: "Bearer wrong" })],
    [
      "a part of the secret",
      () => house.deliver("generic", { text }, { authorization: `Bearer ${BEARER.slice(0, -1)}` }),
    ],
    ["another scheme", () => house.deliver("generic", { text }, { authorization: `Digest ${BEARER}` })],
    ["no signature", () => house.deliver("signed", { text })],
    [
      "a secret where a signature is due",
      () => house.deliver("signed", { text }, { authorization: `Bearer ${KEYS[0]}` }),
    ],
    ["a signature where a secret is due", () => house.deliver("generic", { text }, good())],
    ["a wrong signature", () => house.deliver("signed", { text }, { ...good(), "webhook-signature": "v1,AAAA" })],
    [
      "another version",
      () =>
        house.deliver(
          "signed",
          { text },
          { ...good(), "webhook-signature": good()["webhook-signature"]?.replace("v1,", "v2,") ?? "" },
        ),
    ],
    [
      "an old signature",
      () => house.deliver("signed", { text }, house.sign("m", text, { at: house.clock.now - 301_000 })),
    ],
    [
      "a future signature",
      () => house.deliver("signed", { text }, house.sign("m", text, { at: house.clock.now + 301_000 })),
    ],
    [
      "a signature with another time",
      () => house.deliver("signed", { text }, { ...good(), "webhook-timestamp": String(house.clock.now / 1000 + 1) }),
    ],
    ["a time that is none", () => house.deliver("signed", { text }, { ...good(), "webhook-timestamp": "NaN" })],
    ["a signature of another id", () => house.deliver("signed", { text }, { ...good(), "webhook-id": "msg_2" })],
    ["a signature of another body", () => house.deliver("signed", { text: `${text} ` }, good())],
    ["a body that is no JSON", () => house.deliver("generic", { text: "{" }, { authorization: "Bearer wrong" })],
    ["a hostile name", () => house.deliver("constructor", { text }, lasting, { customer: "__proto__" })],
  ];

  test("gets one answer, the same to the byte, and leaves nothing behind", async () => {
    const before = house.contents();
    const answers = new Map<string, string>();
    for (const [name, deliver] of cases) answers.set(name, (await deliver()).raw);
    expect(new Set(answers.values()).size, JSON.stringify([...answers], null, 1)).toBe(1);
    expect(JSON.parse([...answers.values()][0] ?? "")).toMatchObject({ statusCode: 401 });
    expect(house.contents()).toEqual(before);
    expect(house.started).toEqual([]);
  });
});
