// What an Idempotency-Key promises beside "the same request gets the same answer".
import { expect, test } from "vitest";
import { apiHouse } from "../../api-house.ts";

const settings = { name: "New" };
const create = { as: "admin", body: { customerId: "new-one", settings }, headers: { "idempotency-key": "k" } };

test("a request that failed for a passing reason may be tried again at once under its key", async () => {
  const house = await apiHouse();
  const { put } = house.deps.table;
  let failures = 0;
  house.deps.table.put = async (item, expected) => {
    if (item.sk === "CUSTOMER#new-one" && failures === 0) {
      failures += 1;
      const { Unavailable } = await import("../../../core/errors.ts");
      throw new Unavailable("throttled", "none");
    }
    return put(item, expected);
  };
  expect(await house.call("POST", "/v1/customers", create)).toMatchObject({ status: 503 });
  expect(await house.call("POST", "/v1/customers", create)).toMatchObject({ status: 201 });
});

test("a customer cannot take the house's own name", async () => {
  const house = await apiHouse();
  const answer = await house.call("POST", "/v1/customers", { as: "admin", body: { customerId: "house", settings } });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body.fields)).toContain("customerId");
});
