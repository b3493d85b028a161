// A computer that was off when it was to be isolated: once the product has given up, a person may press again.
import { afterEach, expect, test } from "vitest";
import { computersOf, type TestHouse, testHouse } from "../house.ts";
import { COMPUTER, g2 } from "../stories.ts";

const SERVER = COMPUTER["SV-SQL01"];
const press = () => house.call("analyst", "POST", `/computers/${SERVER}/isolation`, { reason: "again" });

let house: TestHouse;
afterEach(() => house.close());

test("an isolation that nobody could show is asked for again when a person presses again, and not before the product gave up", async () => {
  house = await testHouse({ computers: computersOf(g2("2026-01-04")) });
  house.endpoints.tell(SERVER, { kind: "offline" });
  const id = (await house.send(g2("2026-01-04"))).body.results[0].incidentId;
  await house.until(id, "on-hold");
  const tasks = () =>
    house.endpoints.journal.filter(({ event, detail }) => event === "task-created" && detail?.includes("isolate"))
      .length;
  expect(tasks()).toBe(1);
  expect((await press()).body).toMatchObject({ state: "unconfirmed" });
  expect(tasks()).toBe(1);
  await house.pass(30 * 60_000);
  house.endpoints.tell(SERVER, { kind: "online" });
  expect(house.endpoints.computer(SERVER)?.network).toBe("connected");
  await press();
  await house.pass(5 * 60_000);
  expect(tasks()).toBe(2);
  expect(house.endpoints.computer(SERVER)?.network).toBe("isolated");
  expect(house.subjects().filter((subject) => subject.includes("has been isolated"))).toHaveLength(1);
  expect((await house.timeline(id)).filter((line) => line.startsWith("Confirmed: isolate"))).toHaveLength(1);
});
