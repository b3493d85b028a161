import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refusal, Unavailable } from "../../../core/errors.ts";
import { createConnector } from "../../../vendors/sentinelone/response.ts";
import type { ActionRequest, Connector } from "../../../vendors/vendor.ts";
import { agentId, apiToken, connectedAgent, served, sha1, target } from "./proof.ts";
import { type ConsoleServer, openConsole } from "./server.ts";

let server: ConsoleServer;
const other = "1801234567890123999";
const deps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
const connect = (settings: object = {}, secret = async () => JSON.stringify({ apiToken })): Connector =>
  createConnector({ baseUrl: server.baseUrl, ...settings }, secret, deps);
const ask = (kind: ActionRequest["kind"]): ActionRequest => ({
  actionId: "act-1",
  incidentId: "inc-1",
  kind,
  target: {
    ...target,
    process: { pid: 1, name: "invoice_viewer.exe", sha1 },
    executable: { name: "invoice_viewer.exe", sha1 },
  },
});
const codeOf = async (asked: Promise<unknown>): Promise<string> => {
  const error = await asked.catch((thrown: unknown) => thrown);
  if (error instanceof Refusal) return error.code;
  return error instanceof Unavailable ? `unavailable, ${error.effect}` : "no error";
};
const threat = () => {
  const [first] = server.threats;
  if (first === undefined) throw new Error("no threat");
  return first;
};

beforeEach(async () => {
  const elsewhere = { ...served(), id: "1809876543210000001", agentRealtimeInfo: { agentId: other } };
  const agents = [connectedAgent, { ...connectedAgent, id: other, computerName: "PC-OTHER" }];
  server = await openConsole(apiToken, { agents, threats: [served(), elsewhere] });
});
afterEach(() => server.close());

describe("affected: 0", () => {
  it.each(["kill", "remove", "isolate"] as const)("is a failure of %s, never a success", async (kind) => {
    server.idle = true;
    expect(await codeOf(connect().request(ask(kind)))).toBe("sentinelone-nothing-affected");
    expect(server.journal).toEqual([]);
  });
});

describe("a mitigation", () => {
  it("names the threats of this computer alone, and always names some: without ids it would be all of them", async () => {
    const connector = connect();
    for (const kind of ["kill", "remove", "isolate", "release"] as const) await connector.request(ask(kind));
    expect(server.posts.map(({ path, body }) => [path.split("/v2.1")[1], body])).toEqual([
      ["/threats/mitigate/kill", { filter: { ids: [served().id] } }],
      ["/threats/mitigate/quarantine", { filter: { ids: [served().id] } }],
      ["/agents/actions/disconnect", { filter: { ids: [agentId] } }],
      ["/agents/actions/connect", { filter: { ids: [agentId] } }],
    ]);
  });

  it("never reaches another computer's threat, or another file's, even where the console answers more than was asked", async () => {
    server.deaf = true;
    const file = { ...served(), id: "1809876543210000002" };
    file.threatInfo = { ...file.threatInfo, sha1: "0".repeat(40) };
    server.threats.push(file);
    const connector = connect();
    const reference = await connector.request(ask("remove"));
    expect(server.journal).toEqual([`quarantine ${served().id}`]);
    expect(await connector.outcome(ask("remove"), reference)).toEqual({ state: "confirmed" });
    const others = ask("remove");
    others.target.computerId = other;
    expect(await connector.outcome(others, reference)).toEqual({ state: "running" });
  });

  it("is not confirmed by an older report", async () => {
    threat().mitigationStatus = [{ action: "quarantine", status: "success", lastUpdate: "2025-01-01T00:00:00.000Z" }];
    const connector = connect();
    server.lie = true;
    const reference = await connector.request(ask("remove"));
    expect(await connector.outcome(ask("remove"), reference)).toEqual({ state: "running" });
    threat().mitigationStatus.push({ action: "quarantine", status: "success", lastUpdate: "2026-01-05T09:00:00.000Z" });
    expect(await connector.outcome(ask("remove"), reference)).toEqual({ state: "confirmed" });
  });

  it.each([
    ["failed", { state: "failed", reason: "mitigation-failed" }],
    ["partial", { state: "failed", reason: "mitigation-failed" }],
    ["pending", { state: "running" }],
    ["pending-reboot", { state: "running" }],
    ["sent", { state: "running" }],
    ["a word to come", { state: "running" }],
  ])("that is reported as %s is told so", async (status, outcome) => {
    server.status = status;
    const connector = connect();
    expect(await connector.outcome(ask("kill"), await connector.request(ask("kill")))).toEqual(outcome);
  });

  it("whose file somebody restored later has failed", async () => {
    const connector = connect();
    const reference = await connector.request(ask("remove"));
    threat().mitigationStatus.push({ action: "unquarantine", status: "success", lastUpdate: "2027-01-01T00:00:00Z" });
    expect(await connector.outcome(ask("remove"), reference)).toEqual({ state: "failed", reason: "restored" });
  });

  it("of a program that ran stops it first, and is confirmed by both reports", async () => {
    threat().threatInfo.detectionType = "dynamic";
    const connector = connect();
    const reference = await connector.request(ask("remove"));
    expect(server.journal).toEqual([`kill ${served().id}`, `quarantine ${served().id}`]);
    expect(await connector.outcome(ask("remove"), reference)).toEqual({ state: "confirmed" });
    const kill = threat().mitigationStatus.find(({ action }) => action === "kill");
    if (kill !== undefined) kill.status = "pending";
    expect(await connector.outcome(ask("remove"), reference)).toEqual({ state: "running" });
  });

  it("without a threat of that file, or without a hash, is refused and nothing is asked", async () => {
    const request = ask("remove");
    request.target.executable = { name: "x.exe", sha1: "0".repeat(40) };
    expect(await codeOf(connect().request(request))).toBe("sentinelone-no-threat");
    request.target.executable = { name: "x.exe" };
    expect(await codeOf(connect().request(request))).toBe("remove-needs-hash");
    expect(server.posts).toEqual([]);
  });

  it("goes by SHA-256 where that is all there is, through all pages", async () => {
    const sha256 = "ab".repeat(32);
    const many = Array.from({ length: 150 }, (_one, n) => ({ ...served(), id: `18098765432100${10_000 + n}` }));
    const last = { ...served(), id: "1809876543219999999" };
    last.threatInfo = { ...last.threatInfo, sha256 };
    server.threats.splice(0, server.threats.length, ...many, last);
    const request = ask("remove");
    request.target.executable = { name: "x.exe", sha256 };
    await connect().request(request);
    expect(server.journal).toEqual([`quarantine ${last.id}`]);
  });

  it("after a lost answer is found again by its report, and unknown without one", async () => {
    const connector = connect();
    expect(await connector.find(ask("remove"))).toBe("unknown");
    await connector.request(ask("remove"));
    const found = await connector.find(ask("remove"));
    expect(await connector.outcome(ask("remove"), found)).toEqual({ state: "confirmed" });
    expect(await connector.find(ask("kill"))).toBe("unknown");
  });
});

