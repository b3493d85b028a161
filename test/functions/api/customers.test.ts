import { expect, test } from "vitest";
import { apiHouse } from "../../api-house.ts";

/** One of a list, as far as the tests look at it. */
interface Listed {
  [field: string]: unknown;
  details: Record<string, unknown>;
}

const settings = { name: "New" };

test("an admin creates a customer, again with the same answer, and not with other settings", async () => {
  const house = await apiHouse();
  const body = { customerId: "new", settings };
  const created = await house.call("POST", "/v1/customers", { as: "admin", body });
  expect(created).toMatchObject({ status: 201, body: { customerId: "new", settings: { timeZone: "Asia/Tokyo" } } });
  house.clock.now += 60_000;
  expect(await house.call("POST", "/v1/customers", { as: "admin", body })).toEqual(created);
  const other = await house.call("POST", "/v1/customers", {
    as: "admin",
    body: { customerId: "new", settings: { ...settings, language: "en" } },
  });
  expect(other).toMatchObject({ status: 409, body: { code: "customer-exists" } });
  const list = await house.call("GET", "/v1/customers", { as: "support" });
  expect(list.body.customers.map((one: Listed) => one.customerId)).toEqual(["acme", "new", "other"]);
  const audit = await house.call("GET", "/v1/customers/new/audit", { as: "admin" });
  expect(audit.body.audit.map((one: Listed) => one.what)).toEqual(["customer-created"]);
});

test("wrong fields of a customer are all named and nothing is created", async () => {
  const house = await apiHouse();
  const body = { customerId: "No Spaces", settings: { name: "", timeZone: "Mars" } };
  const answer = await house.call("POST", "/v1/customers", { as: "admin", body });
  expect(answer.status).toBe(400);
  expect(answer.body.fields.map(({ path }: Listed) => path)).toEqual([
    "customerId",
    "settings.name",
    "settings.timeZone",
  ]);
});

test("settings change only for who says which version was seen", async () => {
  const house = await apiHouse();
  const path = "/v1/customers/acme/settings";
  const read = await house.call("GET", path, { as: "support" });
  expect(read.headers).toMatchObject({ etag: '"1"' });
  const body = { ...read.body, csirt: "SOC", policy: { ...read.body.policy, isolationCeiling: { computers: 1 } } };
  const put = (as: string, headers: Record<string, string>) => house.call("PUT", path, { as, body, headers });
  expect(await put("customer", {})).toMatchObject({ status: 400, body: { code: "if-match-missing" } });
  expect(await put("customer", { "if-match": '"7"' })).toMatchObject({ status: 409 });
  expect(await put("analyst", { "if-match": '"1"' })).toMatchObject({ status: 403 });
  const done = await put("customer", { "if-match": '"1"' });
  expect(done).toMatchObject({ status: 200, body: { csirt: "SOC" }, headers: { etag: '"2"' } });
  expect(await put("customer", { "if-match": '"1"' })).toMatchObject({ status: 409 });
  expect(await put("admin", { "if-match": '"2"' })).toMatchObject({ status: 200, headers: { etag: '"2"' } });
  expect((await house.call("GET", path, { as: "customer" })).body).toEqual(done.body);
  const audit = await house.call("GET", "/v1/customers/acme/audit", { as: "customer" });
  expect(audit.body.audit).toMatchObject([
    {
      what: "settings-changed",
      byName: "customer person",
      details: { fields: ["csirt", "policy.isolationCeiling.computers"], version: 2 },
    },
  ]);
});

test("of two changes that saw the same version one is refused, and the audit says which", async () => {
  const house = await apiHouse();
  const path = "/v1/customers/acme/settings";
  const { body } = await house.call("GET", path, { as: "admin" });
  const put = (csirt: string) =>
    house.call("PUT", path, { as: "admin", body: { ...body, csirt }, headers: { "if-match": "1" } });
  const table = house.deps.table;
  const original = table.put.bind(table);
  let raced = false;
  table.put = async (item, expected) => {
    if (expected === 1 && !raced) {
      raced = true;
      expect(await put("first")).toMatchObject({ status: 200 });
    }
    return original(item, expected);
  };
  expect(await put("second")).toMatchObject({ status: 409, body: { code: "version" } });
  expect((await house.call("GET", path, { as: "admin" })).body.csirt).toBe("first");
  const audit = await house.call("GET", "/v1/customers/acme/audit", { as: "admin" });
  expect(audit.body.audit.map((one: Listed) => one.what)).toContain("settings-changed-refused");
});

