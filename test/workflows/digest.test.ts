// What the product handled by itself and is low closes itself, and stands in one mail the next morning.
import { afterEach, expect, test } from "vitest";
import { type TestHouse, testHouse } from "../house.ts";
import { n1 } from "../stories.ts";

let house: TestHouse;
afterEach(() => house.close());

const low = (id: string) =>
  n1().map((detection) => ({ ...detection, id, severity: "low" as const, outcome: "removed" as const }));

test("a low detection that was handled sends no mail of its own, and one digest at nine the next morning in the customer's zone", async () => {
  house = await testHouse();
  const sent = await house.send(low("low-1"));
  const id = sent.body.results[0].incidentId;
  await house.until(id, "closed", "resolved");
  await house.pass(60_000);
  expect(house.subjects()).toEqual([]);
  // The clock began at 2026-01-05T00:00Z, nine in the morning in Tokyo.
  await house.pass(23 * 3_600_000);
  expect(house.subjects()).toEqual([]);
  await house.pass(2 * 3_600_000);
  expect(house.subjects()).toHaveLength(1);
  expect(house.mails[0]?.text).toContain("test1-VM");
  await house.pass(26 * 3_600_000);
  expect(house.subjects()).toHaveLength(1);
});

test("a customer that wants a mail for everything gets one", async () => {
  house = await testHouse({ settings: { policy: { digestUpTo: "none" } } });
  const sent = await house.send(low("low-2"));
  await house.until(sent.body.results[0].incidentId, "closed", "resolved");
  await house.pass(60_000);
  expect(house.subjects()).toHaveLength(2);
});

test("the threshold is a setting: what is medium and handled goes into the digest too", async () => {
  house = await testHouse({ settings: { policy: { digestUpTo: "medium" } } });
  const sent = await house.send(low("low-3").map((detection) => ({ ...detection, severity: "medium" as const })));
  await house.until(sent.body.results[0].incidentId, "closed", "resolved");
  await house.pass(60_000);
  expect(house.subjects()).toEqual([]);
});
