// A finished incident is kept for the customer's retention, and then nothing of it is left.
import { afterEach, expect, test } from "vitest";
import { readIncident } from "../../records/incidents.ts";
import { incidentPk } from "../../records/keys.ts";
import { CUSTOMER, type TestHouse, testHouse } from "../house.ts";
import { COMPUTER, n1 } from "../stories.ts";

const DAY = 86_400_000;

let house: TestHouse;
afterEach(() => house.close());

test("a finished incident is erased with all its records when its retention is over, and the same again opens a new one", async () => {
  house = await testHouse({ settings: { policy: { retentionDays: 2, reopenWithinDays: 1 } } });
  const first = (await house.send(n1())).body.results[0].incidentId;
  await house.until(first, "closed");
  await house.pass(DAY);
  expect(await readIncident(house.deps.table, CUSTOMER, first)).toBeDefined();
  await house.pass(1.1 * DAY);
  expect(await readIncident(house.deps.table, CUSTOMER, first)).toBeUndefined();
  expect((await house.deps.table.query({ pk: incidentPk(CUSTOMER, first) })).items).toEqual([]);
  const again = await house.send(n1().map((detection) => ({ ...detection, id: "later" })));
  expect(again.body.results[0]).toMatchObject({ outcome: "opened" });
  expect(again.body.results[0].incidentId).not.toBe(first);
  await house.until(again.body.results[0].incidentId, "closed");
  const history = await house.call("customer", "GET", `/computers/${COMPUTER["test1-VM"]}`);
  expect(JSON.stringify(history.body)).not.toContain(first);
});
