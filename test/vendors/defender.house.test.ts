// Defender live through the whole house: Graph shakes hands and points at an alert, which is fetched; the computer is
// isolated and its file quarantined, each confirmed by its machine action; and a person lets it go again.
import { afterEach, beforeEach, expect, it } from "vitest";
import { alert, computerId, secret, settings, sha1 } from "./defender/proof.ts";
import { type DefenderServer, openDefender } from "./defender/server.ts";
import { type ProductHouse, productHouse, SENDER_SECRET } from "./product-house.ts";

let server: DefenderServer;
let at: ProductHouse;
beforeEach(async () => {
  server = await openDefender();
  server.machines.set(computerId, { id: computerId, machineTags: [] });
  at = await productHouse("defender", settings(server.baseUrl), secret);
});
afterEach(async () => {
  await at.house.close();
  await server.close();
});

const ALERT = "da638712345678901234_-1122334455";
const notified = (clientState: string) =>
  JSON.stringify({
    value: [
      {
        subscriptionId: "b1",
        changeType: "created",
        clientState,
        resource: `security/alerts_v2/${ALERT}`,
        resourceData: { id: ALERT },
      },
    ],
  });

it("from Graph's question to the release", async () => {
  expect(await at.shake({ validationToken: "Validation: 1" })).toEqual({ status: 200, text: "Validation: 1" });
  server.alerts.set(ALERT, JSON.parse(alert));
  expect((await at.tell(notified("wrong"))).status).toBe(401);
  expect(server.seen).toEqual([]);

  const { status, results } = await at.tell(notified(SENDER_SECRET));
  expect([status, results.map(({ outcome }) => outcome)]).toEqual([202, ["opened"]]);
  const [{ incidentId }] = results;
  await at.house.until(incidentId, "on-hold");
  expect(server.journal.toSorted()).toEqual([`Isolate ${computerId}`, `StopAndQuarantineFile ${computerId} ${sha1}`]);
  const told = (await at.house.timeline(incidentId)).join("\n");
  expect(told).toMatch(/isolat.*confirmed|confirmed.*isolat/i);

  const release = { computerIds: [computerId], override: { reason: "Rebuilt from the image." } };
  const answer = await at.house.call("analyst", "POST", `/incidents/${incidentId}/release`, release);
  expect(answer).toMatchObject({ status: 202, body: { computers: [{ outcome: "requested" }] } });
  await at.house.until(incidentId, "resolved");
  expect(server.journal.at(-1)).toBe(`Unisolate ${computerId}`);
});

it("an alert that goes on is the same detection, updated; one that is gone waits in the quarantine", async () => {
  server.alerts.set(ALERT, JSON.parse(alert));
  const [{ incidentId }] = (await at.tell(notified(SENDER_SECRET))).results;
  server.alerts.set(ALERT, { ...JSON.parse(alert), lastActivityDateTime: "2026-01-05T00:30:00Z" });
  const [again] = (await at.tell(notified(SENDER_SECRET).replace("created", "updated"))).results;
  expect(again).toMatchObject({ outcome: "updated", incidentId });
  server.alerts.clear();
  const [gone] = (await at.tell(notified(SENDER_SECRET).replace("created", "Updated"))).results;
  expect(gone).toMatchObject({ outcome: "quarantined", reason: "could not be fetched (defender-not-found)" });
});

it("a computer that never checks in is never said to be isolated", async () => {
  server.offline = true;
  const { results } = await at.tell(alert, { authorization: `Bearer ${SENDER_SECRET}` });
  const [{ incidentId }] = results;
  await at.house.pass(40 * 60_000);
  expect(server.journal).toEqual([]);
  expect(server.actions.filter(({ type }) => type === "Isolate")).toHaveLength(1);
  const told = (await at.house.timeline(incidentId)).join("\n");
  expect(told).toMatch(/not confirmed|could not be confirmed/i);
});
