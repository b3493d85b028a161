// Bodies that mean harm, and what becomes of each: rows of abuse.test.ts.
import { readFileSync } from "node:fs";
import { n1, n2 } from "../../stories.ts";

export const [event] = n1();
export const good = JSON.stringify(event);
/** The good detection with a member more at its end: of equal names the last one counts. */
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
export const REFUSED: Row[] = [
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

/** Of a sender that will not send it twice: what is good is placed, what is not understood is kept with its reason. */
export const threat = JSON.stringify(
  JSON.parse(readFileSync(new URL("../../fixtures/eset/syslog-threat-removed.json", import.meta.url), "utf8")),
);
export const KEPT: [item: string, line: string | Buffer, outcome: string][] = [
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
