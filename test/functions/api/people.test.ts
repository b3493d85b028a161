import { expect, test } from "vitest";
import { personId } from "../../../records/customers.ts";
import { apiHouse, ISSUER } from "../../api-house.ts";

/** One of a list, as far as the tests look at it. */
interface Listed {
  [field: string]: unknown;
  details: Record<string, unknown>;
}

const PEOPLE = "/v1/customers/acme/people";
const named = (subject: string, role: string) => ({ issuer: ISSUER, subject, name: subject, role });

test("everyone learns who they are and which customers are theirs", async () => {
  const house = await apiHouse();
  const me = async (as: string) => (await house.call("GET", "/v1/me", { as })).body;
  const [acme, other] = ["acme", "other"].map((customerId) => ({ customerId, name: customerId }));
  expect(await me("analyst")).toMatchObject({ person: { role: "analyst" }, customers: [acme, other] });
  expect(await me("customer")).toMatchObject({ person: { role: "customer" }, customers: [acme] });
  expect(await me("other")).toMatchObject({ customers: [other] });
  expect(await house.call("GET", "/v1/me", { as: "stranger" })).toMatchObject({ status: 403 });
  await house.call("DELETE", `${PEOPLE}/${personId(ISSUER, "customer")}`, { as: "admin" });
  expect(await house.call("GET", "/v1/me", { as: "customer" })).toMatchObject({ status: 403 });
});

test("a customer's people are described under their customer", async () => {
  const house = await apiHouse();
  const mine = await house.call("GET", "/v1/customers/acme/me", { as: "customer" });
  expect(mine.body).toEqual({
    personId: personId(ISSUER, "customer"),
    issuer: ISSUER,
    subject: "customer",
    name: "customer person",
    role: "customer",
    language: "en",
  });
  expect(await house.call("GET", "/v1/customers/acme/me", { as: "other" })).toMatchObject({ status: 404 });
});

test("a person may do what was given, at once, and no longer after removal", async () => {
  const house = await apiHouse();
  const put = () => house.call("PUT", PEOPLE, { as: "customer", body: named("colleague", "customer") });
  expect(await put()).toMatchObject({ status: 200, body: { role: "customer", language: "ja" } });
  expect(await put()).toMatchObject({ status: 200 });
  expect((await house.call("GET", PEOPLE, { as: "colleague" })).body.people).toHaveLength(2);
  const path = `${PEOPLE}/${personId(ISSUER, "colleague")}`;
  expect(await house.call("DELETE", path, { as: "customer" })).toMatchObject({
    body: { removed: { name: "colleague" } },
  });
  expect((await house.call("GET", PEOPLE, { as: "colleague" })).status).toBe(404);
  expect((await house.call("DELETE", path, { as: "customer" })).status).toBe(404);
  const audit = await house.call("GET", "/v1/customers/acme/audit", { as: "admin" });
  expect(audit.body.audit.map((one: Listed) => one.what).sort()).toEqual(["person-put", "person-removed"]);
});

test("a customer neither makes, changes nor removes people of other roles", async () => {
  const house = await apiHouse();
  const put = (as: string, role: string) => house.call("PUT", PEOPLE, { as, body: named("guest", role) });
  expect(await put("customer", "analyst")).toMatchObject({ status: 403, body: { code: "role-not-yours" } });
  expect(await put("admin", "analyst")).toMatchObject({ status: 200 });
  expect(await put("customer", "customer")).toMatchObject({ status: 403 });
  const path = `${PEOPLE}/${personId(ISSUER, "guest")}`;
  expect(await house.call("DELETE", path, { as: "customer" })).toMatchObject({ status: 403 });
  expect((await house.call("GET", "/v1/customers/acme/me", { as: "guest" })).body.role).toBe("analyst");
  const audit = await house.call("GET", "/v1/customers/acme/audit", { as: "admin" });
  expect(audit.body.audit).toHaveLength(1);
});

test("nobody is admin of one customer, and nobody of the house is a customer", async () => {
  const house = await apiHouse();
  const admin = await house.call("PUT", PEOPLE, { as: "admin", body: named("x", "admin") });
  expect(admin).toMatchObject({ status: 400, body: { fields: [{ path: "role" }] } });
  const customer = await house.call("PUT", "/v1/people", { as: "admin", body: named("x", "customer") });
  expect(customer).toMatchObject({ status: 400, body: { fields: [{ path: "role" }] } });
});

test("the last admin stays, whether by removal or by another role", async () => {
  const house = await apiHouse();
  const path = `/v1/people/${personId(ISSUER, "admin")}`;
  const demote = () => house.call("PUT", "/v1/people", { as: "admin", body: named("admin", "analyst") });
  expect(await house.call("DELETE", path, { as: "admin" })).toMatchObject({
    status: 409,
    body: { code: "last-admin" },
  });
  expect(await demote()).toMatchObject({ status: 409, body: { code: "last-admin" } });
  await house.call("PUT", "/v1/people", { as: "admin", body: named("second", "admin") });
  expect(await demote()).toMatchObject({ status: 200 });
  expect((await house.call("GET", "/v1/people", { as: "admin" })).status).toBe(403);
  const people = await house.call("GET", "/v1/people", { as: "second" });
  expect(people.body.people.filter((one: Listed) => one.role === "admin")).toHaveLength(1);
  const audit = await house.call("GET", "/v1/audit", { as: "second" });
  expect(audit.body.audit.map((one: Listed) => one.what)).toEqual(["person-put", "person-put"]);
});

test("two admins who remove each other at once leave at least one", async () => {
  const house = await apiHouse();
  await house.call("PUT", "/v1/people", { as: "admin", body: named("second", "admin") });
  const remove = (as: string, who: string) => house.call("DELETE", `/v1/people/${personId(ISSUER, who)}`, { as });
  const { table } = house.deps;
  const original = table.remove.bind(table);
  let raced = false;
  table.remove = async (key, version) => {
    if (!raced) {
      raced = true;
      await remove("second", "admin");
    }
    return original(key, version);
  };
  expect(await remove("admin", "second")).toMatchObject({ status: 409, body: { code: "last-admin" } });
  expect((await house.call("GET", "/v1/people", { as: "second" })).status).toBe(200);
});
