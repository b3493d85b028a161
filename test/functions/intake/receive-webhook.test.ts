// What the webhook does with an authentic delivery: every item once, the same answer again, nothing kept after a refusal.
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { createDeps } from "../../../functions/deps.ts";
import { match } from "../../../functions/routes.ts";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { detectionsIn, incidentsIn } from "../../records/detections.ts";
import { crashing } from "../../records/memory-table.ts";
import { d1, n1, n2 } from "../../stories.ts";
import { BEARER, type WebhookHouse, webhookHouse } from "./webhook-house.ts";

let house: WebhookHouse;
beforeEach(async () => {
  house = await webhookHouse();
});
const secret = { authorization: `Bearer ${BEARER}` };
const json = (value: unknown) => ({ text: JSON.stringify(value) });
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/eset/${name}`, import.meta.url), "utf8");
const records = (prefix: string) => house.contents().filter(({ sk }) => sk.startsWith(prefix));

describe("an authentic delivery", () => {
  test("is answered 202 with one result an item, and all of it is durable by then", async () => {
    const answer = await house.deliver("generic", json(d1()), secret);
    expect(answer).toMatchObject({ status: 202, body: { deliveryId: expect.any(String), results: { length: 5 } } });
    expect(answer.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      "opened",
      ...Array(4).fill("attached"),
    ]);
    expect(detectionsIn(house.memory)).toHaveLength(5);
    expect(incidentsIn(house.memory)).toHaveLength(1);
    expect(house.started).toEqual([`${answer.body.results[0].incidentId}-1`]);
  });

  test("lets its body go once it is placed, and is due no more", async () => {
    await house.deliver("generic", json(n1()), secret);
    const [delivery] = records("DELIVERY");
    expect(delivery).not.toHaveProperty("due");
    expect(delivery?.body.value).not.toHaveProperty("body");
  });

  test("of 200 detections is taken, of 201 refused with the limit named, and lines that are none do not count", async () => {
    expect((await house.deliver("generic", json(n2(200)), secret)).body.results).toHaveLength(200);
    const before = house.contents();
    const refused = await house.deliver("generic", json(n2(201)), secret);
    expect([refused.status, refused.body.code]).toEqual([413, "too-many-detections"]);
    expect(refused.body.message).toContain("200");
    expect(house.contents()).toEqual(before);
    const heartbeats = await house.deliver("eset", { text: "<134>1 x HEARTBEAT\n".repeat(300) }, secret);
    expect([heartbeats.status, heartbeats.body.results.length]).toEqual([202, 300]);
  });

  test("over 256 KiB is refused, by its bytes and not its letters", async () => {
    const fits = { bytes: Buffer.concat([Buffer.from(JSON.stringify(n1())), Buffer.alloc(1000, " ")]) };
    expect((await house.deliver("generic", fits, secret)).status).toBe(202);
    const before = house.contents();
    for (const bytes of [Buffer.alloc(256 * 1024 + 1, " "), Buffer.from("火".repeat(90_000))])
      expect(await house.deliver("generic", { bytes }, secret)).toMatchObject({
        status: 413,
        body: { code: "body-too-large" },
      });
    expect(house.contents()).toEqual(before);
  });

  test("of a sender that can mend it is refused with every wrong field, and nothing of it is kept", async () => {
    const before = house.contents();
    const [good] = n1();
    const answer = await house.deliver(
      "generic",
      json([good, { ...good, id: "", severity: "huge" }, { ...good, id: "3", computer: {}, extra: 1 }]),
      secret,
    );
    expect(answer.status).toBe(400);
    const paths = answer.body.fields.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(["[1].id", "[1].severity", "[2].computer.id", "[2].computer.name", "[2].extra"]),
    );
    expect(house.contents()).toEqual(before);
    expect(house.started).toEqual([]);
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    "[[[[",
    '{"detections":{}}',
    "\u0000",
    '{"__proto__":{"id":"x"}}',
    "[".repeat(50_000),
  ])("that is %j gets a clear 400", async (text) => {
    const before = house.contents();
    const answer = await house.deliver("generic", { text }, secret);
    expect([answer.status, typeof answer.body.code, typeof answer.body.message]).toEqual([400, "string", "string"]);
    expect(house.contents()).toEqual(before);
  });
});

describe("a batch of ESET's", () => {
  const threat = JSON.stringify(JSON.parse(fixture("syslog-threat-removed.json")));
  const batch = [
    threat,
    "<134>1 x HEARTBEAT",
    '{"event_type":"Nobody_Knows_Event","a":1}',
    '{"event_type":',
    fixture("syslog-inspect-alert.json").replace(/\s*\n\s*/g, " "),
  ].join("\n");

  test("places the good items, keeps in quarantine what is not understood, and counts what is none: in order", async () => {
    const { status, body } = await house.deliver("eset", { text: batch }, secret);
    expect(status).toBe(202);
    expect(body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      "opened",
      "skipped",
      "quarantined",
      "quarantined",
      expect.stringMatching(/opened|attached/),
    ]);
    const kept = records("QUARANTINE#").map(({ body: { value } }) => value as Record<string, string>);
    expect(kept.map(({ raw }) => raw).sort()).toEqual(['{"event_type":', '{"event_type":"Nobody_Knows_Event","a":1}']);
    for (const { reason, source } of kept) expect([typeof reason, source]).toEqual(["string", "eset"]);
  });

  test("is quarantined once, however often it comes", async () => {
    const first = await house.deliver("eset", { text: batch }, secret);
    house.clock.now += 3_600_000;
    expect((await house.deliver("eset", { text: batch }, secret)).raw).toBe(first.raw);
    expect(records("QUARANTINE#")).toHaveLength(2);
  });

  test("is not lost because of bytes that are no UTF-8: its sender will not send it again", async () => {
    const bytes = Buffer.concat([
      Buffer.from(threat),
      Buffer.from('\n{"event_type":"'),
      Buffer.from([0x83, 0x65]),
      Buffer.from('"}'),
    ]);
    const { status, body } = await house.deliver("eset", { bytes }, secret);
    expect([status, body.results?.map(({ outcome }: { outcome: string }) => outcome)]).toEqual([
      202,
      ["opened", "quarantined"],
    ]);
  });

  test("told by both channels is one detection", async () => {
    const { syslog, connect } = JSON.parse(fixture("same-event-two-channels.json"));
    const [first] = (await house.deliver("eset", json(syslog), secret)).body.results;
    expect((await house.deliver("eset", json(connect), secret)).body.results).toEqual([
      { ...first, outcome: "duplicate" },
    ]);
  });
});

describe("the same delivery again", () => {
  test("gets the same answer, later too, and changes nothing", async () => {
    const text = JSON.stringify(d1());
    const first = await house.deliver("signed", { text }, house.sign("msg_1", text));
    const before = house.contents();
    house.clock.now += 86_400_000;
    expect((await house.deliver("signed", { text }, house.sign("msg_1", text))).raw).toBe(first.raw);
    expect(house.contents()).toEqual(before);
  });

  test("under its id with another body is refused, and under another id each detection is a duplicate", async () => {
    const [text, other] = [JSON.stringify(n1()), JSON.stringify(d1())];
    const first = await house.deliver("signed", { text }, house.sign("msg_1", text));
    const before = house.contents();
    expect(await house.deliver("signed", { text: other }, house.sign("msg_1", other))).toMatchObject({
      status: 409,
      body: { code: "delivery-id-reused" },
    });
    expect(house.contents()).toEqual(before);
    const again = await house.deliver("signed", { text }, house.sign("msg_2", text));
    expect(again.body.results).toEqual([{ ...first.body.results[0], outcome: "duplicate" }]);
    expect(again.body.deliveryId).not.toBe(first.body.deliveryId);
  });

  test("of a sender without ids is known by its body", async () => {
    const first = await house.deliver("generic", json(n1()), secret);
    expect((await house.deliver("generic", json(n1()), { ...secret, "webhook-id": "any" })).raw).toBe(first.raw);
    const spaced = await house.deliver("generic", { text: JSON.stringify(n1(), null, 1) }, secret);
    expect(spaced.body.results[0].outcome).toBe("duplicate");
  });

  test("ten times at once has one effect and one answer", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => house.deliver("generic", json(d1()), secret)));
    expect(new Set(answers.map(({ raw }) => raw)).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    expect([detectionsIn(house.memory).length, incidentsIn(house.memory).length, house.started.length]).toEqual([
      5, 1, 1,
    ]);
  });

  test("an event that one delivery tells twice is opened once", async () => {
    const [event] = n1();
    const { body } = await house.deliver("generic", json([event, event]), secret);
    expect(body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["opened", "duplicate"]);
    expect((await house.deliver("generic", json([event, event]), secret)).body).toEqual(body);
  });
});

describe("a crash of the intake", () => {
  test("at any write ends as if it had not been, whether its sender or the sweeper does it again", async () => {
    const [event] = n1();
    const batch = json([event, { ...event, id: "n1-2", rule: { id: "B2", name: "Another" } }]);
    const wanted = await house.deliver("generic", batch, secret);
    const undisturbed = house.contents();
    const writes = 60;
    let crashed = 0;
    for (let n = 1; n <= writes; n += 1) {
      const by = n % 2 === 0 ? "sender" : "sweeper";
      house = await webhookHouse();
      const { secretCache: _s, connectors: _c, house: names, ...ports } = house.deps;
      const deps = createDeps({ ...ports, table: crashing(house.memory, n, "after") }, names);
      const first = await house.deliver("generic", batch, secret, { deps });
      if (first.status === 202) break;
      crashed += 1;
      expect(first).toMatchObject({ status: 503, body: { code: "unavailable" } });
      if (by === "sweeper") {
        house.clock.now += 61_000;
        expect((await sweep(house.deps)).failed).toBe(0);
      }
      expect((await house.deliver("generic", batch, secret)).body, `${by} after write ${n}`).toEqual(wanted.body);
      expect(house.contents(), `${by} after write ${n}`).toEqual(undisturbed);
      expect(house.started).toHaveLength(1);
    }
    expect(crashed).toBeGreaterThan(20);
  });

  test("before its workflow was told is swept: the pending reason starts it", async () => {
    const start = house.deps.workflow.start;
    house.deps.workflow.start = () => Promise.reject(new Error("crash"));
    expect((await house.deliver("generic", json(n1()), secret)).status).toBe(500);
    house.deps.workflow.start = start;
    expect(house.started).toEqual([]);
    house.clock.now += 61_000;
    await sweep(house.deps);
    expect(house.started).toHaveLength(1);
    const again = (await sweep(house.deps)).done;
    expect(again).not.toHaveProperty("DELIVERY");
  });
});

test("another method on the webhook's address is told which one it takes, and another address nothing", () => {
  expect(match("GET", "/v1/webhooks/acme/eset")).toEqual({ allowed: ["POST"] });
  expect(match("POST", "/v1/webhooks/acme/eset")).toMatchObject({ params: { customerId: "acme", source: "eset" } });
  for (const path of ["/v1/webhooks/acme", "/v1/webhooks/acme/eset/", "/v1/webhooks//eset", "/V1/webhooks/acme/eset"])
    expect(match("POST", path)).toBeUndefined();
});
