import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  cleanUp,
  hasSamples,
  newFolder,
  PATIENCE_MILLISECONDS,
  type RunningHouse,
  run,
  sample,
  start,
  until,
} from "./running-house.ts";

let house: RunningHouse;
beforeAll(async () => {
  house = await start(newFolder(), ["--quiet", "--no-demo-customer"]);
  await house.line(/waits for you/);
}, 2 * PATIENCE_MILLISECONDS);
afterAll(cleanUp, PATIENCE_MILLISECONDS);

async function send(source: string, file: string, ...more: string[]) {
  const ended = await run("npm", ["run", "-s", "send", "--", source, file, "--data", house.data, ...more]);
  const lines = ended.stdout.split("\n").filter((line) => line !== "");
  return { ...ended, results: lines.map((line) => JSON.parse(line)) };
}

function fileOf(name: string, content: unknown): string {
  const file = join(house.data, "..", name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const detection = {
  id: "e2e-1",
  rule: { id: "R1", name: '<script>alert(1)</script> & "rule"' },
  severity: "medium",
  outcome: "blocked",
  occurredAt: new Date(Date.now() - 60_000).toISOString(),
  computer: { id: "pc-1", name: "<img src=x onerror=alert(2)>" },
};

describe("npm run send", { timeout: PATIENCE_MILLISECONDS }, () => {
  it("sends our own JSON, signed, and prints one line per detection", async () => {
    const { code, results } = await send("generic", "examples/payloads/detections.generic.json");
    expect(code).toBe(0);
    expect(results).toHaveLength(2);
    for (const { deliveryId, detectionId, incidentId, outcome } of results) {
      expect([deliveryId, detectionId, incidentId].every((id) => typeof id === "string" && id !== "")).toBe(true);
      expect(["opened", "attached"]).toContain(outcome);
    }
  });

  it("sends ESET's syslog lines: the detection is taken, the other lines are skipped and counted", async () => {
    const { code, results } = await send("eset", "examples/payloads/threat.eset.log");
    expect(code).toBe(0);
    expect(results.map(({ outcome }) => outcome)).toEqual(["skipped", "opened", "skipped"]);
  });

  it("gets the same answer for the same delivery again", async () => {
    const first = await send("eset", "examples/payloads/certutil.eset.json");
    expect(first.results[0].incidentId).toMatch(/^inc-/);
    expect((await send("eset", "examples/payloads/certutil.eset.json")).results).toEqual(first.results);
  });

  it("names every wrong field of our own JSON and ends with code 1", async () => {
    const { rule: _r, ...wrong } = { ...detection, severity: "very" };
    const { code, stdout, stderr } = await send("generic", fileOf("wrong.json", [wrong]));
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^400 /);
    expect(stderr).toMatch(/severity/);
    expect(stderr).toMatch(/rule/);
  });

  it("ends with another code than 0 for an unknown source, a wrong secret, a missing file and no house", async () => {
    const payload = "examples/payloads/certutil.eset.json";
    const [source, secret, file, nobody] = await Promise.all([
      send("unknown", payload),
      send("eset", payload, "--secret", "wrong"),
      send("eset", "no-such-file"),
      send("eset", payload, "--url", "http://127.0.0.1:9", "--customer", "demo", "--secret", "s"),
    ]);
    expect([source.code, secret.code, file.code, nobody.code]).toEqual([2, 1, 2, 1]);
    expect(secret.stderr).toMatch(/^401 /);
    expect(nobody.stderr).toMatch(/^No house answers/);
  });

  it
    .skipIf(!hasSamples)
    .each([
      "syslog/elastic_test-event_selected.log",
      "syslog/sekoia_test_alert_1.txt",
      "syslog/sekoia_test_threat_1.txt",
      "syslog/sekoia_test_firewall_1.txt",
      "connect/detection_v1.json",
      "constructed/detection_v2.CONSTRUCTED.json",
    ])("takes the real sample %s", async (path) => {
    const { code, results, stderr } = await send("eset", sample(path));
    expect([code, stderr]).toEqual([0, ""]);
    const outcomes = results.map(({ outcome }) => outcome);
    expect(outcomes.some((outcome) => /opened|attached|duplicate|updated|reopened/.test(outcome))).toBe(true);
  });
});

describe("what a hostile sender writes", { timeout: PATIENCE_MILLISECONDS }, () => {
  it("is shown as text in the mailbox, and in its mails", async () => {
    const { results } = await send(
      "generic",
      fileOf("hostile.json", [{ ...detection, outcome: "allowed", severity: "high" }]),
    );
    const { incidentId } = results[0];
    const mails = await untilMailed(incidentId);
    for (const path of ["/mailbox", ...mails.map(({ name }) => `/mailbox/${name}`)]) {
      const { status, text } = await house.page(path);
      expect(status).toBe(200);
      expect(text).not.toMatch(/<script|<img/i);
    }
    for (const { html } of mails) expect(html).not.toMatch(/<script|<img/i);
    expect(house.said.stdout).not.toContain("<script>");
  });
});

async function untilMailed(incidentId: string) {
  return until(`a mail about ${incidentId}`, async () => {
    const mails = (await house.mails()).filter(({ name }) => name.includes(incidentId));
    return mails.length > 0 ? mails : undefined;
  });
}
