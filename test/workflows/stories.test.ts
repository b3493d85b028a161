// The acceptance stories, through the whole house: webhook, records, workflow, product, mails.
import { afterEach, expect, test } from "vitest";
import { computersOf, type TestHouse, type TestHouseOptions, testHouse } from "../house.ts";
import { COMPUTER, d1, d3, g2, n1, n2 } from "../stories.ts";

let house: TestHouse;
afterEach(() => house.close());

const story = async (detections: ReturnType<typeof d1>, options: TestHouseOptions = {}) => {
  house = await testHouse({ computers: computersOf(detections), ...options });
  const answer = await house.send(detections);
  expect(answer.status).toBe(202);
  return answer.body.results[0].incidentId as string;
};
const network = (name: keyof typeof COMPUTER) => house.endpoints.computer(COMPUTER[name])?.network;

test("N1: what was only blocked closes itself, and nothing is done to certutil.exe", async () => {
  const id = await story(n1());
  await house.until(id, "closed");
  expect(house.endpoints.requests).toMatchObject({ });
  expect(house.endpoints.journal).toEqual([]);
  expect(await house.timeline(id)).toContain("Commented: Certutil dropped a suspicious executable, which was subsequently blocked. No actions needed");
});

test("G2: isolates first, kills and removes, and waits for the customer", async () => {
  const id = await story(g2("2026-01-04"));
  await house.until(id, "on-hold");
  expect(network("SV-SQL01")).toBe("isolated");
  expect(house.endpoints.computer(COMPUTER["SV-SQL01"])?.broken).toEqual([]);
  console.log((await house.timeline(id)).slice(-25), house.subjects(), house.endpoints.journal.map(j=>j.event+" "+(j as any).detail));
});
test("D3", async () => {
  const id = await story(d3("2026-01-04"));
  await house.until(id, "resolved");
  console.log((await house.timeline(id)).slice(-25), house.subjects());
});
test("D1", async () => {
  const id = await story(d1("2026-01-04"));
  await house.until(id, "on-hold");
  console.log((await house.timeline(id)).slice(-35), house.subjects());
});
test("N2", async () => {
  const id = await story(n2(180));
  await house.until(id, "on-hold");
  console.log((await house.timeline(id)).slice(-5), house.subjects(), house.endpoints.journal.length);
});
