// Defender's own ways: exact requests, an action that is under way already, a block by hash, and what is fetched from Graph.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createConnector } from "../../../vendors/defender/response.ts";
import type { ActionRequest, Connector } from "../../../vendors/vendor.ts";
import { alert, computerId, secret, settings, sha1, target } from "./proof.ts";
import { type DefenderServer, openDefender, TENANT } from "./server.ts";

let server: DefenderServer;
let connector: Connector;
const deps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
beforeEach(async () => {
  server = await openDefender();
  server.machines.set(computerId, { id: computerId, machineTags: [] });
  connector = createConnector(settings(server.baseUrl), async () => secret, deps);
});
afterEach(() => server.close());

const ask = (kind: ActionRequest["kind"], actionId = "act-1", more = {}): ActionRequest => ({
  actionId,
  incidentId: "inc-9",
  kind,
  target: { ...target, ...more },
});
async function confirmed(request: ActionRequest, reference: string): Promise<void> {
  await expect.poll(() => connector.outcome(request, reference)).toEqual({ state: "confirmed" });
}
const posts = () => server.seen.filter(({ path }) => path.startsWith("POST"));

describe("what is asked", () => {
  it("is an isolation of type Full, with the action and the incident in its comment", async () => {
    await connector.request(ask("isolate"));
    expect(posts()).toEqual([
      {
        path: `POST /endpoint/api/machines/${computerId}/isolate`,
        body: JSON.stringify({ Comment: "Hikeshi isolate act-1 (incident inc-9)", IsolationType: "Full" }),
      },
    ]);
  });

  it("is the file by its SHA-1", async () => {
    const request = ask("remove", "act-2", { executable: { name: "updater.exe", sha1 } });
    await confirmed(request, await connector.request(request));
    expect(posts()[0]?.path).toBe(`POST /endpoint/api/machines/${computerId}/StopAndQuarantineFile`);
    expect(JSON.parse(posts()[0]?.body ?? "")).toMatchObject({ Sha1: sha1 });
    expect(server.journal).toEqual([`StopAndQuarantineFile ${computerId} ${sha1}`]);
  });

  it("is refused where an id would leave its place in the address", async () => {
    for (const id of ["../indicators", "a/b", "x' or 1 eq 1"])
      await expect(connector.request(ask("isolate", "act-1", { computerId: id }))).rejects.toMatchObject({
        code: "defender-bad-id",
      });
    expect(server.seen).toEqual([]);
  });
});

describe("an action that is under way already", () => {
  it("of the same kind is followed, not asked for twice", async () => {
    server.offline = true;
    const first = await connector.request(ask("isolate", "act-1"));
    const second = await connector.request(ask("isolate", "act-2"));
    expect(second).toBe(first);
    expect(server.actions).toHaveLength(1);
  });

  it("of another file is not taken for this one's", async () => {
    server.offline = true;
    const other = "ffffffffffffffffffffffffffffffffffffffff";
    const request = ask("remove", "act-2", { executable: { name: "b.exe", sha1: other } });
    await connector.request(ask("remove", "act-1", { executable: { name: "a.exe", sha1 } }));
    const reference = await connector.request(request);
    expect(await connector.find(request)).toBe(reference);
    expect(server.actions.map((one) => one.relatedFileInfo?.fileIdentifier)).toEqual([sha1, other]);
  });

  it("an isolation that no computer has picked up is called off before the release", async () => {
    server.offline = true;
    const isolation = ask("isolate", "act-1");
    const isolated = await connector.request(isolation);
    // Until the computer would have picked it up.
    await new Promise((resolve) => setTimeout(resolve, 20));
    server.offline = false;
    const release = ask("release", "act-2");
    await confirmed(release, await connector.request(release));
    expect(await connector.outcome(isolation, isolated)).toEqual({ state: "failed", reason: "cancelled" });
    expect(server.journal).toEqual([]);
  });

  it("that stands in an isolation's way is waited for", async () => {
    await confirmed(ask("isolate"), await connector.request(ask("isolate")));
    server.offline = true;
    await connector.request(ask("release", "act-2"));
    await expect(connector.request(ask("isolate", "act-3"))).rejects.toMatchObject({
      name: "Unavailable",
      effect: "none",
      retryAfterSeconds: 60,
    });
  });
});

describe("finding an earlier request", () => {
  it("goes by the action's own mark, over all pages", async () => {
    server.pageSize = 1;
    const references = [];
    for (const id of ["act-1", "act-11", "act-2"]) {
      references.push(await connector.request(ask("isolate", id)));
      await expect.poll(() => server.actions.at(-1)?.status).toBe("Succeeded");
    }
    expect(await connector.find(ask("isolate", "act-1"))).toBe(references[0]);
    expect(await connector.find(ask("isolate", "act-11"))).toBe(references[1]);
    expect(await connector.find(ask("isolate", "act-3"))).toBe("none");
    expect(await connector.find(ask("release", "act-1"))).toBe("none");
  });
});

