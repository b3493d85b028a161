import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { type ApiHouse, apiHouse } from "../../api-house.ts";

/** One of a list, as far as the tests look at it. */
interface Listed {
  [field: string]: unknown;
  details: Record<string, unknown>;
}

const SIGNED = "/v1/customers/acme/sources/generic";
const CARRIED = "/v1/customers/acme/sources/eset";

async function houseWithSources(): Promise<{ house: ApiHouse; written: string[]; lines: string[] }> {
  const house = await apiHouse();
  const written: string[] = [];
  const lines: string[] = [];
  const { table, log } = house.deps;
  const put = table.put.bind(table);
  table.put = (item, expected) => {
    written.push(JSON.stringify(item));
    return put(item, expected);
  };
  log.info = (line) => void lines.push(JSON.stringify(line));
  log.error = log.info;
  await house.call("PUT", SIGNED, { as: "admin", body: { vendor: "generic", credential: "signature" } });
  await house.call("PUT", CARRIED, { as: "admin", body: { vendor: "eset", credential: "secret" } });
  return { house, written, lines };
}

const addSecret = async (house: ApiHouse, path: string): Promise<{ secretId: string; secret: string }> =>
  (await house.call("POST", `${path}/secrets`, { as: "customer" })).body;

let messages = 0;
function sendSigned(house: ApiHouse, secret: string) {
  messages += 1;
  const id = `msg_${messages}`;
  const body = readFileSync("examples/payloads/detections.generic.json", "utf8");
  const at = new Date(house.clock.now);
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(at.getTime() / 1000),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
  return house.call("POST", "/v1/webhooks/acme/generic", { body, headers });
}
const sendCarried = (house: ApiHouse, secret: string) =>
  house.call("POST", "/v1/webhooks/acme/eset", { body: "[]", headers: { authorization: `Bearer ${secret}` } });

test("a source is put as often as one likes, and only a change is audited", async () => {
  const { house } = await houseWithSources();
  const body = { vendor: "generic", credential: "signature" };
  const answer = await house.call("PUT", SIGNED, { as: "admin", body });
  expect(answer.body).toEqual({
    name: "generic",
    vendor: "generic",
    credential: "signature",
    secretIds: [],
    webhook: "/v1/webhooks/acme/generic",
    webhookUrl: "https://console.hikeshi.test/v1/webhooks/acme/generic",
  });
  const { body: page } = await house.call("GET", "/v1/customers/acme/audit", { as: "customer" });
  expect(page.audit.map((one: Listed) => [one.what, one.details.source]).sort()).toEqual([
    ["source-created", "eset"],
    ["source-created", "generic"],
  ]);
});

test("two active secrets both verify, a retired one does not", async () => {
  const { house } = await houseWithSources();
  for (const [path, send] of [
    [SIGNED, sendSigned],
    [CARRIED, sendCarried],
  ] as const) {
    const first = await addSecret(house, path);
    expect((await send(house, first.secret)).status).toBe(202);
    const second = await addSecret(house, path);
    expect((await send(house, first.secret)).status).toBe(202);
    expect((await send(house, second.secret)).status).toBe(202);
    const retire = () => house.call("DELETE", `${path}/secrets/${first.secretId}`, { as: "customer" });
    expect(await retire()).toMatchObject({ status: 200, body: { secretIds: [second.secretId] } });
    expect((await send(house, first.secret)).status).toBe(401);
    expect((await send(house, second.secret)).status).toBe(202);
    expect(await retire()).toMatchObject({ status: 200, body: { secretIds: [second.secretId] } });
    expect([...house.secrets.values()]).not.toContain(first.secret);
  }
});

