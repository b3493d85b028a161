// The product's real payloads, where a checkout has them beside it; the repository holds none.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { example, kinds, parse } from "./read.ts";

const shared = new URL("../../../../shared/", import.meta.url);
const samples = new URL("samples/eset/", shared);
const schemas = new URL("eset-openapi/incident-management.json", shared);
const read = (path: string): string => readFileSync(new URL(path, samples), "utf8");

describe.skipIf(!existsSync(samples))("the real samples", () => {
  it("of syslog are detections, but for the audit event, the notification and the heartbeat", () => {
    expect(kinds(read("syslog/elastic_test-event_selected.log"))).toEqual([
      ...Array.from({ length: 7 }, () => "detection"),
      "skipped: audit event",
      "detection",
      "skipped: plain text",
      "skipped: heartbeat",
    ]);
  });

  it("that are one object each are one detection each", () => {
    const names = readdirSync(new URL("syslog/", samples)).filter((name) => name.endsWith(".txt"));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(kinds(read(`syslog/${name}`))).toEqual(["detection"]);
  });

  it("of one event on two channels are one detection with one outcome", () => {
    const [syslog] = parse(read("syslog/elastic_test-event_selected.log").split("\n")[1] ?? "");
    const [connect] = parse(read("connect/detection_v1.json"));
    if (syslog?.kind !== "detection" || connect?.kind !== "detection") throw new Error("no detections");
    expect(connect.detection.identity).toBe(syslog.detection.identity);
    expect(connect.detection.rule.id).toBe(syslog.detection.rule.id);
    expect([syslog.detection.outcome, connect.detection.outcome]).toEqual(["blocked", "blocked"]);
  });

  it("of one Inspect alert on two channels are one detection", () => {
    const [syslog] = parse(read("syslog/elastic_test-event_selected.log").split("\n")[2] ?? "");
    const [connect] = parse(read("constructed/detection_v2.CONSTRUCTED.json"));
    if (syslog?.kind !== "detection" || connect?.kind !== "detection") throw new Error("no detections");
    expect(connect.detection.identity).toBe(syslog.detection.identity);
    expect(connect.detection.process).toEqual(syslog.detection.process);
  });
});

describe.skipIf(!existsSync(schemas))("the examples of ESET Connect v2", () => {
  // Not while tests are collected: that runs also where the block is skipped.
  const named = (name: string) => JSON.parse(readFileSync(schemas, "utf8")).components.schemas[name];

  it("use no field and no enum value that the official schema does not have", () => {
    const objects = [
      JSON.parse(example("certutil.eset.json")),
      ...example("sql-server.eset.ndjson")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ];
    for (const object of objects) {
      expect(Object.keys(named("incident_managementv2Detection").properties)).toEqual(
        expect.arrayContaining(Object.keys(object)),
      );
      expect(Object.keys(named("v1File").properties)).toEqual(expect.arrayContaining(Object.keys(object.file ?? {})));
      expect(Object.keys(named("incident_managementv2Process").properties)).toEqual(
        expect.arrayContaining(Object.keys(object.process)),
      );
      expect(named("v2TriggeringEventType").enum).toContain(object.triggeringEvent.type);
      expect(named("dotnodwell_known_typesv1SeverityLevel").enum).toContain(object.severityLevel);
      for (const response of object.responses) expect(named("v2ObjectActionType").enum).toContain(response.actionType);
    }
  });
});
