// The intake under abuse, one row an item: a clear answer that names the field, nothing lost, nothing started. Rows that
// say "proven by" stand in full in the file that is named; the last test looks that they are there.
import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { createDeps, type Deps } from "../../../functions/deps.ts";
import { n1, n2 } from "../../stories.ts";
import { BEARER, KEYS, type WebhookHouse, webhookHouse } from "./webhook-house.ts";

let house: WebhookHouse;
beforeEach(async () => {
  house = await webhookHouse();
});

const secret = { authorization: `Bearer ${BEARER}` };
const [event] = n1();
const good = JSON.stringify(event);
/** The good detection with one piece of its JSON replaced by text. */
const changed = (name: string, value: string) => good.replace(/^\{/, "{ ").replace(/\}$/, `,"${name}":${value}}`);
const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

interface Wanted {
  status: number;
  code: string;
  /** Field paths that are named. */
  fields?: string[];
}
type Row = [item: string, body: () => { text: string } | { bytes: Uint8Array }, wanted: Wanted];
const wrong = (...fields: string[]): Wanted => ({ status: 400, code: "invalid-detections", fields });

/** Of a sender that can mend it: told what is wrong, and nothing of it is kept. */
const REFUSED: Row[] = [
  ["an empty body", () => ({ text: "" }), wrong("body")],
  ["a body that is not JSON", () => ({ text: "{" }), wrong("body")],
  ["JSON that is no detection", () => ({ text: "42" }), wrong("body")],
  ["an empty array", () => ({ text: "[]" }), wrong("body")],
  ["a wrong type", () => ({ text: changed("rule", '"R1"') }), wrong("rule")],
  ["a missing field", () => ({ text: JSON.stringify({ ...event, severity: undefined }) }), wrong("severity")],
  [
    "a missing inner field",
    () => ({ text: JSON.stringify([event, { ...event, computer: { id: "x" } }]) }),
    wrong("[1].computer.name"),
  ],
  ["a field that we do not know", () => ({ text: changed("extra", "1") }), wrong("extra")],
  ["__proto__ as a field", () => ({ text: changed("__proto__", '{"severity":"low"}') }), wrong("__proto__")],
  [
    "constructor and toString as fields",
    () => ({ text: changed("constructor", '{"prototype":1},"toString":1') }),
    wrong("constructor", "toString"),
  ],
  ["10,000-deep nesting", () => ({ text: deep(10_000) }), wrong("[0]")],
  ["10,000-deep nesting in a field", () => ({ text: changed("rule", deep(10_000)) }), wrong("rule")],
  ["100,000-deep nesting that never closes", () => ({ text: "[".repeat(100_000) }), wrong("body")],
  [
    "a duplicate key: the last one counts, as JSON.parse has it",
    () => ({ text: changed("severity", '"huge"') }),
    wrong("severity"),
  ],
  [
    "bytes that are no UTF-8",
    () => ({ bytes: Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0xfe])]) }),
    { status: 400, code: "not-utf8" },
  ],
  [
    "a lone surrogate half as bytes (CESU-8)",
    () => ({ bytes: Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]) }),
    { status: 400, code: "not-utf8" },
  ],
  [
    "an array of 100,000 items",
    () => ({ text: `[${Array(100_000).fill("1").join(",")}]` }),
    { status: 413, code: "too-many-detections" },
  ],
  [
    "an array of 100,000 items in a field",
    () => ({ text: changed("techniques", `[${Array(100_000).fill("1").join(",")}]`) }),
    wrong("techniques"),
  ],
  ["201 detections", () => ({ text: JSON.stringify(n2(201)) }), { status: 413, code: "too-many-detections" }],
  [
    "a number beyond 2^53",
    () => ({ text: changed("process", '{"pid":9007199254740993,"name":"a.exe"}') }),
    wrong("process.pid"),
  ],
  [
    "a number beyond doubles",
    () => ({ text: changed("process", '{"pid":1e400,"name":"a.exe"}') }),
    wrong("process.pid"),
  ],
  [
    "256 KiB and one byte",
    () => ({ bytes: Buffer.alloc(256 * 1024 + 1, " ") }),
    { status: 413, code: "body-too-large" },
  ],
  [
    "256 KiB and one byte in base64",
    () => ({ bytes: Buffer.alloc(256 * 1024 + 1, "A") }),
    { status: 413, code: "body-too-large" },
  ],
];

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

/** Of a sender that will not send it twice: what is good is placed, what is not understood is kept with its reason. */
const threat = JSON.stringify(
  JSON.parse(readFileSync(new URL("../../fixtures/eset/syslog-threat-removed.json", import.meta.url), "utf8")),
);
const KEPT: [item: string, line: string | Buffer, outcome: string][] = [
  ["not JSON", '{"event_type":', "quarantined"],
  ["a wrong type", '{"event_type":["Threat_Event"]}', "quarantined"],
  ["missing fields", '{"event_type":"Threat_Event"}', "quarantined"],
  ["prototype keys", '{"__proto__":{"event_type":"Threat_Event"},"constructor":{}}', "quarantined"],
  ["10,000-deep nesting", `{"event_type":${deep(10_000)}}`, "quarantined"],
  ["nesting that never closes", '{"a":'.repeat(10_000), "quarantined"],
  ["a duplicate key", '{"event_type":"Threat_Event","event_type":"Nobody_Knows"}', "quarantined"],
  [
    "bytes that are no UTF-8",
    Buffer.concat([Buffer.from('{"event_type":"'), Buffer.from([0x83, 0x65, 0xff]), Buffer.from('"}')]),
    "quarantined",
  ],
  ["a lone surrogate", '{"event_type":"\\ud800"}', "quarantined"],
  ["numbers beyond 2^53 and beyond doubles", '{"event_type":9007199254740993,"a":1e400}', "quarantined"],
  ["an array of 100,000 in a field", `{"event_type":[${Array(100_000).fill("1").join(",")}]}`, "quarantined"],
  ["a heartbeat", "<134>1 x HEARTBEAT", "skipped"],
];

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