test("secrets have 256 bits in the form that their kind wants", async () => {
  const { house } = await houseWithSources();
  const signature = await addSecret(house, SIGNED);
  expect(Buffer.from(signature.secret.replace("whsec_", ""), "base64")).toHaveLength(32);
  expect(signature.secret).toMatch(/^whsec_/);
  expect((await addSecret(house, CARRIED)).secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test("a fourth secret is refused until one is retired", async () => {
  const { house } = await houseWithSources();
  const { secretId } = await addSecret(house, SIGNED);
  await addSecret(house, SIGNED);
  await addSecret(house, SIGNED);
  const add = () => house.call("POST", `${SIGNED}/secrets`, { as: "admin" });
  expect(await add()).toMatchObject({ status: 409, body: { code: "too-many-secrets" } });
  expect(house.secrets.size).toBe(3);
  await house.call("DELETE", `${SIGNED}/secrets/${secretId}`, { as: "admin" });
  expect(await add()).toMatchObject({ status: 201 });
});

test("a secret stands in no record, no log line and no later answer, not even in the repeat of its request", async () => {
  const { house, written, lines } = await houseWithSources();
  const headers = { "idempotency-key": "mine" };
  const add = () => house.call("POST", `${SIGNED}/secrets`, { as: "admin", headers });
  const { secretId, secret } = (await add()).body;
  const password = "correct horse";
  const connector = { settings: { region: "jpn" }, credential: { username: "api@acme.test", password } };
  const put = await house.call("PUT", CARRIED, {
    as: "admin",
    body: { vendor: "eset", credential: "secret", connector },
  });
  expect(put.status).toBe(200);
  const later = [
    put,
    await add(),
    await house.call("GET", "/v1/customers/acme/sources", { as: "admin" }),
    await house.call("GET", "/v1/customers/acme/audit", { as: "admin" }),
  ];
  expect(later[1]).toMatchObject({ status: 201, body: { secretId } });
  expect(house.secrets.get(`customers/acme/sources/generic/${secretId}`)).toBe(secret);
  expect(written.length).toBeGreaterThan(0);
  expect(lines.length).toBeGreaterThan(0);
  for (const text of [...written, ...lines, JSON.stringify(later)]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(password);
  }
});

test("the secret is in the store before the record names it, and leaves it after", async () => {
  const { house } = await houseWithSources();
  const order: string[] = [];
  const { table, secrets } = house.deps;
  const [put, keep, retire] = [table.put.bind(table), secrets.put, secrets.retire];
  table.put = (item, expected) => {
    if (item.sk.startsWith("SOURCE#")) order.push("record");
    return put(item, expected);
  };
  secrets.put = (name, value) => {
    order.push("store");
    return keep(name, value);
  };
  secrets.retire = (name) => {
    order.push("retired");
    return retire(name);
  };
  const { secretId } = await addSecret(house, SIGNED);
  await house.call("DELETE", `${SIGNED}/secrets/${secretId}`, { as: "admin" });
  expect(order).toEqual(["store", "record", "record", "retired"]);
});

test("the connector's credential goes to the secret store and goes with the connector", async () => {
  const { house } = await houseWithSources();
  const name = "customers/acme/connectors/eset";
  const put = (connector?: object) =>
    house.call("PUT", CARRIED, { as: "admin", body: { vendor: "eset", credential: "secret", connector } });
  const credential = { username: "api@acme.test", password: "p" };
  await put({ settings: { region: "jpn" }, credential });
  expect(JSON.parse(house.secrets.get(name) ?? "")).toEqual(credential);
  expect(await put({ settings: { region: "eu" } })).toMatchObject({
    status: 200,
    body: { connector: { settings: { region: "eu" } } },
  });
  expect(house.secrets.has(name)).toBe(true);
  await put();
  expect(house.secrets.has(name)).toBe(false);
});

test.each([
  [{ vendor: "nobody", credential: "secret" }, "vendor"],
  [{ vendor: "constructor", credential: "secret" }, "vendor"],
  [{ vendor: "eset", credential: "secret", connector: { settings: { region: "mars" } } }, "connector.settings.region"],
  [{ vendor: "generic", credential: "secret", connector: { settings: {} } }, "connector"],
])("what a source cannot be is named: %j", async (body, path) => {
  const house = await apiHouse();
  const answer = await house.call("PUT", CARRIED, { as: "admin", body });
  expect(answer).toMatchObject({ status: 400, body: { fields: [{ path }] } });
  expect((await house.call("GET", "/v1/customers/acme/sources", { as: "admin" })).body).toEqual({ sources: [] });
});

test("a source does not change its kind of credential under active secrets", async () => {
  const { house } = await houseWithSources();
  await addSecret(house, CARRIED);
  const connector = { settings: { region: "jpn" }, credential: { username: "api@acme.test", password: "p" } };
  const body = { vendor: "eset", credential: "signature", connector };
  const answer = await house.call("PUT", CARRIED, { as: "admin", body });
  expect(answer).toMatchObject({ status: 409, body: { code: "active-secrets" } });
  expect(house.secrets.has("customers/acme/connectors/eset")).toBe(false);
});

test("a secret of an unknown source, and the path of another store entry, are not found", async () => {
  const { house } = await houseWithSources();
  expect((await house.call("POST", "/v1/customers/acme/sources/none/secrets", { as: "admin" })).status).toBe(404);
  const escaping = await house.call("DELETE", `${SIGNED}/secrets/..%2F..%2Fconnectors%2Feset`, { as: "customer" });
  expect(escaping.status).toBe(404);
});

test("a source whose product only detects may name the product that acts on its computers", async () => {
  const house = await apiHouse();
  const put = (connector: unknown) =>
    house.call("PUT", "/v1/customers/acme/sources/generic", {
      as: "admin",
      body: { vendor: "generic", credential: "signature", connector },
    });
  expect((await put({ settings: {} })).body.fields).toEqual([
    { path: "connector", message: "not a product that acts" },
  ]);
  expect((await put({ vendor: "generic", settings: {} })).body.fields[0].path).toBe("connector.vendor");
  const answer = await put({
    vendor: "eset",
    settings: { region: "jpn" },
    credential: { username: "u", password: "p" },
  });
  expect(answer).toMatchObject({ status: 200, body: { connector: { vendor: "eset", settings: { region: "jpn" } } } });
  expect((await house.deps.connectors("acme", "generic"))?.supports).toContain("isolate");
});
