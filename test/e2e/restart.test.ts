import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cleanUp, newFolder, PATIENCE_MILLISECONDS, ROOT, type RunningHouse, start, until } from "./running-house.ts";

afterAll(cleanUp, PATIENCE_MILLISECONDS);

const base = "/v1/customers/demo";
const idsOf = (entries: any[]): string[] => entries.map(({ entryId }) => entryId);
const namesOf = async (house: RunningHouse): Promise<string[]> => (await house.mails()).map(({ name }) => name);
/** Without the instant and the number of the sending: the mail itself. */
const mailId = (name: string): string => name.replace(/^[^-]+-[^-]+-[^-]+-\d{6}-/, "");

async function waiting(house: RunningHouse): Promise<any> {
  await house.line(/The incident waits for you/);
  const [{ incidentId }] = (await house.incidents()) as [any];
  return house.untilStatus(incidentId, "on-hold");
}

async function tick(house: RunningHouse, incidentId: string, recommended: any[]): Promise<void> {
  for (const { recommendedId } of recommended) {
    const path = `${base}/incidents/${incidentId}/recommended-actions/${recommendedId}/attestation`;
    expect((await house.api("customer", "POST", path, { note: "done by hand" })).status).toBe(200);
  }
}

describe("a house that is killed while an incident waits for its customer", () => {
  it("goes on from its data folder: nothing is lost, nothing twice", {
    timeout: 4 * PATIENCE_MILLISECONDS,
  }, async () => {
    const data = newFolder();
    const first = await start(data, ["--no-demo-customer"]);
    const { incidentId, recommended, release } = await waiting(first);
    expect(release.held).toHaveLength(1);
    expect(recommended.length).toBeGreaterThan(3);

    const refused = await first.api("customer", "POST", `${base}/incidents/${incidentId}/release`, {
      computerIds: release.held,
    });
    expect([refused.status, refused.body.code]).toEqual([409, "recommended-actions-open"]);

    await tick(first, incidentId, recommended.slice(0, 2));
    const { body: settings } = await first.api("admin", "GET", `${base}/settings`);
    // The isolation mail leaves before the wait begins, but nothing orders it against the two ticks.
    const entries = await until("two attestations on the timeline", async () => {
      const all = await first.timeline(incidentId);
      return all.filter(({ fact }) => fact.kind === "recommended-completed").length === 2 ? all : undefined;
    });
    const mails = await namesOf(first);
    const access = first.access();
    await first.end("SIGKILL");

    const second = await start(data, ["--no-demo-customer"]);
    expect(second.access().secrets).toEqual(access.secrets);
    await until("the simulator's new address", async () => {
      const { body } = await second.api("admin", "GET", `${base}/sources`);
      return JSON.stringify(body).includes(second.endpointsUrl) ? true : undefined;
    });
    expect((await second.api("admin", "GET", `${base}/settings`)).body).toEqual(settings);
    const again = await second.untilStatus(incidentId, "on-hold");
    expect(again.release.missing).toHaveLength(recommended.length - 2);
    expect(idsOf(await second.timeline(incidentId)).slice(0, entries.length)).toEqual(idsOf(entries));
    expect(await namesOf(second)).toEqual(mails);
    expect(await second.incidents()).toHaveLength(2);

    await tick(second, incidentId, recommended.slice(2));
    const path = `${base}/incidents/${incidentId}/release`;
    const released = await second.api("customer", "POST", path, { computerIds: again.release.held });
    expect([released.status, released.body.computers[0].outcome]).toEqual([202, "requested"]);
    const resolved = await second.untilStatus(incidentId, "resolved");
    expect(resolved.release).toEqual({ held: [], stillHeldBy: {}, missing: [] });
    expect((await second.endpoints()).journal.map(({ event }: any) => event)).toContain("released");

    const told = await second.timeline(incidentId);
    expect(new Set(idsOf(told)).size).toBe(told.length);
    expect(idsOf(told)).toEqual(expect.arrayContaining(idsOf(entries)));
    const count = (wanted: (fact: any) => boolean) => told.filter(({ fact }) => wanted(fact)).length;
    expect(count(({ kind }) => kind === "incident-created")).toBe(1);
    expect(count(({ kind, action }) => kind === "action-confirmed" && action === "isolate")).toBe(1);
    expect(count(({ kind, action }) => kind === "action-confirmed" && action === "release")).toBe(1);
    expect(count(({ kind }) => kind === "recommended-completed")).toBe(recommended.length);
    expect(count(({ kind, to }) => kind === "status-changed" && to === "resolved")).toBe(1);
    const all = await until("the mail on the recovery", async () => {
      const names = await namesOf(second);
      return names.filter((name) => name.includes(".recovered.")).length === 2 ? names : undefined;
    });
    expect(all.slice(0, mails.length)).toEqual(mails);
    expect(new Set(all.map(mailId)).size).toBe(all.length);
  });
});

describe("a house that was ended with Ctrl-C", () => {
  it("starts again with what people changed, and takes deliveries", {
    timeout: 3 * PATIENCE_MILLISECONDS,
  }, async () => {
    const data = newFolder();
    const first = await start(data, ["--quiet"], "launcher");
    await first.line(/Certutil/);
    await until("the demo's customer", async () =>
      (await first.api("admin", "GET", `${base}/settings`)).status === 200 ? true : undefined,
    );
    const authorization = `Bearer ${first.access().tokens.admin}`;
    const seen = await fetch(`${first.url}${base}/settings`, { headers: { authorization } });
    const headers = { authorization, "content-type": "application/json", "if-match": seen.headers.get("etag") ?? "" };
    const body = JSON.stringify({ ...((await seen.json()) as object), csirt: "CSIRT" });
    expect((await fetch(`${first.url}${base}/settings`, { method: "PUT", headers, body })).status).toBe(200);
    const ended = await first.end("SIGINT");
    expect(ended.code).toBe(0);
    // In the middle of the demo: no word about a demo that broke, no error.
    expect(ended.stderr).toBe("");

    const second = await start(data, ["--quiet"]);
    expect((await second.api("admin", "GET", `${base}/settings`)).body.csirt).toBe("CSIRT");
    const { secret } = second.access().secrets["demo/eset"];
    const sent = await fetch(`${second.url}/v1/webhooks/demo/eset`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}` },
      body: readFileSync(join(ROOT, "examples/payloads/certutil.eset.json")),
    });
    expect(sent.status).toBe(202);
    expect(await sent.json()).toMatchObject({ results: [{ outcome: expect.stringMatching(/opened|duplicate/) }] });
    expect(second.said.stderr).toBe("");
  });
});
