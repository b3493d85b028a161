// The intake under abuse, one row an item: a clear answer that names the field, nothing lost, nothing started. Rows that
// say "proven by" stand in full in the file that is named; the last test looks that they are there.
import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { createDeps, type Deps } from "../../../functions/deps.ts";
import { event, good, KEPT, REFUSED, threat } from "./hostile-bodies.ts";
import { BEARER, KEYS, type WebhookHouse, webhookHouse } from "./webhook-house.ts";

let house: WebhookHouse;
beforeEach(async () => {
  house = await webhookHouse();
});

const secret = { authorization: `Bearer ${BEARER}` };

describe("of a sender that can mend it,", () => {
  test.each(REFUSED)("%s is refused with its field named, and leaves nothing", async (_item, body, wanted) => {
    const before = house.contents();
    const { status, body: answer, raw } = await house.deliver("generic", body(), secret);
    expect([status, answer.code]).toEqual([wanted.status, wanted.code]);
    expect(answer.message).toMatch(/^[A-Z].*\.$/);
    const named = (answer.fields ?? []).map(({ path }: { path: string }) => path);
    // A path below the field names it, too.
    for (const field of wanted.fields ?? [])
      expect(
        named.some((path: string) => path === field || path.startsWith(`${field}[`) || path.startsWith(`${field}.`)),
        `${field} in ${named.slice(0, 5)}`,
      ).toBe(true);
    expect(raw.length).toBeLessThan(30_000);
    expect(house.contents()).toEqual(before);
    expect(house.started).toEqual([]);
    // And it can mend it.
    expect((await house.deliver("generic", { text: good }, secret)).status).toBe(202);
  });
});

describe("of a sender that will not send it twice,", () => {
  test.each(KEPT)("%s is kept as it came, and the detection beside it is placed", async (_item, line, outcome) => {
    const bytes = Buffer.concat([Buffer.from(`${threat}\n`), Buffer.from(line), Buffer.from("\n")]);
    const { status, body } = await house.deliver("eset", { bytes }, secret);
    expect(status).toBe(202);
    expect(body.results.map((one: { outcome: string }) => one.outcome)).toEqual(["opened", outcome]);
    const kept = house
      .contents()
      .flatMap(({ sk, body }) => (sk.startsWith("QUARANTINE#") ? [body.value as { raw: string; reason: string }] : []));
    expect(kept).toHaveLength(outcome === "quarantined" ? 1 : 0);
    for (const { raw, reason } of kept) {
      expect(raw).toBe(Buffer.from(line).toString());
      expect(reason).not.toBe("");
    }
    expect(house.started).toHaveLength(1);
  });
});

/** A valid signature is good for one id, body, customer and source. */
describe("a valid signature", () => {
  type Reuse = [as: string, send: () => Promise<{ status: number; raw: string }>];
  const reuses: Reuse[] = [
    [
      "another id",
      () => house.deliver("signed", { text: good }, { ...house.sign("msg_1", good), "webhook-id": "msg_2" }),
    ],
    ["another body", () => house.deliver("signed", { text: `${good} ` }, house.sign("msg_1", good))],
    [
      "another time",
      () =>
        house.deliver(
          "signed",
          { text: good },
          { ...house.sign("msg_1", good), "webhook-timestamp": String(house.clock.now / 1000 - 1) },
        ),
    ],
    [
      "another customer",
      () => house.deliver("signed", { text: good }, house.sign("msg_1", good), { customer: "other" }),
    ],
    ["another source", () => house.deliver("signed-too", { text: good }, house.sign("msg_1", good))],
    ["a source that carries a secret", () => house.deliver("generic", { text: good }, house.sign("msg_1", good))],
  ];

  test.each(reuses)("opens nothing for %s, and the answer is that of an unknown sender", async (_as, send) => {
    await prepare();
    const unknown = await house.deliver("nothing", { text: good }, house.sign("msg_1", good), { customer: "nobody" });
    const before = house.contents();
    expect((await send()).raw).toBe(unknown.raw);
    expect(unknown.status).toBe(401);
    expect(house.contents()).toEqual(before);
    expect((await house.deliver("signed", { text: good }, house.sign("msg_1", good))).status).toBe(202);
  });

  /** The same source at another customer, and another signed source of this one, each with a key of its own. */
  async function prepare(): Promise<void> {
    for (const [customerId, name] of [
      ["acme", "signed-too"],
      ["other", "signed"],
    ] as const) {
      await house.addSource(customerId, name, { vendor: "generic", credential: "signature" });
      house.secrets.set(`customers/${customerId}/sources/${name}/one`, KEYS[1]);
    }
  }
});