describe("an isolation", () => {
  it("is confirmed when the agent shows it, not while it is under way", async () => {
    const connector = connect();
    const reference = await connector.request(ask("isolate"));
    expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "running" });
    expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "confirmed" });
    expect(server.agents.map(({ networkStatus }) => networkStatus)).toEqual(["disconnected", "connected"]);
  });

  it("of a computer that is isolated already asks nothing: the product would affect none", async () => {
    const connector = connect();
    for (let i = 0; i < 3; i += 1) await connector.request(ask("isolate"));
    expect(server.posts).toHaveLength(1);
  });

  it("of a computer without its agent has failed", async () => {
    server.lie = true;
    const connector = connect();
    const reference = await connector.request(ask("isolate"));
    Object.assign(server.agents[0] ?? {}, { isDecommissioned: true });
    expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "failed", reason: "decommissioned" });
  });

  it("of a computer that the console does not know is not asked for", async () => {
    server.agents.length = 0;
    expect(await codeOf(connect().request(ask("isolate")))).toBe("unavailable, none");
    expect(await codeOf(connect().exempt(agentId))).toBe("unavailable, none");
    expect(server.posts).toEqual([]);
  });

  it.each(["1,2", "", "../x", "1 2"])("never takes %j for one computer", async (computerId) => {
    const request = ask("isolate");
    request.target.computerId = computerId;
    await codeOf(connect().request(request));
    expect(server.posts).toEqual([]);
  });
});

describe("the connector", () => {
  it("reads exemption from the agent's group and from its tags", async () => {
    const [agent] = server.agents;
    if (agent === undefined) throw new Error("no agent");
    expect(await connect().exempt(agentId)).toBe(false);
    agent.tags = { sentinelone: [{ key: "handling", value: "Exempt" }] };
    expect(await connect().exempt(agentId)).toBe(true);
    delete agent.tags;
    agent.groupName = " EXEMPT";
    expect(await connect().exempt(agentId)).toBe(true);
  });

  it("reads a changed token after a 401, and goes on", async () => {
    const secrets = ["an old one", apiToken];
    const connector = connect({}, async () => JSON.stringify({ apiToken: secrets.shift() ?? apiToken }));
    await connector.request(ask("isolate"));
    expect(server.journal).toEqual([`disconnect ${agentId}`]);
  });

  it.each([
    { baseUrl: "https://example.com" },
    { baseUrl: "https://sentinelone.net.example.com" },
    { baseUrl: "http://usea1.sentinelone.net" },
    { baseUrl: "https://usea1.sentinelone.net", apiToken: "x" },
    { baseUrl: "https://usea1.sentinelone.net", consoleUrl: "javascript:alert(1)" },
  ])("refuses the settings %o", (settings) => {
    expect(() => createConnector(settings, async () => "", deps)).toThrow(
      expect.objectContaining({ code: "sentinelone-settings" }),
    );
  });

  it("leads to the console's computers, or to the page that the settings name", () => {
    const baseUrl = "https://usea1-example.sentinelone.net/";
    const create = (settings: object) => createConnector({ baseUrl, ...settings }, async () => "", deps);
    expect(create({}).investigationLink("1")).toBe("https://usea1-example.sentinelone.net/sentinels/devices");
    const consoleUrl = "https://c.example.com/{computerId}/shell";
    expect(create({ consoleUrl }).investigationLink("a b")).toBe("https://c.example.com/a%20b/shell");
    expect(connect().investigationLink("1")).toBeUndefined();
  });
});
