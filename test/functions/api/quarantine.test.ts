// What could not be understood goes through again once the house understands it: once, under an audit record, and kept.
import { beforeEach, describe, expect, test } from "vitest";
import { createDeps } from "../../../functions/deps.ts";
import { findQuarantined } from "../../../records/deliveries.ts";
import { detectionsIn, incidentsIn } from "../../records/detections.ts";
import { crashing } from "../../records/memory-table.ts";
import { n1 } from "../../stories.ts";
import { BEARER, type WebhookHouse, webhookHouse } from "../intake/webhook-house.ts";

let house: WebhookHouse;
let quarantineId: string;
const LIST = "/v1/customers/acme/quarantine";
const UNKNOWN = '{"event_type":"Nobody_Knows_Event","a":1}';
const list = async (as = "analyst") => (await house.call("GET", LIST, { as, on: house.deps })).body.items;
const replay = (id = quarantineId, { as = "analyst", deps = house.deps } = {}) =>
  house.call("POST", `${LIST}/${id}/replay`, { as, on: deps });
/** As if the parser had learned: the item is read as our own JSON. */
const fix = () => house.addSource("acme", "eset", { vendor: "generic" });
/** An item that the fixed parser understands. */
const [event] = n1();

beforeEach(async () => {
  house = await webhookHouse();
  const text = `${UNKNOWN}\n${JSON.stringify(event)}`;
  const { body } = await house.deliver("eset", { text }, { authorization: `Bearer ${BEARER}` });
  expect(body.results).toMatchObject([{ outcome: "quarantined" }, { outcome: "quarantined" }]);
  quarantineId = (await list()).find(({ raw }: { raw: string }) => raw !== UNKNOWN).quarantineId;
});

describe("a quarantined item", () => {
  test("that is not understood yet is refused with the reason, stays, and leaves nothing", async () => {
    const before = house.contents().filter(({ sk }) => sk !== "ANSWER");
    expect(await replay()).toMatchObject({
      status: 409,
      body: { code: "still-not-understood", message: expect.stringMatching(/^It is still not understood: .+\.$/) },
    });
    expect(house.contents().filter(({ sk }) => sk !== "ANSWER")).toEqual(before);
    expect(house.started).toEqual([]);
  });

  test("that is understood by now is placed, stays with what became of it, and stands in the audit", async () => {
    await fix();
    const { status, body } = await replay();
    expect([status, body]).toMatchObject([200, { quarantineId, results: [{ outcome: "opened" }] }]);
    expect(house.started).toEqual([`${body.results[0].incidentId}-1`]);
    expect(await list()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ quarantineId, replayedAt: body.replayedAt, results: body.results }),
      ]),
    );
    const audits = house.contents().filter(({ sk }) => sk.startsWith("AUDIT#"));
    expect(audits.map(({ body: { value } }) => value)).toMatchObject([
      { what: "quarantined-item-replayed", byName: "analyst person", details: { quarantineId, source: "eset" } },
    ]);
    expect(JSON.stringify(audits)).not.toContain(event?.id);
  });

  test("is found by its source, and by whether it went through since", async () => {
    await fix();
    await replay();
    const found = async (query: Record<string, string>) => {
      const { body } = await house.call("GET", LIST, { as: "analyst", on: house.deps, query });
      return body.items.map((item: { quarantineId: string }) => item.quarantineId === quarantineId);
    };
    expect((await found({})).sort()).toEqual([false, true]);
    expect(await found({ state: "waiting" })).toEqual([false]);
    expect(await found({ state: "replayed", source: "eset" })).toEqual([true]);
    expect(await found({ source: "generic" })).toEqual([]);
  });

  test("that is replayed again, also by several at once, has the same answer and one effect", async () => {
    await fix();
    const [first, ...others] = await Promise.all([replay(), replay(), replay()]);
    for (const other of others) expect(other.body).toEqual(first?.body);
    const audits = () => house.contents().filter(({ sk }) => sk.startsWith("AUDIT#")).length;
    const before = audits();
    house.clock.now += 40 * 86_400_000;
    // Whatever the parser of that day makes of it.
    await house.addSource("acme", "eset");
    expect((await replay()).body).toEqual(first?.body);
    expect(audits()).toBe(before);
    expect([detectionsIn(house.memory).length, incidentsIn(house.memory).length, house.started.length]).toEqual([
      1, 1, 1,
    ]);
  });

  test("whose replay crashes at any write goes through when it is asked again", async () => {
    let crashed = 0;
    for (let n = 1; n < 60; n += 1) {
      house = await webhookHouse();
      await house.deliver("eset", { text: JSON.stringify(event) }, { authorization: `Bearer ${BEARER}` });
      [{ quarantineId }] = await list();
      await fix();
      const { secretCache: _s, connectors: _c, house: names, ...ports } = house.deps;
      const deps = createDeps({ ...ports, table: crashing(house.memory, n, "after") }, names);
      if ((await replay(quarantineId, { deps })).status === 200) break;
      crashed += 1;
      expect(await replay(), `after write ${n}`).toMatchObject({
        status: 200,
        body: { results: [{ detectionId: expect.any(String) }] },
      });
      expect([detectionsIn(house.memory).length, house.started.length]).toEqual([1, 1]);
      expect(await findQuarantined(house.memory, "acme", quarantineId)).toMatchObject({
        replayedAt: expect.any(String),
      });
    }
    expect(crashed).toBeGreaterThan(10);
  });

  test("is another customer's to nobody, and its id must be whole", async () => {
    await fix();
    for (const id of ["nothing", quarantineId.slice(0, -1), "", "..%2f"])
      expect((await replay(id)).status, id).toBe(404);
    const elsewhere = await house.call("POST", `/v1/customers/other/quarantine/${quarantineId}/replay`, {
      as: "analyst",
      on: house.deps,
    });
    expect([elsewhere.status, elsewhere.body?.code]).toEqual([404, "quarantined-item-not-found"]);
  });

  test.each([
    ["admin", 200],
    ["analyst", 200],
    ["support", 403],
    ["customer", 403],
    ["other", 404],
  ])("is replayed by %s: %d", async (as, status) => {
    await fix();
    expect((await replay(quarantineId, { as })).status).toBe(status);
  });

  test("whose source is gone says so", async () => {
    await house.addSource("acme", "eset", { vendor: "nobody" });
    expect(await replay()).toMatchObject({ status: 409, body: { code: "source-gone" } });
  });
});
