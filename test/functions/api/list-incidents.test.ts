import { expect, test } from "vitest";
import { apiHouse } from "../../api-house.ts";

test("another customer's incidents look like a customer that does not exist", async () => {
  const house = await apiHouse();
  expect(await house.call("GET", "/v1/customers/acme/incidents", { as: "customer" })).toMatchObject({
    status: 200,
    body: { incidents: [] },
  });
  expect(await house.call("GET", "/v1/customers/acme/incidents", { as: "other" })).toMatchObject({ status: 404 });
  expect(await house.call("GET", "/v1/customers/nobody/incidents", { as: "other" })).toMatchObject({ status: 404 });
});
