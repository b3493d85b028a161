import { describe, expect, it } from "vitest";
import { fixture, fixtureObject, kinds, parse } from "./read.ts";

const event = JSON.stringify(fixtureObject("syslog-threat-removed.json"));
const other = JSON.stringify({ ...fixtureObject("syslog-threat-removed.json"), occured: "06-Feb-2025 00:00:00" });
const frame = (message: string): string => `${Buffer.byteLength(message)} ${message}`;
const five424 = "<134>1 2025-02-06T08:00:02.000Z protect.example.com ERAServer 77 - - ";

describe("a delivery of ESET events", () => {
  it.each([
    ["one object", event],
    ["an indented object", JSON.stringify(JSON.parse(event), null, 2)],
    ["a byte order mark", `\uFEFF${event}`],
    ["a byte order mark read as Latin-1", `\u00EF\u00BB\u00BF${event}`],
    ["a mark read as Latin-1 before an array", `\u00EF\u00BB\u00BF[${event}]`],
    ["both marks", `\uFEFF\u00EF\u00BB\u00BF${event}`],
    ["escaped slashes", event.replaceAll("/", "\\/")],
    ["a priority", `<134>${event}`],
    ["an RFC 5424 header", five424 + event],
    ["an RFC 5424 header with structured data", `<134>1 - - - - - [id@1 a="{" b="x"] ${event}`],
    ["a mark after the header", `${five424}\uFEFF${event}`],
    ["the server's own prefix", `ERAServer[1402]: ${event}`],
    ["octet counting", frame(five424 + event)],
    ["a wrong octet count", `7 ${five424}${event}`],
    ["white space around it", `\r\n\t ${event} \r\n`],
    ["a line feed at the end", `${event}\n`],
    ["nothing but an array of one", `[${event}]`],
    ["detections: […]", `{"detections":[${event}]}`],
    ["createdDetections: […]", `{"nextDeltaToken":"x","createdDetections":[${event}]}`],
    ["detection: {…}", `{"detection":${event}}`],
  ])("reads one with %s", (_name, body) => {
    expect(kinds(body)).toEqual(["detection"]);
  });

  it.each([
    ["NDJSON", `${event}\n${other}`],
    ["CRLF", `${event}\r\n${other}\r\n`],
    ["a lone CR", `${event}\r${other}`],
    ["empty lines", `\n\n${event}\n\n\n${other}\n`],
    ["an array", `[${event}, ${other}]`],
    ["an array for each line", `[${event}]\n[${other}]`],
    ["syslog lines", `${five424}${event}\nERAServer[1]: ${other}`],
    ["octet-counted frames", frame(five424 + event) + frame(five424 + other)],
    [
      "octet-counted frames, one of several lines",
      frame(five424 + event) + frame(`<1>${JSON.stringify(JSON.parse(other), null, 1)}`),
    ],
    ["two objects in one line", `${five424}${event} ${five424}${other}`],
    [
      "indented objects one after the other",
      [event, other].map((json) => JSON.stringify(JSON.parse(json), null, 2)).join("\n"),
    ],
  ])("reads two with %s", (_name, body) => {
    const items = parse(body);
    expect(items.map((item) => item.kind)).toEqual(["detection", "detection"]);
    expect(items.map((item) => item.kind === "detection" && item.detection.occurredAt)).toEqual([
      "2025-02-05T23:59:07.000Z",
      "2025-02-06T00:00:00.000Z",
    ]);
  });

  it("counts octets in bytes, not in characters", () => {
    const message = five424 + event.replace("Downloads", "ダウンロード");
    expect(kinds(frame(message) + frame("<13>1 - - - - - HEARTBEAT") + frame(message))).toEqual([
      "detection",
      "skipped: heartbeat",
      "detection",
    ]);
  });

  it.each([
    ["HEARTBEAT", "skipped: heartbeat"],
    ["<134>1 2025-02-06T08:00:02Z p ERAServer 77 - - HEARTBEAT", "skipped: heartbeat"],
    ["Detection type: Trojan Detection name: JS/Example Computer name: pc", "skipped: plain text"],
    ["null", "skipped: plain text"],
    ["", "skipped: empty delivery"],
    [" \r\n\uFEFF\n", "skipped: empty delivery"],
    ['{"event_type":"Audit_Event","source_uuid":"x"}', "skipped: audit event"],
    ['{"event_type":"New_Event","source_uuid":"x"}', "quarantined: unknown event_type"],
    ['{"event_type":{"a":1}}', "quarantined: unknown event_type"],
    [event.slice(0, -1), "quarantined: not valid JSON"],
    [`${event.slice(1)}`, "quarantined: not valid JSON"],
    ["[1,2", "quarantined: not valid JSON"],
    ["[17]", "quarantined: not a JSON object"],
    ["\u00EF\u00BB\u00BF[17]", "quarantined: not a JSON object"],
    ["[[]]", "quarantined: not a JSON object"],
    ["{}", "quarantined: neither an event of ESET PROTECT nor a detection of ESET Connect or ESET Inspect"],
    [
      '{"incident":{"uuid":"1"}}',
      "quarantined: neither an event of ESET PROTECT nor a detection of ESET Connect or ESET Inspect",
    ],
    ["CEF:0|ESET|Protect|11.0|109|Threat|5|", "quarantined: required fields are missing"],
    ["CEF:0|ESET|cut off", "quarantined: a CEF or LEEF line that cannot be read"],
  ])("answers %j with %s", (body, expected) => {
    expect(kinds(body)).toEqual([expected]);
  });

  it("has no items when its list is empty", () => {
    expect(parse('{"detections":[]}')).toEqual([]);
  });

  it("keeps the good items of a mixed batch, in order", () => {
    expect(kinds(fixture("syslog-batch.log"))).toEqual([
      "skipped: heartbeat",
      ...Array.from({ length: 6 }, () => "detection"),
      "skipped: audit event",
      "skipped: plain text",
      "quarantined: not valid JSON",
      "quarantined: unknown event_type",
    ]);
  });

  it("keeps a quarantined item's own text and nothing of its neighbours", () => {
    const bad = '{"event_type" : "New_Event", "n": 1e400, "t": "]},{\\"", "list": [{"a": []}]}';
    for (const body of [
      `[${event}, ${bad} ,${event}]`,
      `{"a":[1],"detections":[${event},${bad}]}`,
      `${event}\n${bad}`,
    ]) {
      expect(
        parse(body)
          .filter((item) => item.kind === "quarantined")
          .map((item) => item.raw),
      ).toEqual([bad]);
    }
  });

  it("puts no payload into a reason", () => {
    const items = parse(
      '{"event_type":"s3cret-type"}\n{"event_type":"Threat_Event","source_uuid":"s3cret"}\n{s3cret "',
    );
    for (const item of items) expect("reason" in item ? item.reason : item.kind).not.toContain("s3cret");
    expect(items[1]).toMatchObject({ kind: "quarantined", fields: [{ path: "occured" }] });
  });
});
