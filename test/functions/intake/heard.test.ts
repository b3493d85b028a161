// When a source was last heard: written at most once a minute, shown with the source; a silence is told once.
import { beforeEach, describe, expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import { createDeps } from "../../../functions/deps.ts";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { crashing } from "../../records/memory-table.ts";
import { BEARER, type WebhookHouse, webhookHouse } from "./webhook-house.ts";

let house: WebhookHouse;
beforeEach(async () => {
  house = await webhookHouse();
});
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const secret = { authorization: `Bearer ${BEARER}` };
const HEARTBEAT = { text: "<134>1 x HEARTBEAT" };
const beat = () => house.deliver("eset", HEARTBEAT, secret);
const heardWrites = () => house.memory.dump().find(({ sk }) => sk === "HEARD#eset")?.version ?? 0;
const eset = async () => {
  const { body } = await house.call("GET", "/v1/customers/acme/sources", { as: "support", on: house.deps });
  return body.sources.find(({ name }: { name: string }) => name === "eset");
};
const at = (ago = 0) => new Date(house.clock.now - ago).toISOString();

describe("a source", () => {
  test("that was never heard has no time; a heartbeat alone counts as hearing it, also the same one again", async () => {
    expect(await eset()).not.toHaveProperty("lastHeardAt");
    for (let n = 0; n < 2; n += 1) {
      house.clock.now += HOUR;
      expect((await beat()).body.results).toEqual([{ outcome: "skipped", reason: "heartbeat" }]);
      expect(await eset()).toMatchObject({ lastHeardAt: at() });
    }
  });

  test("is written once a minute, however much it sends, also at once", async () => {
    await Promise.all(Array.from({ length: 20 }, beat));
    house.clock.now += MINUTE - 1;
    await beat();
    expect(heardWrites()).toBe(1);
    house.clock.now += 1;
    await beat();
    expect(heardWrites()).toBe(2);
  });

  test("is not heard by what is refused", async () => {
    await house.deliver("eset", HEARTBEAT, { authorization: "Bearer wrong" });
    await house.deliver("generic", { text: "{" }, secret);
    expect(house.memory.dump().filter(({ sk }) => sk.startsWith("HEARD#"))).toEqual([]);
  });

  test("whose hearing cannot be written is answered all the same, and written next time", async () => {
    const { put } = house.deps.table;
    house.deps.table.put = (item, expected) =>
      item.sk.startsWith("HEARD#") ? Promise.reject(new Unavailable("away", "none")) : put(item, expected);
    expect((await beat()).status).toBe(202);
    house.deps.table.put = put;
    expect((await house.deliver("eset", { text: `${HEARTBEAT.text} 2` }, secret)).status).toBe(202);
    expect(await eset()).toMatchObject({ lastHeardAt: at() });
  });
});

describe("a silence", () => {
  const warnings: unknown[] = [];
  const told = () => house.mails.map(({ to, subject }) => `${to} ${subject}`);
  const CUSTOMER = "soc@acme.test [ACTION] Nothing is received from the source eset";
  const ANALYSTS = "analysts@hikeshi.test [ACTION] Nothing is received from the source eset";
  beforeEach(async () => {
    warnings.length = 0;
    house.deps.house.analysts = [{ address: "analysts@hikeshi.test", language: "en", kinds: ["silent-source"] }];
    house.deps.log = { ...house.deps.log, warn: (line) => void warnings.push(line) };
    await beat();
  });
  const later = async (milliseconds: number, deps = house.deps) => {
    house.clock.now += milliseconds;
    return sweep(deps);
  };

  test("is told to the customer and the analysts after 24 hours, once, and stands with the source", async () => {
    const heardAt = at();
    await later(24 * HOUR - 1);
    expect(told()).toEqual([]);
    await later(2);
    expect(told().sort()).toEqual([ANALYSTS, CUSTOMER]);
    expect(warnings).toMatchObject([{ outcome: "silent-source", customer: "acme", source: "eset", hours: 24 }]);
    expect(await eset()).toMatchObject({ lastHeardAt: heardAt, silentSince: at() });
    for (let days = 0; days < 5; days += 1) await later(24 * HOUR);
    expect([told().length, warnings.length]).toEqual([2, 1]);
    // It belongs to no incident.
    expect(house.contents().filter(({ sk }) => sk.startsWith("TIMELINE#"))).toEqual([]);
  });

  test("ends when it is heard again, and the next one is told again", async () => {
    await later(30 * HOUR);
    await beat();
    expect(await eset()).toMatchObject({ lastHeardAt: at() });
    expect(await eset()).not.toHaveProperty("silentSince");
    await later(23 * HOUR);
    expect(told()).toHaveLength(2);
    await later(HOUR + 1);
    expect(told()).toHaveLength(4);
  });

  test("of a source that was never heard is none, nor of one that nobody wants to hear of", async () => {
    const put = (silentAfterHours: number) =>
      house.call("PUT", "/v1/customers/acme/sources/eset", {
        as: "admin",
        on: house.deps,
        body: { vendor: "eset", credential: "secret", silentAfterHours },
      });
    expect((await put(0)).body).toMatchObject({ silentAfterHours: 0 });
    await later(100 * HOUR);
    expect(told()).toEqual([]);
    // The setting counts at once, for a silence that has begun, too.
    await put(1);
    await later(0);
    expect(told()).toHaveLength(2);
    expect((await put(-1)).status).toBe(400);
  });

  test("is told once however often the sweeper crashes on the way", async () => {
    house.clock.now += 24 * HOUR;
    for (let n = 1; n < 30; n += 1) {
      const { secretCache: _s, connectors: _c, house: names, ...ports } = house.deps;
      await sweep(createDeps({ ...ports, table: crashing(house.memory, n, "after") }, names)).catch(() => {});
    }
    await later(2 * MINUTE);
    expect(new Set(told())).toEqual(new Set([ANALYSTS, CUSTOMER]));
    expect(new Set(house.mails.map(({ id }) => id)).size).toBe(2);
    expect(await eset()).toHaveProperty("silentSince");
  });

  test("whose mail nobody asked for is on the log all the same", async () => {
    house.deps.house.analysts = [];
    const settings = { name: "acme", recipients: [{ address: "soc@acme.test", language: "en", kinds: ["created"] }] };
    const path = "/v1/customers/acme/settings";
    expect(
      (await house.call("PUT", path, { as: "admin", on: house.deps, body: settings, headers: { "if-match": "1" } }))
        .status,
    ).toBe(200);
    await later(24 * HOUR + 1);
    expect([told(), warnings.length]).toEqual([[], 1]);
  });
});
