// What a product's folder may bring to the webhook beside its parser: a handshake, a proof of its own, and detections that
// are only pointed at. The product here is made up, and stands in the table of this file alone.
import { timingSafeEqual } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Refusal, Unavailable } from "../../../core/errors.ts";
import { receiveWebhook } from "../../../functions/intake/receive-webhook.ts";
import { vendors } from "../../../vendors/index.ts";
import type { FetchedItem, Vendor } from "../../../vendors/vendor.ts";
import { CONTEXT } from "../../api-house.ts";
import { detection } from "../../records/detections.ts";
import { BEARER, type WebhookHouse, webhookHouse } from "./webhook-house.ts";

let house: WebhookHouse;
let fetched: (id: string) => FetchedItem[];
const asked: string[] = [];

const pointing: Vendor = {
  name: "pointing",
  facts: { title: "Pointing", detections: "ids", proof: "a secret in the body" },
  onInvalid: "quarantine",
  identityWithin: "product",
  parser: async () => (body) =>
    (JSON.parse(body) as { ids: string[] }).ids.map((id) => ({ kind: "reference", id, raw: body })),
  proves({ body }, secret) {
    const given = Buffer.from(/"state":"([^"]*)"/.exec(body)?.[1] ?? "");
    return given.length === secret.length && timingSafeEqual(given, Buffer.from(secret));
  },
  handshake: ({ areYouThere }) => areYouThere,
  connector: async () => () => ({
    supports: [],
    repeatable: [],
    prepare: async () => undefined,
    request: async () => "",
    find: async () => "unknown",
    outcome: async () => ({ state: "running" }),
    exempt: async () => false,
    investigationLink: () => undefined,
    async fetchDetections(id) {
      asked.push(id);
      return fetched(id);
    },
  }),
};

beforeEach(async () => {
  (vendors as Map<string, Vendor>).set("pointing", pointing);
  house = await webhookHouse();
  asked.length = 0;
  fetched = (id) => [{ kind: "detection", detection: { ...detection(id), product: "pointing" } }];
  await house.addSource("acme", "pointing", { connector: { settings: {} } });
});
// Other files of the same process read the table of products too.
afterEach(() => void (vendors as Map<string, Vendor>).delete("pointing"));
const told = (ids: string[], state = BEARER) => house.deliver("pointing", { text: JSON.stringify({ ids, state }) });
const shake = (query: Record<string, string>, source: string) =>
  receiveWebhook(house.deps)(
    {
      rawPath: `/v1/webhooks/acme/${source}`,
      queryStringParameters: query,
      pathParameters: { customerId: "acme", source },
      requestContext: { http: { method: "POST" } },
    },
    CONTEXT,
  );

test.each(["pointing", "generic", "nobody"])(
  "a handshake is answered as plain text, the same for %s, and leaves nothing",
  async (source) => {
    const before = house.contents();
    const answer = await shake({ areYouThere: "<b>yes</b>" }, source);
    expect(answer).toMatchObject({
      statusCode: 200,
      body: "<b>yes</b>",
      headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    });
    expect((await shake({ other: "1" }, source)).statusCode).toBe(401);
    expect(house.contents()).toEqual(before);
  },
);

test("the product's own proof lets its sender in, and a wrong one does not", async () => {
  expect((await told(["a"])).status).toBe(202);
  expect((await told(["b"], "wrong")).status).toBe(401);
  expect(
    (await house.deliver("pointing", { text: '{"ids":["c"]}' }, { authorization: `Bearer ${BEARER}` })).status,
  ).toBe(202);
  expect((await house.deliver("generic", { text: JSON.stringify({ ids: ["a"], state: BEARER }) })).status).toBe(401);
});

test("what is only pointed at is fetched and placed, each in its order", async () => {
  const { status, body } = await told(["a", "b"]);
  expect(status).toBe(202);
  expect(body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["opened", "attached"]);
  expect(asked).toEqual(["a", "b"]);
  expect((await told(["a", "b"])).body).toEqual(body);
  expect(asked).toEqual(["a", "b"]);
});

test("what the product does not have goes to quarantine with the reason; what it does not answer is asked again", async () => {
  fetched = () => {
    throw new Refusal("not-found", "pointing-not-found", "No such thing");
  };
  expect((await told(["gone"])).body.results).toMatchObject([
    { outcome: "quarantined", reason: "could not be fetched (pointing-not-found)" },
  ]);
  fetched = () => {
    throw new Unavailable("Not now", "none");
  };
  expect((await told(["later"])).status).toBe(503);
  fetched = (id) => [{ kind: "detection", detection: { ...detection(id), product: "pointing" } }];
  expect((await told(["later"])).body.results).toMatchObject([{ outcome: "opened" }]);
});

test("without a connector what is pointed at waits in quarantine", async () => {
  await house.addSource("acme", "blind", { vendor: "pointing" });
  const { body } = await house.deliver("blind", { text: JSON.stringify({ ids: ["a"], state: BEARER }) });
  expect(body.results).toMatchObject([{ outcome: "quarantined", reason: expect.stringContaining("no connector") }]);
});
