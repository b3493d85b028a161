// Falcon's own ways: two actions and no third, an answer that refuses within a 202, and groups that exempt.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createConnector } from "../../../vendors/crowdstrike/response.ts";
import type { ActionRequest, Connector } from "../../../vendors/vendor.ts";
import { computerId, host, secret, settings, target, victim } from "./proof.ts";
import { type FalconServer, openFalcon } from "./server.ts";

let server: FalconServer;
let connector: Connector;
const deps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
beforeEach(async () => {
  server = await openFalcon();
  server.hosts.set(computerId, host());
  connector = createConnector(settings(server.baseUrl), async () => secret, deps);
});
afterEach(() => server.close());

const ask = (kind: ActionRequest["kind"], more = {}): ActionRequest => ({
  actionId: "act-1",
  incidentId: "inc-9",
  kind,
  target: { ...target, ...more },
});
const status = () => server.hosts.get(computerId)?.status;
const posts = () => server.seen.filter(({ path }) => path.startsWith("POST"));

it("contains and lifts by two names that are constants, and offers nothing else", async () => {
  const isolation = await connector.request(ask("isolate"));
  await expect.poll(() => connector.outcome(ask("isolate"), isolation)).toEqual({ state: "confirmed" });
  const release = await connector.request(ask("release"));
  await expect.poll(() => connector.outcome(ask("release"), release)).toEqual({ state: "confirmed" });
  const path = "POST /devices/entities/devices-actions/v2?action_name=";
  const body = JSON.stringify({ ids: [computerId] });
  expect(posts()).toEqual([
    { path: `${path}contain`, body },
    { path: `${path}lift_containment`, body },
  ]);
  expect(server.journal).toEqual([`contained ${computerId}`, `normal ${computerId}`]);
  expect(connector.supports).toEqual(["kill", "isolate", "release"]);
  await expect(connector.request(ask("remove"))).rejects.toMatchObject({ name: "Refusal", code: "not-supported" });
  expect(posts()).toHaveLength(2);
});

describe("a process", () => {
  const kill = (more = {}) => ask("kill", { process: { ...victim, ...more } });

  it("is stopped by the script of the settings, told action, pid, hash and a last second, and by nothing else", async () => {
    server.processes.set(victim.pid, victim.sha256);
    const reference = await connector.request(kill());
    await expect.poll(() => connector.outcome(kill(), reference)).toEqual({ state: "confirmed" });
    expect(server.journal).toEqual(["kill 7488"]);
    const [, run] = posts();
    const [, action, pid, hash, last] =
      /-CommandLine="(\S+) (\d+) (\S+) (\d+)"$/.exec(JSON.parse(run?.body ?? "").command_string) ?? [];
    expect([action, pid, hash]).toEqual(["act-1", "7488", victim.sha256]);
    expect(Number(last) - Date.now() / 1000).toBeLessThanOrEqual(15 * 60);
  });

  it("that is another program's by now is left alone, and that is said", async () => {
    server.processes.set(victim.pid, "cd".repeat(32));
    const reference = await connector.request(kill());
    await expect
      .poll(() => connector.outcome(kill(), reference))
      .toEqual({ state: "failed", reason: "another-program" });
    expect(server.journal).toEqual([]);
  });

  it("is not stopped without a hash, without a script, nor on a host that is away", async () => {
    await expect(connector.request(kill({ sha256: undefined }))).rejects.toMatchObject({ code: "kill-needs-hash" });
    const without = createConnector({ ...settings(server.baseUrl), killScript: undefined }, async () => secret, deps);
    expect(without.supports).toEqual(["isolate", "release"]);
    await expect(without.request(kill())).rejects.toMatchObject({ code: "not-supported" });
    server.offline = true;
    await expect(connector.request(kill())).rejects.toMatchObject({ code: "crowdstrike-not-found" });
    expect(posts().filter(({ path }) => path.includes("active-responder"))).toEqual([]);
  });
});

it("is not confirmed while it is pending", async () => {
  server.offline = true;
  const reference = await connector.request(ask("isolate"));
  expect(status()).toBe("containment_pending");
  expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "running" });
  expect(await connector.find(ask("isolate"))).toBe(reference);
  expect(await connector.find(ask("release"))).toBe("none");
});

describe("what is so already", () => {
  it("is taken as asked for, and not asked for again", async () => {
    server.hosts.set(computerId, { ...host(), status: "contained" });
    const reference = await connector.request(ask("isolate"));
    expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "confirmed" });
    expect(server.journal).toEqual([]);
  });

  it.each([
    ["normal", "none", "found"],
    ["containment_pending", "found", "none"],
    ["contained", "found", "none"],
    ["lift_containment_pending", "none", "found"],
  ] as const)("is found by the host's own state: %s", async (state, isolate, release) => {
    server.hosts.set(computerId, { ...host(), status: state });
    const found = async (kind: "isolate" | "release") =>
      (await connector.find(ask(kind))) === "none" ? "none" : "found";
    expect([await found("isolate"), await found("release")]).toEqual([isolate, release]);
  });
});

it("a refusal for the host within a 202 is no success", async () => {
  await expect(connector.request(ask("isolate", { computerId: "f".repeat(32) }))).rejects.toMatchObject({
    name: "Unavailable",
  });
  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (!`${input}`.includes("devices-actions")) return fetch(input, init);
    return Response.json({ resources: [], errors: [{ code: 403, message: "no" }] }, { status: 202 });
  };
  const refusing = createConnector(settings(server.baseUrl), async () => secret, { ...deps, fetch: answer });
  await expect(refusing.request(ask("isolate"))).rejects.toMatchObject({
    name: "Refusal",
    code: "crowdstrike-forbidden",
  });
  expect(status()).toBe("normal");
});

describe("exempt", () => {
  it.each([
    [{ tags: ["FalconGroupingTags/Exempt"], groups: [] }, true],
    [{ tags: ["SensorGroupingTags/exempt"], groups: [] }, true],
    [{ tags: ["FalconGroupingTags/exempted"], groups: [] }, false],
    [{ tags: [], groups: ["g1", "g2"] }, true],
    [{ tags: [], groups: ["g1"] }, false],
  ])("%j is %s", async (more, expected) => {
    server.groups.set("g1", "Office").set("g2", "exempt");
    server.hosts.set(computerId, { ...host(), ...more });
    expect(await connector.exempt(computerId)).toBe(expected);
  });

  it("throws where a group's name is not shown, or the host is not there", async () => {
    server.hosts.set(computerId, { ...host(), tags: [], groups: ["hidden"] });
    await expect(connector.exempt(computerId)).rejects.toMatchObject({ name: "Unavailable" });
    await expect(connector.exempt("e".repeat(32))).rejects.toMatchObject({ name: "Unavailable" });
  });
});

it("one token serves many calls, and the credential goes to the cloud that the settings name alone", async () => {
  await connector.find(ask("isolate"));
  await connector.find(ask("isolate"));
  expect(server.tokens).toBe(1);
  const create = (more: object) => createConnector({ cloud: "eu-1", ...more }, async () => secret, deps);
  expect(create({}).investigationLink("a/b")).toBe("https://falcon.eu-1.crowdstrike.com/host-management/hosts/a%2Fb");
  for (const wrong of [{ cloud: "moon-1" }, { baseUrl: "https://api.crowdstrike.com.evil.example" }])
    expect(() => create(wrong)).toThrow(expect.objectContaining({ code: "crowdstrike-settings" }));
});