describe("too many deliveries", () => {
  const limited = (): Deps => {
    const { secretCache: _s, connectors: _c, house: names, ...ports } = house.deps;
    return createDeps(ports, { ...names, intake: { perSecond: 1, burst: 3 } });
  };
  const send = (deps: Deps, n: number, headers: Record<string, string> = secret) =>
    house.deliver("generic", { text: JSON.stringify({ ...event, id: `many-${n}` }) }, headers, { deps });

  test("of one customer get 429 with Retry-After and leave nothing, while another customer is served", async () => {
    await house.addSource("other", "generic");
    const deps = limited();
    for (let n = 0; n < 3; n += 1) expect((await send(deps, n)).status).toBe(202);
    const before = house.contents();
    const refused = await send(deps, 3);
    expect(refused).toMatchObject({ status: 429, body: { code: "too-many-deliveries" } });
    expect(JSON.parse(refused.raw).headers["retry-after"]).toBe("1");
    expect(house.contents()).toEqual(before);
    const other = await house.deliver("generic", { text: good }, secret, { deps, customer: "other" });
    expect(other.status).toBe(202);
    house.clock.now += 1000;
    expect((await send(deps, 3)).status).toBe(202);
  });

  test("that cannot prove themselves spend nobody's share, write nothing and start nothing", async () => {
    const deps = limited();
    const before = house.contents();
    let reads = 0;
    const { get } = deps.table;
    deps.table.get = (key) => {
      reads += 1;
      return get(key);
    };
    for (let n = 0; n < 50; n += 1) expect((await send(deps, n, { authorization: "Bearer wrong" })).status).toBe(401);
    expect(house.contents()).toEqual(before);
    expect(reads).toBe(50);
    deps.table.get = get;
    expect((await send(deps, 1)).status).toBe(202);
  });
});

/** What is proven in full elsewhere: the file, and the name of its test. */
const ELSEWHERE: [item: string, file: string, name: string][] = [
  [
    "wrong, missing, expired, future signature; unknown customer or source: one identical 401",
    "functions/intake/verify-sender.test.ts",
    "gets one answer, the same to the byte, and leaves nothing behind",
  ],
  [
    "same delivery id and body: the same answer",
    "functions/intake/receive-webhook.test.ts",
    "gets the same answer, later too, and changes nothing",
  ],
  [
    "same delivery id, another body: 409",
    "functions/intake/receive-webhook.test.ts",
    "under its id with another body is refused",
  ],
  [
    "two concurrent copies: one effect",
    "functions/intake/receive-webhook.test.ts",
    "ten times at once has one effect and one answer",
  ],
  [
    "256 KiB on one machine: refused before it is read",
    "local/http.test.ts",
    "of one byte more refused before it is sent",
  ],
  ["wrong method: 405", "local/http.test.ts", "that takes POST only answers %s with 405 and says so"],
  [
    "bodies in base64, byte for byte",
    "functions/intake/verify-sender.test.ts",
    "is checked over the bytes as received",
  ],
  ["slow-loris: nobody waits", "local/http.test.ts", "that is slow holds up nobody else"],
  ["slow-loris: it is ended", "local/http-patience.test.ts", "is told 408 and ended"],
  ["cut connections", "local/http.test.ts", "that is cut off starts nothing, and the house lives on"],
];

test.each(ELSEWHERE)("%s: proven by test/%s", (_item, file, name) => {
  const url = new URL(`../../${file}`, import.meta.url);
  expect(existsSync(url)).toBe(true);
  expect(readFileSync(url, "utf8")).toContain(name);
});