test("the audit is paged, and its cursor is good for that customer's audit only", async () => {
  const house = await apiHouse();
  const path = "/v1/customers/acme/settings";
  let { body } = await house.call("GET", path, { as: "admin" });
  for (let version = 1; version <= 3; version += 1) {
    house.clock.now += 1000;
    body = { ...body, csirt: `SOC ${version}` };
    await house.call("PUT", path, { as: "admin", body, headers: { "if-match": `${version}` } });
  }
  const first = await house.call("GET", "/v1/customers/acme/audit", { as: "admin", query: { limit: "2" } });
  expect(first.body.audit.map((one: Listed) => one.details.version)).toEqual([4, 3]);
  const { cursor } = first.body;
  const rest = await house.call("GET", "/v1/customers/acme/audit", { as: "admin", query: { limit: "2", cursor } });
  expect(rest.body.audit.map((one: Listed) => one.details.version)).toEqual([2]);
  const other = await house.call("GET", "/v1/customers/other/audit", { as: "admin", query: { cursor } });
  expect(other.status).toBe(400);
});

test("the audit is found by kind, with what was refused of it, and by a part of who it was; the house's too", async () => {
  const house = await apiHouse();
  const path = "/v1/customers/acme/settings";
  const { body } = await house.call("GET", path, { as: "admin" });
  const put = (as: string, version: number) =>
    house.call("PUT", path, { as, body: { ...body, csirt: `SOC ${version}` }, headers: { "if-match": `${version}` } });
  for (let version = 1; version <= 3; version += 1) {
    house.clock.now += 1000;
    await put(version === 2 ? "customer" : "admin", version);
  }
  house.clock.now += 1000;
  const source = { vendor: "generic", credential: "secret" };
  await house.call("PUT", "/v1/customers/acme/sources/one", { as: "admin", body: source });
  const found = async (query: Record<string, string>, at = "/v1/customers/acme/audit") => {
    const texts: string[] = [];
    let cursor: string | undefined;
    do {
      const page = { limit: "1", ...query, ...(cursor === undefined ? {} : { cursor }) };
      const answer = await house.call("GET", at, { as: "admin", query: page });
      expect(answer.status).toBe(200);
      texts.push(...answer.body.audit.map((one: Listed) => `${one.what} ${one.byName}`));
      cursor = answer.body.cursor;
    } while (cursor !== undefined);
    return texts;
  };
  const [a, c] = ["settings-changed admin person", "settings-changed customer person"];
  expect(await found({ what: "settings-changed" })).toEqual([a, c, a]);
  expect(await found({ by: "CUSTOMER" })).toEqual([c]);
  expect(await found({ what: "source-created", by: "customer" })).toEqual([]);
  expect(await found({})).toEqual(["source-created admin person", a, c, a]);
  expect((await house.call("GET", "/v1/customers/acme/audit", { as: "admin", query: { what: "x" } })).status).toBe(400);
  // A cursor of one filter is none of another's.
  const page = await house.call("GET", "/v1/customers/acme/audit", { as: "admin", query: { limit: "1", by: "admin" } });
  const { cursor } = page.body;
  expect((await house.call("GET", "/v1/customers/acme/audit", { as: "admin", query: { cursor } })).status).toBe(400);
  const person = { issuer: "https://issuer.test", subject: "new", name: "New", role: "support" };
  await house.call("PUT", "/v1/people", { as: "admin", body: person });
  expect(await found({ what: "person-put" }, "/v1/audit")).toEqual(["person-put admin person"]);
  expect(await found({ by: "nobody" }, "/v1/audit")).toEqual([]);
});
