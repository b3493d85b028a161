// The slowest inputs of the webhook beside a plain delivery of the same size, through the whole function: whether anything
// small can be made to cost much.
import { readFileSync } from "node:fs";
import { receiveWebhook } from "../functions/intake/receive-webhook.ts";
import { putSource } from "../records/customers.ts";
import { apiHouse, CONTEXT } from "../test/api-house.ts";
import { detection } from "./detections.ts";
import { median, progress, ratio } from "./figures.ts";

const MOST = 20;
const ROUNDS = 7;
const LIMIT = 256 * 1024;
const SIZES = [2_000, 50_000, LIMIT];
const SECRET = "carried";

type Source = "generic" | "eset";
/** `size` in bytes, `n` other each time: a body that was seen before is not worked on again. */
type Make = (size: number, n: number) => string;

const fill = (size: number, n: number, open: string, piece: string, close = ""): string => {
  const mark = ` ${n} `;
  const count = Math.max(1, Math.floor((size - open.length - close.length - mark.length) / piece.length));
  return `${open}${piece.repeat(count)}${close}${mark}`;
};
const threat = JSON.stringify(
  JSON.parse(readFileSync(new URL("../test/fixtures/eset/syslog-threat-removed.json", import.meta.url), "utf8")),
);

const HOSTILE: readonly [name: string, source: Source, make: Make][] = [
  ["nesting that never closes", "generic", (size, n) => fill(size, n, "", "[")],
  ["nesting that closes", "generic", (size, n) => fill(size / 2, n, "", "[") + "]".repeat(size / 2 - 10)],
  ["an array of ones", "generic", (size, n) => fill(size, n, "[1", ",1", "]")],
  [
    "199 empty objects and a long one",
    "generic",
    (size, n) => `[${"{},".repeat(199)}{"a":"${fill(size - 700, n, "", "x")}"}]`,
  ],
  ["unknown fields", "generic", (size, n) => fill(size, n, '{"a":1', ',"b":1', "}")],
  [
    "many keys of an object, each other",
    "generic",
    (size, n) => `{${Array.from({ length: size / 12 }, (_, at) => `"k${at}${n}":1`).join(",")}}`,
  ],
  ["escapes", "generic", (size, n) => fill(size, n, '{"id":"', "\\u0041", '"}')],
  ["lines of nothing", "generic", (size, n) => fill(size, n, "", "{\n")],
  ["nesting that never closes", "eset", (size, n) => fill(size, n, "", '{"a":')],
  ["opened again and again in a line", "eset", (size, n) => fill(size, n, "x ", '{"{')],
  ["objects side by side", "eset", (size, n) => fill(size, n, "x ", '{"a":1}')],
  ["syslog headers without an end", "eset", (size, n) => fill(size, n, "<1>1 a b c d e ", '[a b="')],
  ["structured data without an end", "eset", (size, n) => fill(size, n, "<1>1 a b c d e ", "[]")],
  ["octet frames of one byte", "eset", (size, n) => fill(size, n, "", "4 <1>")],
  ["byte order marks", "eset", (size, n) => fill(size, n, "", "\uFEFF")],
  ["heartbeats", "eset", (size, n) => fill(size, n, "", "HEARTBEAT\n")],
  ["empty lines", "eset", (size, n) => fill(size, n, "a", "\n \n")],
  ["lines that are continued", "eset", (size, n) => fill(size, n, "{", "\n }")],
  [
    "small objects, as many as are taken",
    "eset",
    (size, n) => `${'{"a":1}\n'.repeat(199)}{"a":"${fill(Math.max(10, size - 1700), n, "", "x")}"}`,
  ],
  [
    "150 broken objects and a good one",
    "eset",
    (size, n) =>
      `${'{"event_type":\n'.repeat(150)}${threat.replace(/"hostname":"[^"]*"/, `"hostname":"h${n}"`)}\n${fill(Math.max(10, size - 4000), n, "", "x")}`,
  ],
  [
    "a good one with a long field",
    "eset",
    (size, n) =>
      threat.replace(/"hostname":"[^"]*"/, () => `"hostname":"${fill(Math.max(10, size - 900), n, "", "\\\\")}"`),
  ],
];

