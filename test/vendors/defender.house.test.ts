// Defender live through the whole house: Graph shakes hands and points at an alert, which is fetched; the computer is
// isolated and its file quarantined, each confirmed by its machine action; and a person lets it go again.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { poll } from "../../functions/poll/poll.ts";
import { changeSource } from "../../records/customers.ts";
import { beginPolling, pollKey, readPoll } from "../../records/polls.ts";
import { defender } from "../../vendors/defender/index.ts";
import { meanwhile } from "../fetch-during.ts";
import { CUSTOMER } from "../house.ts";
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

/** The house's address as Graph asks it. */
async function openWebhook(): Promise<string> {
  const webhook = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://localhost");
    const echo = defender.handshake?.(Object.fromEntries(searchParams));
    response.writeHead(200, { "content-type": "text/plain" }).end(echo);
  });
  await new Promise<void>((done) => webhook.listen(0, "127.0.0.1", done));
  onTestFinished(() => void webhook.close());
  return `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/v1/webhooks/${CUSTOMER}/defender`;
}

it("keeps the subscription by itself, and does what Graph tells of it", async () => {
  const { house } = at;
  const { deps, clock } = house;
  server.graph.now = clock.now;
  const notificationUrl = await openWebhook();
  const connector = { settings: { ...settings(server.baseUrl), notificationUrl } };
  await changeSource(deps.table, CUSTOMER, "defender", (source) => ({ ...source, connector }));
  await beginPolling(deps.table, CUSTOMER, "defender", new Date(clock.now()).toISOString());
  server.alerts.set(ALERT, { ...JSON.parse(alert), lastUpdateDateTime: new Date(clock.now()).toISOString() });
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute += 1) {
      await house.pass(60_000);
      await meanwhile(clock, poll(deps));
    }
    await house.pass(30_000);
  };
  await minutes(2);
  expect(server.graph.subscriptions).toMatchObject([{ clientState: SENDER_SECRET, notificationUrl }]);
  // What changed around its beginning is read: the first notification of it is no news.
  const incidentIds = await house.call("analyst", "GET", "/incidents");
  expect(incidentIds.body.incidents).toHaveLength(1);
  const { seen } = server;
  const before = seen.length;
  await minutes(5);
  expect(seen.slice(before).filter(({ path }) => path.includes("subscriptions"))).toEqual([]);
  const poll10 = await readPoll(deps.table, pollKey(CUSTOMER, "defender"));
  expect(Date.parse(poll10?.pollAt ?? "")).toBeGreaterThan(clock.now() + 60_000);

  const heard = async () =>
    (await deps.table.get({ pk: `C#${CUSTOMER}`, sk: "HEARD#defender" }))?.body as { value: { lastHeardAt: string } };
  const lastHeard = (await heard()).value.lastHeardAt;
  await minutes(90);
  // Looking after the subscription is not hearing the source: a silent one is told of.
  expect((await heard()).value.lastHeardAt).toBe(lastHeard);

  const [{ id = "" } = {}] = server.graph.subscriptions;
  const lifecycle = { subscriptionId: id, lifecycleEvent: "reauthorizationRequired", clientState: SENDER_SECRET };
  const { status, results } = await at.tell(JSON.stringify({ value: [lifecycle] }));
  expect([status, results[0]]).toMatchObject([202, { outcome: "skipped" }]);
  expect(server.graph.journal.at(-1)).toBe(`renew ${id}`);
  const forged = { ...lifecycle, clientState: "guessed" };
  expect((await at.tell(JSON.stringify({ value: [forged] }))).status).toBe(401);
});
