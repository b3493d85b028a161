// Recommended actions outlive the incident: D3 is resolved, its passwords are still to be changed.
import { afterEach, expect, test } from "vitest";
import { computersOf, type TestHouse, testHouse } from "../house.ts";
import { d3 } from "../stories.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const reminders = () => house.subjects().filter((subject) => subject.includes("reminder"));

let house: TestHouse;
afterEach(() => house.close());

async function resolved(): Promise<string> {
  house = await testHouse({ computers: computersOf(d3("2026-01-04")) });
  const id = (await house.send(d3("2026-01-04"))).body.results[0].incidentId;
  await house.until(id, "resolved");
  return id;
}

test("open recommended actions of a finished incident are reminded, ever less often, and hold nothing", async () => {
  const id = await resolved();
  await house.pass(0.9 * DAY, HOUR);
  expect(reminders()).toHaveLength(0);
  await house.pass(0.2 * DAY, HOUR);
  expect(reminders()).toHaveLength(1);
  await house.pass(1.5 * DAY, HOUR);
  expect(reminders()).toHaveLength(1);
  await house.pass(1 * DAY, HOUR);
  expect(reminders()).toHaveLength(2);
  await house.pass(80 * DAY, HOUR);
  expect(reminders()).toHaveLength(5);
  expect((await house.incident(id)).status).toBe("resolved");
});

test("what the customer has done is reminded no more", async () => {
  const id = await resolved();
  const { body } = await house.call("customer", "GET", `/incidents/${id}`);
  for (const { recommendedId } of body.recommended) {
    expect(
      (await house.call("customer", "POST", `/incidents/${id}/recommended-actions/${recommendedId}/attestation`, {}))
        .status,
    ).toBeLessThan(300);
  }
  await house.pass(10 * DAY, HOUR);
  expect(reminders()).toHaveLength(0);
});
