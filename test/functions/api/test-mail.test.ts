import { expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";

const PATH = "/v1/customers/acme/test-mail";
const send = (house: ApiHouse, as: string, more: object = {}) =>
  house.call("POST", PATH, { as, body: { address: "soc@acme.test" }, ...more });

test("a recipient gets a test in its own language; who is none gets nothing", async () => {
  const house = await apiHouse();
  expect(await send(house, "customer")).toMatchObject({ status: 200, body: { state: "sent" } });
  expect(house.mails).toMatchObject([{ to: "soc@acme.test", subject: "[TEST] Test of the notices by mail" }]);
  const stranger = await house.call("POST", PATH, { as: "customer", body: { address: "x@elsewhere.test" } });
  expect(stranger).toMatchObject({ status: 404, body: { code: "recipient-not-found" } });
  for (const as of ["analyst", "support"]) expect((await send(house, as)).status).toBe(403);
  expect((await send(house, "other")).status).toBe(404);
  expect(house.mails).toHaveLength(1);
});

test("one a minute, ten an hour; the same request is the same mail", async () => {
  const house = await apiHouse();
  const headers = { "idempotency-key": "once" };
  for (let times = 0; times < 2; times += 1)
    expect((await send(house, "customer", { headers })).body).toEqual({ state: "sent" });
  expect(house.mails).toHaveLength(1);
  expect(await send(house, "customer")).toMatchObject({ status: 429, headers: { "retry-after": "60" } });
  for (let count = 1; count < 10; count += 1) {
    house.clock.now += 61_000;
    expect((await send(house, "admin")).status).toBe(200);
  }
  house.clock.now += 61_000;
  expect(await send(house, "customer")).toMatchObject({ status: 429, headers: { "retry-after": "3600" } });
  house.clock.now += 3_600_000;
  expect((await send(house, "customer")).status).toBe(200);
});

test("a mailer that does not answer now is tried again", async () => {
  const house = await apiHouse();
  const down = { ...house.deps, mailer: { send: () => Promise.reject(new Unavailable("down", "none")) } };
  expect((await send(house, "customer", { on: down })).body).toEqual({ state: "pending" });
  house.clock.now += 5 * 60_000;
  await sweep(house.deps);
  expect(house.mails).toHaveLength(1);
});

test("a request that stopped on its way is done again at once, under its own key", async () => {
  const house = await apiHouse();
  const { table } = house.deps;
  const failing = {
    ...house.deps,
    table: {
      ...table,
      put: (...[item, expected]: Parameters<typeof table.put>) =>
        item.sk.startsWith("NOTICE#") && expected !== "absent"
          ? Promise.reject(new Unavailable("down", "none"))
          : table.put(item, expected),
    },
  };
  const headers = { "idempotency-key": "again" };
  expect((await send(house, "customer", { headers, on: failing })).status).toBe(503);
  expect(await send(house, "customer", { headers })).toMatchObject({ status: 200, body: { state: "sent" } });
  expect(house.mails).toHaveLength(1);
});
