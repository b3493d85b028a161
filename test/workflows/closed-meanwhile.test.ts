// A person finishes the incident while the workflow still acts: what is decided after that is decided no more.
import { afterEach, expect, test } from "vitest";
import { computersOf, type TestHouse, testHouse } from "../house.ts";
import { COMPUTER, d3 } from "../stories.ts";

let house: TestHouse;
afterEach(() => house.close());

test("nothing is isolated under an incident that an analyst closed while its kills were unconfirmed", async () => {
  house = await testHouse({ computers: computersOf(d3("2026-01-04")) });
  house.endpoints.tell(COMPUTER["PC-SOUMU03"], { kind: "offline" });
  const id = (await house.send(d3("2026-01-04"))).body.results[0].incidentId;
  await house.until(id, "in-progress");
  await house.pass(60_000);
  const closed = await house.call("analyst", "POST", `/incidents/${id}/status`, {
    status: "closed",
    reason: "a drill",
  });
  expect(closed.status).toBe(200);
  await house.pass(20 * 60_000);
  house.endpoints.tell(COMPUTER["PC-SOUMU03"], { kind: "online" });
  await house.pass(20 * 60_000);
  expect((await house.incident(id)).status).toBe("closed");
  expect(house.endpoints.computer(COMPUTER["PC-SOUMU03"])?.network).toBe("connected");
  const timeline = await house.timeline(id);
  expect(timeline.filter((line) => line.includes("isolate"))).toEqual([]);
  expect(timeline.filter((line) => line.includes("by Hikeshi MDR"))).toEqual([]);
});
