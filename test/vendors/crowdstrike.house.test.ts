// CrowdStrike live through the whole house: Fusion's webhook brings an alert, the host is contained since its process can
// be neither stopped nor removed here, the host itself confirms it, and a person lets it go again.
import { afterEach, beforeEach, expect, it } from "vitest";
import { alert, computerId, host, secret, settings, stream } from "./crowdstrike/proof.ts";
import { type FalconServer, openFalcon } from "./crowdstrike/server.ts";
import { type ProductHouse, productHouse, SENDER_SECRET } from "./product-house.ts";

let server: FalconServer;
let at: ProductHouse;
beforeEach(async () => {
  server = await openFalcon();
  server.hosts.set(computerId, { ...host(), groups: [] });
  at = await productHouse("crowdstrike", settings(server.baseUrl), secret);
});
afterEach(async () => {
  await at.house.close();
  await server.close();
});
const tell = (body: string) => at.tell(body, { "x-api-key": SENDER_SECRET });

it("from the alert to the release", async () => {
  const { status, results } = await tell(alert);
  expect([status, results.map(({ outcome }) => outcome)]).toEqual([202, ["opened"]]);
  const [{ incidentId }] = results;
  // The same event by the stream.
  expect((await tell(stream)).results).toMatchObject([{ outcome: "duplicate", incidentId }]);
  await at.house.until(incidentId, "on-hold");
  expect(server.journal).toEqual([`contained ${computerId}`]);
  const told = (await at.house.timeline(incidentId)).join("\n");
  expect(told).toMatch(/isolat.*confirmed|confirmed.*isolat/i);

  const release = { computerIds: [computerId], override: { reason: "Rebuilt from the image." } };
  const answer = await at.house.call("analyst", "POST", `/incidents/${incidentId}/release`, release);
  expect(answer).toMatchObject({ status: 202, body: { computers: [{ outcome: "requested" }] } });
  await at.house.pass(10 * 60_000);
  expect(server.journal).toEqual([`contained ${computerId}`, `normal ${computerId}`]);
});

it("an exempt host is not contained by itself", async () => {
  server.hosts.set(computerId, { ...host(), groups: [], tags: ["FalconGroupingTags/exempt"] });
  const [{ incidentId }] = (await tell(alert)).results;
  await at.house.until(incidentId, "on-hold");
  expect(server.journal).toEqual([]);
  expect(server.hosts.get(computerId)?.status).toBe("normal");
});