describe("an outcome", () => {
  it.each([
    ["Failed", { state: "failed", reason: "failed" }],
    ["TimeOut", { state: "failed", reason: "timed-out" }],
    ["Cancelled", { state: "failed", reason: "cancelled" }],
    ["InProgress", { state: "running" }],
    ["SomethingNew", { state: "running" }],
  ])("of an action that is %s is %j", async (status, outcome) => {
    server.offline = true;
    const reference = await connector.request(ask("isolate"));
    for (const action of server.actions) action.status = status;
    expect(await connector.outcome(ask("isolate"), reference)).toEqual(outcome);
  });

  it("is not taken from an action about another file", async () => {
    const about = (file: string) => ask("remove", "act-1", { executable: { name: "a.exe", sha1: file } });
    const reference = await connector.request(about(sha1));
    await confirmed(about(sha1), reference);
    await expect(connector.outcome(about("f".repeat(40)), reference)).rejects.toMatchObject({ name: "Unavailable" });
  });

  it("is not taken from an action of another computer or kind", async () => {
    const reference = await connector.request(ask("isolate"));
    await confirmed(ask("isolate"), reference);
    const elsewhere = ask("isolate", "act-1", { computerId: "other" });
    for (const request of [elsewhere, ask("release")])
      await expect(connector.outcome(request, reference)).rejects.toMatchObject({ name: "Unavailable" });
  });
});

describe("a file of which only the SHA-256 is known", () => {
  const sha256 = "11223344556677889900aabbccddeeff11223344556677889900aabbccddeeff";
  const request = ask("remove", "act-1", { executable: { name: "updater.exe", sha256 } });

  it("is blocked on all computers, and confirmed by the list of indicators", async () => {
    expect(await connector.find(request)).toBe("none");
    const reference = await connector.request(request);
    expect(JSON.parse(posts()[0]?.body ?? "")).toMatchObject({
      indicatorValue: sha256,
      indicatorType: "FileSha256",
      action: "BlockAndRemediate",
      generateAlert: false,
    });
    expect(await connector.find(request)).toBe(reference);
    expect(await connector.outcome(request, reference)).toEqual({ state: "confirmed" });
    server.indicators.length = 0;
    expect(await connector.outcome(request, reference)).toEqual({ state: "running" });
  });

  it("is left alone where the customer's own indicator allows it", async () => {
    server.indicators.push({ indicatorValue: sha256, indicatorType: "FileSha256", action: "Allowed" });
    await expect(connector.request(request)).rejects.toMatchObject({ code: "defender-file-allowed" });
    expect(server.indicators).toHaveLength(1);
    expect(posts()).toEqual([]);
  });

  it("and no hash at all is refused", async () => {
    const nameless = ask("remove", "act-1", { executable: { name: "updater.exe" } });
    await expect(connector.request(nameless)).rejects.toMatchObject({ code: "remove-needs-hash" });
  });
});

it("a computer with the tag or in the device group `exempt` is exempt, and one that cannot be read throws", async () => {
  const machine = { id: computerId, machineTags: ["a", " Exempt "] };
  server.machines.set(computerId, machine);
  expect(await connector.exempt(computerId)).toBe(true);
  server.machines.set(computerId, { ...machine, machineTags: ["exempted"] });
  expect(await connector.exempt(computerId)).toBe(false);
  server.machines.set(computerId, { ...machine, machineTags: [], rbacGroupName: "EXEMPT" });
  expect(await connector.exempt(computerId)).toBe(true);
  await expect(connector.exempt("unknown")).rejects.toMatchObject({ name: "Unavailable" });
});

it("an alert is fetched from Graph by id with a token of its own; what is not there is refused", async () => {
  server.alerts.set("da1_-2", JSON.parse(alert));
  const items = await connector.fetchDetections?.("da1_-2", "2026-01-05T00:05:00.000Z");
  expect(items?.map(({ kind }) => kind)).toEqual(["detection"]);
  expect(server.seen.map(({ path }) => path)).toEqual(["GET /graph/v1.0/security/alerts_v2/da1_-2"]);
  await connector.exempt(computerId);
  expect(server.tokens).toEqual(["graph-0", "endpoint-1"]);
  await expect(connector.fetchDetections?.("gone", "")).rejects.toMatchObject({
    name: "Refusal",
    code: "defender-not-found",
  });
});

it("settings name a tenant, and a server of Microsoft's alone; the link opens the device in its portal", () => {
  const create = (more: object) => createConnector({ tenantId: TENANT, ...more }, async () => secret, deps);
  for (const wrong of [
    { tenantId: "x" },
    { apiUrl: "https://security.microsoft.com.evil.example" },
    { baseUrl: "https://x.example" },
  ])
    expect(() => create(wrong)).toThrow(expect.objectContaining({ code: "defender-settings" }));
  const near = create({ apiUrl: "https://eu.api.security.microsoft.com" });
  expect(near.investigationLink("a/b")).toBe(`https://security.microsoft.com/machines/a%2Fb?tid=${TENANT}`);
});
