// Graph's subscription, kept by the house: made, renewed, made anew, and what changed meanwhile is read.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refusal, Unavailable } from "../../../core/errors.ts";
import { defender } from "../../../vendors/defender/index.ts";
import { createConnector } from "../../../vendors/defender/response.ts";
import type { Connector } from "../../../vendors/vendor.ts";
import { faults } from "../faults.ts";
import { openFaulty } from "../faulty.ts";
import type { ConnectorProof } from "../proof.ts";
import { alert, defenderProof, secret, settings } from "./proof.ts";
import { type DefenderServer, openDefender } from "./server.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BEGUN = "2026-01-05T00:00:00.000Z";

let server: DefenderServer;
let webhook: Server;
let notificationUrl: string;
let now: number;
let senderSecret: string | undefined;
let cursor: string | undefined;

beforeEach(async () => {
  [now, senderSecret, cursor] = [Date.parse(BEGUN), "the-secret", undefined];
  server = await openDefender();
  server.graph.now = () => now;
  // The house's own webhook, as far as Graph asks it.
  webhook = createServer((request, response) => {
    const query = Object.fromEntries(new URL(request.url ?? "/", "http://localhost").searchParams);
    const echo = defender.handshake?.(query);
    response.writeHead(echo === undefined ? 401 : 200, { "content-type": "text/plain" }).end(echo);
  });
  await new Promise<void>((done) => webhook.listen(0, "127.0.0.1", done));
  notificationUrl = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/v1/webhooks/acme/defender`;
});
afterEach(async () => {
  await server.close();
  await new Promise((done) => webhook.close(done));
});

const deps = () => ({ fetch, now: () => now, sleep: async () => undefined, random: Math.random });
const connect = (baseUrl = server.baseUrl, more: object = {}): Connector =>
  createConnector({ ...settings(baseUrl), notificationUrl, ...more }, async () => secret, deps());

/** As the house polls: page by page, each cursor kept. Resolves to the ids of the alerts that were read. */
async function poll(
  connector: Connector,
  failures = 0,
): Promise<{ ids: string[]; heard: boolean; notBefore?: string }> {
  const asked = { since: BEGUN, failures, senderSecret: async () => senderSecret };
  const ids: string[] = [];
  let heard = false;
  for (;;) {
    const polled = await connector.polling?.poll("subscription", cursor, asked);
    if (polled === undefined) throw new Error("it keeps no subscription");
    cursor = polled.cursor;
    heard ||= polled.heard !== false;
    ids.push(...polled.bodies.flatMap((body) => JSON.parse(body).detections.map((one: any) => one.id)));
    if (!polled.more) return { ids, heard, ...(polled.notBefore === undefined ? {} : { notBefore: polled.notBefore }) };
  }
}

const tell = (id: string, at: number) =>
  server.alerts.set(id, { ...JSON.parse(alert), id, lastUpdateDateTime: new Date(at).toISOString() });
const standing = () => server.graph.subscriptions.map(({ id, clientState }) => `${id} ${clientState}`);

describe("the subscription", () => {
  it("is made once, with the source's secret, for alerts and for itself, and not looked at for ten minutes", async () => {
    const { notBefore } = await poll(connect());
    expect(server.graph.subscriptions).toMatchObject([
      {
        id: "s-1",
        resource: "security/alerts_v2",
        changeType: "created,updated",
        notificationUrl,
        lifecycleNotificationUrl: notificationUrl,
        clientState: "the-secret",
        expirationDateTime: new Date(now + 2 * DAY).toISOString(),
      },
    ]);
    expect(notBefore).toBe(new Date(now + 10 * MINUTE).toISOString());
    expect(cursor).not.toContain("the-secret");
    now += 10 * MINUTE;
    expect(await poll(connect())).toMatchObject({ ids: [], heard: false });
    expect(server.graph.journal).toEqual(["make s-1"]);
  });

  it("lives on for a month of polls, renewed once a day, and is never without", async () => {
    const connector = connect();
    for (let tenMinutes = 0; tenMinutes < 30 * 24 * 6; tenMinutes += 1) {
      await poll(connector);
      now += 10 * MINUTE;
    }
    expect(standing()).toEqual(["s-1 the-secret"]);
    const renewed = server.graph.journal.filter((line) => line === "renew s-1").length;
    expect([renewed, server.graph.journal.length]).toEqual([29, 30]);
  });

  it("is made anew where it is gone, and what changed since it was last seen is read, page by page", async () => {
    const connector = connect();
    tell("before", now - 20 * MINUTE);
    await poll(connector);
    now += 10 * MINUTE;
    await poll(connector);
    now += 3 * DAY;
    for (let number = 0; number < 120; number += 1) tell(`a-${number}`, now - 2 * DAY + Math.floor(number / 3));
    const { ids, heard } = await poll(connector);
    expect([...new Set(ids)].toSorted()).toEqual(
      Array.from({ length: 120 }, (_one, number) => `a-${number}`).toSorted(),
    );
    expect(heard).toBe(true);
    expect(standing()).toEqual(["s-2 the-secret"]);
  });

  it("reads alerts though more of one instant than a page holds, and though answers are too large at first", async () => {
    for (let number = 0; number < 130; number += 1) tell(`a-${number}`, now);
    const { ids } = await poll(connect(), 1);
    expect(new Set(ids).size).toBe(130);
  });

  it("follows the source's newest secret, and the webhook's address: one is left", async () => {
    await poll(connect());
    senderSecret = "another";
    now += 10 * MINUTE;
    await poll(connect());
    expect(standing()).toEqual(["s-2 another"]);
    const moved = notificationUrl.replace("acme", "other");
    await poll(connect(server.baseUrl, { notificationUrl: moved }));
    expect(server.graph.subscriptions.map((one) => one.notificationUrl)).toEqual([moved]);
  });

  it("is tidied after a crash between what Graph made and what was kept", async () => {
    await poll(connect());
    cursor = undefined;
    await poll(connect());
    expect(standing()).toEqual(["s-2 the-secret"]);
    // Of somebody else, or of another resource: never touched.
    const other = { ...server.graph.subscriptions[0], id: "x" } as any;
    server.graph.subscriptions.push({ ...other, notificationUrl: "https://elsewhere.example/" });
    cursor = undefined;
    await poll(connect());
    expect(server.graph.subscriptions.map(({ id }) => id).toSorted()).toEqual(["s-3", "x"]);
  });

  it("is not made without a secret, with one that Graph does not take, or where the settings do not say so", async () => {
    senderSecret = undefined;
    await expect(poll(connect())).rejects.toBeInstanceOf(Unavailable);
    senderSecret = "x".repeat(129);
    await expect(poll(connect())).rejects.toMatchObject({ code: "defender-client-state" });
    expect(connect(server.baseUrl, { notificationUrl: undefined }).polling).toBeUndefined();
    expect(server.graph.journal).toEqual([]);
    expect(() => connect(server.baseUrl, { notificationUrl: "http://house.example/" })).toThrow(Refusal);
  });
});

describe("whatever one of Graph's answers is", () => {
  const { connector: given } = defenderProof;
  if (given === undefined) throw new Error("no connector");
  const proof: ConnectorProof = {
    ...given,
    isWrite: ({ method, url }) => url.includes("/subscriptions") && method !== "GET",
  };

  it.each(faults.flatMap((row) => (["write", "question", "token"] as const).map((part) => ({ ...row, part }))))(
    "$name ($part), there is one subscription in the end, and no alert is lost",
    async ({ fault, times, part }) => {
      const front = await openFaulty({ baseUrl: server.baseUrl, close: async () => {}, done: () => 0 }, proof);
      const connector = connect(front.baseUrl);
      const read: string[] = [];
      const once = async () => {
        const { ids } = await poll(connector).catch((error: unknown) => {
          if (error instanceof Refusal || error instanceof Unavailable) return { ids: [] };
          throw error;
        });
        read.push(...ids);
        now += 10 * MINUTE;
      };
      tell("first", now);
      front.tell(part, fault, times);
      await once();
      front.heal();
      await once();
      // A day later it is to be renewed, and is not; in the end it is gone.
      now += DAY;
      front.tell(part, fault, times);
      await once();
      front.heal();
      now += 3 * DAY;
      tell("while there was none", now - DAY);
      front.tell(part, fault, times);
      await once();
      front.heal();
      for (let rest = 0; rest < 3; rest += 1) await once();
      expect(new Set(read)).toEqual(new Set(["first", "while there was none"]));
      expect(standing()).toEqual([expect.stringMatching(/^s-\d the-secret$/)]);
      expect(front.strayed()).toBe(0);
      await front.close();
    },
    20_000,
  );
});

describe("what Graph tells of the subscription", () => {
  const fetchOf = async (event: string, more: object = {}) => {
    const connector = connect(server.baseUrl, more);
    const body = JSON.stringify({
      value: [{ subscriptionId: "s-1", lifecycleEvent: event, clientState: "the-secret" }],
    });
    const [item] = (await defender.parser())(body, BEGUN);
    if (item?.kind !== "reference") throw new Error("no reference");
    return connector.fetchDetections?.(item.id, new Date(now).toISOString());
  };

  it("that it must be authorised again: it is renewed at once", async () => {
    await poll(connect());
    now += 60 * MINUTE;
    expect(await fetchOf("reauthorizationRequired")).toMatchObject([{ kind: "skipped" }]);
    expect(server.graph.journal).toEqual(["make s-1", "renew s-1"]);
    expect(server.graph.subscriptions[0]?.expirationDateTime).toBe(new Date(now + 2 * DAY).toISOString());
  });

  it("that it was removed: the next poll makes it anew", async () => {
    await poll(connect());
    server.graph.subscriptions = [];
    expect(await fetchOf("subscriptionRemoved")).toMatchObject([{ kind: "skipped" }]);
    now += 10 * MINUTE;
    await poll(connect());
    expect(standing()).toEqual(["s-2 the-secret"]);
  });

  it("that notifications were missed: the alerts of a day are taken in, also without a subscription of the house's", async () => {
    expect(await fetchOf("missed")).toMatchObject([{ kind: "skipped" }]);
    tell("a-1", now - 60 * MINUTE);
    tell("a-2", now - 2 * DAY);
    const items = await fetchOf("missed", { notificationUrl: undefined });
    expect(items?.map(({ kind }) => kind)).toEqual(["detection"]);
  });

  it("is a person's to do where it is too much, or where somebody else made the subscription", async () => {
    for (let number = 0; number < 250; number += 1) tell(`a-${number}`, now);
    await expect(fetchOf("missed")).rejects.toMatchObject({ code: "defender-look-for-missed-alerts" });
    for (const event of ["reauthorizationRequired", "subscriptionRemoved"])
      await expect(fetchOf(event, { notificationUrl: undefined })).rejects.toBeInstanceOf(Refusal);
  });
});