/** Ordinary detections of about this size in all: as many as a delivery may hold, then longer ones. */
function plain(size: number, n: number): string {
  const one = detection({ id: `p-${n}-000`, computer: "p", rule: 1 });
  const count = Math.min(200, Math.max(1, Math.round(size / (one.length + 1))));
  const longer = Math.max(0, Math.floor(size / count) - one.length - 1);
  const each = (at: number) =>
    detection({ id: `p-${n}-${at}`, computer: "p", rule: 1 }).replace("enc.exe C:", `enc.exe ${"x".repeat(longer)} C:`);
  return `[${Array.from({ length: count }, (_, at) => each(at)).join(",")}]`;
}

type Webhook = (source: Source, text: string) => Promise<number>;

/** The whole function over a real table, in this process. Resolves to the milliseconds of an answer. */
async function openWebhook(): Promise<Webhook> {
  const { deps, secrets } = await apiHouse();
  for (const name of ["generic", "eset"]) {
    const source = { name, vendor: name, credential: "secret" as const, secretIds: ["one"] };
    await putSource(deps.table, "acme", source, () => source);
    secrets.set(`customers/acme/sources/${name}/one`, SECRET);
  }
  const run = receiveWebhook(deps);
  return async (source, text) => {
    const event = {
      rawPath: `/v1/webhooks/acme/${source}`,
      headers: { authorization: `Bearer ${SECRET}` },
      pathParameters: { customerId: "acme", source },
      body: Buffer.from(text).subarray(0, LIMIT).toString("base64"),
      isBase64Encoded: true,
      requestContext: { http: { method: "POST" } },
    };
    const begun = performance.now();
    const { statusCode } = await run(event, CONTEXT);
    const took = performance.now() - begun;
    if (statusCode !== 202 && statusCode !== 400 && statusCode !== 413) throw new Error(`An answer was ${statusCode}.`);
    return took;
  };
}

interface Worst {
  name: string;
  size: number;
  times: number;
  milliseconds: number;
}

async function measure(
  source: Source,
  make: Make,
  size: number,
  number: () => number,
): Promise<[number[], number[], number[]]> {
  const webhook = await openWebhook();
  const all: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const text = make(size, number());
    const bytes = Math.min(LIMIT, Buffer.byteLength(text));
    const took = [
      await webhook("generic", plain(bytes, number())),
      await webhook(source, text),
      await webhook("generic", plain(bytes, number())),
    ] as const;
    // The first is for warming up.
    if (round > 0) for (const [at, one] of took.entries()) all[at]?.push(one);
  }
  return all;
}

export const worst = async (): Promise<void> => {
  console.log(
    `worst: ${HOSTILE.length} hostile shapes of ${SIZES.join(", ")} bytes, each beside plain detections of its size`,
  );
  let made = 0;
  const number = () => {
    made += 1;
    return made;
  };
  const found: Worst[] = [];
  const same: number[] = [];
  const stop = progress(() => `${found.length} of ${HOSTILE.length * SIZES.length}`);
  try {
    for (const [name, source, make] of HOSTILE) {
      for (const size of SIZES) {
        const [before, hostile, after] = await measure(source, make, size, number);
        const pairs = hostile.map((one, at) => [one, ((before[at] ?? one) + (after[at] ?? one)) / 2] as const);
        same.push(ratio(before.map((one, at) => [one, after[at] ?? one] as const)));
        found.push({ name: `${source}: ${name}`, size, times: ratio(pairs), milliseconds: median(hostile) });
      }
    }
  } finally {
    stop();
  }
  const ordered = found.sort((a, b) => b.times - a.times);
  for (const { name, size, times, milliseconds } of ordered.slice(0, 5))
    console.log(`  x${times.toFixed(2)}  ${milliseconds.toFixed(2)} ms  ${size} bytes  ${name}`);
  const most = ordered[0]?.times ?? Number.NaN;
  console.log(
    `  slowest input: ${most.toFixed(2)} times a plain one of its size (target <= ${MOST}, A/A ${median(same).toFixed(2)}): ${most <= MOST ? "met" : "MISSED"}`,
  );
};
