import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Refusal, Unavailable } from "../../../core/errors.ts";
import type { ActionRequest, Connector } from "../../../vendors/vendor.ts";
import { createConnector } from "../../../vendors/wazuh/response.ts";
import { agents, credentials, path, settings, sha1, target, targets } from "./proof.ts";
import { type ManagerServer, openManager, receiptsFolder } from "./server.ts";

let server: ManagerServer;
const deps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
const connect = (more: object = {}): Connector =>
  createConnector({ ...settings(server.baseUrl), ...more }, async () => JSON.stringify(credentials), deps);
const ask = (kind: ActionRequest["kind"], computerId = target.computerId, actionId = "act-1"): ActionRequest => ({
  actionId,
  incidentId: "inc-1",
  kind,
  target: { ...targets[kind], computerId },
});
const thrown = async (asked: Promise<unknown>): Promise<string> => {
  const error = await asked.catch((one: unknown) => one);
  if (error instanceof Refusal) return error.code;
  return error instanceof Unavailable ? `unavailable, ${error.effect}` : "no error";
};
const agent = (id: string) => {
  const found = server.agents.find((one) => one.id === id);
  if (found === undefined) throw new Error("no such agent");
  return found;
};

beforeEach(async () => {
  server = await openManager(credentials, agents);
});
afterEach(() => server.close());

describe("an active response", () => {
  it("names exactly one agent, and what to do on it by data", async () => {
    const connector = connect();
    for (const kind of ["kill", "remove", "isolate", "release"] as const)
      await connector.request(ask(kind, "017", kind));
    expect(new Set(server.asked)).toEqual(new Set(["?agents_list=017"]));
    const common = { incidentId: "inc-1", actionId: "kill", receipt: "hikeshi-kill" };
    expect(server.orders[0]).toEqual({
      agentId: "017",
      command: "!hikeshi.exe",
      order: { kind: "kill", ...common, process: { pid: 6244, name: "updater7.exe", sha1 } },
    });
    expect(server.orders[1]?.order).toMatchObject({ kind: "remove", executable: { path, sha1 } });
    expect(server.journal).toEqual(["kill 017 6244", `remove 017 ${path}`, "isolate 017", "release 017"]);
  });

  it("has another name on Windows, where the settings say so: the agent's own system decides", async () => {
    const windowsCommands = { kill: "!hikeshi.cmd", isolate: "!hikeshi.cmd", release: "!hikeshi.cmd" };
    const secret = async () => JSON.stringify(credentials);
    const connector = createConnector({ ...settings(server.baseUrl), windowsCommands }, secret, deps);
    Object.assign(agent("017"), { os: { platform: "windows" } });
    Object.assign(agent("018"), { os: { platform: "ubuntu" } });
    await connector.request(ask("isolate", "017", "a"));
    await connector.request(ask("isolate", "018", "b"));
    expect(server.orders.map(({ agentId, command }) => [agentId, command])).toEqual([
      ["017", "!hikeshi.cmd"],
      ["018", "!hikeshi.exe"],
    ]);
    expect(await thrown(connector.request(ask("remove", "017")))).toBe("wazuh-unsupported");
    expect(await thrown(connector.request(ask("isolate", "999")))).toBe("unavailable, none");
  });

  it("never goes to more than the one agent, whatever stands in the place of its id", async () => {
    const connector = connect();
    const ids = fc.oneof(
      fc.constantFrom("", " ", "all", "*", "017,018", "017 ", "017&agents_list=018", "017%2C018", "０１７", "000", "0"),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(ids, fc.constantFrom("isolate", "kill", "remove", "release"), async (id, kind) => {
        await connector.request(ask(kind, id)).catch(() => undefined);
        for (const asked of server.asked) expect(asked).toMatch(/^\?agents_list=\d{3,10}$/);
        expect(server.asked).not.toContain("?agents_list=000");
      }),
      { numRuns: 200 },
    );
    expect(server.orders.map(({ agentId }) => agentId).filter((id) => id === "018" || id === "000")).toEqual([]);
  });

  it("never goes to the manager, which counts as exempt", async () => {
    const connector = connect();
    for (const kind of ["kill", "remove", "isolate", "release"] as const)
      expect(await thrown(connector.request(ask(kind, "000")))).toBe("wazuh-manager");
    expect(await connector.exempt("000")).toBe(true);
    expect(server.asked).toEqual([]);
  });

  it("that the manager did not send has failed, in an answer of 200", async () => {
    expect(await thrown(connect().request(ask("isolate", "999")))).toBe("wazuh-not-sent");
    expect(server.journal).toEqual([]);
  });

  it("to an agent that is away was not sent, and may be later", async () => {
    agent("017").active = false;
    expect(await thrown(connect().request(ask("isolate")))).toBe("unavailable, none");
    agent("017").active = true;
    await connect().request(ask("isolate"));
    expect(server.journal).toEqual(["isolate 017"]);
  });

  it.each([
    [{ error: 0, data: { affected_items: ["018"], failed_items: [] } }, "wazuh-not-sent"],
    [{ error: 0, data: { affected_items: [], failed_items: [] } }, "wazuh-not-sent"],
    [{ error: 2, data: { affected_items: ["017"], failed_items: [{ error: { code: 1650 } }] } }, "unavailable, maybe"],
    [{ error: 0, data: {} }, "unavailable, maybe"],
    [{ data: { affected_items: ["017"] } }, "unavailable, maybe"],
  ])("answered with %o is %s", async (answer, expected) => {
    const other: typeof fetch = async (input, init) =>
      init?.method === "PUT" ? Response.json(answer) : fetch(input, init);
    const secret = async () => JSON.stringify(credentials);
    const connector = createConnector(settings(server.baseUrl), secret, { ...deps, fetch: other });
    expect(await thrown(connector.request(ask("isolate")))).toBe(expected);
  });

  it("without a hash stops and removes nothing: a pid or a path may be another's by now", async () => {
    const kill = ask("kill");
    kill.target.process = { pid: 6244, name: "updater7.exe" };
    const remove = ask("remove");
    remove.target.executable = { name: "updater7.exe", path };
    expect(await thrown(connect().request(kill))).toBe("kill-needs-hash");
    expect(await thrown(connect().request(remove))).toBe("remove-needs-hash");
    remove.target.executable = { name: "updater7.exe", sha1 };
    expect(await thrown(connect().request(remove))).toBe("remove-needs-path");
    expect(server.asked).toEqual([]);
  });
});

describe("a confirmation", () => {
  it("comes by the script's receipt, which Wazuh reads back", async () => {
    const connector = connect();
    const reference = await connector.request(ask("isolate"));
    expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "confirmed" });
    expect(await connector.find(ask("isolate"))).toBe(reference);
  });

  it("never comes by the manager's word alone", async () => {
    server.scriptless = true;
    const connector = connect();
    const reference = await connector.request(ask("isolate"));
    expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "running" });
    expect(await connector.find(ask("isolate"))).toBe("unknown");
  });

  it("never comes where no receipts are set up", async () => {
    const connector = connect({ receipts: undefined });
    const reference = await connector.request(ask("isolate"));
    expect(server.journal).toEqual(["isolate 017"]);
    expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "running" });
    expect(await connector.find(ask("isolate"))).toBe("unknown");
  });

  it("is a failure where the script says that it could not", async () => {
    server.failing = true;
    const connector = connect();
    const reference = await connector.request(ask("kill"));
    expect(await connector.outcome(ask("kill"), reference)).toEqual({ state: "failed", reason: "script-failed" });
  });

  it("is not taken from another folder, another action, another agent or another content", async () => {
    const connector = connect();
    const reference = await connector.request(ask("isolate", "018"));
    const [good] = server.fim.get("018") ?? [];
    if (good === undefined) throw new Error("no receipt");
    const folder = receiptsFolder.toLowerCase();
    const forged = [
      { ...good, file: "c:\\users\\public\\hikeshi-act-1" },
      { ...good, file: `${folder}\\hikeshi-act-10` },
      { ...good, file: `${folder}\\sub\\hikeshi-act-1` },
      { ...good, sha256: "0".repeat(64) },
      { file: good.file, sha256: "" },
    ];
    server.fim.set("017", forged);
    expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "running" });
    // The receipt of an isolation says nothing about a release.
    server.fim.set("017", [good]);
    expect(await connector.outcome(ask("release"), reference)).toEqual({ state: "running" });
    expect(await connector.outcome(ask("isolate"), reference)).toEqual({ state: "confirmed" });
  });

  it("that reaches the manager a moment later is waited for before an order counts as lost", async () => {
    server.scriptless = true;
    const slow = { ...deps, sleep: async () => server.fim.set("017", late) && undefined };
    await connect().request(ask("isolate"));
    server.scriptless = false;
    await connect().request(ask("isolate", "018"));
    const late = server.fim.get("018") ?? [];
    const connector = createConnector(settings(server.baseUrl), async () => JSON.stringify(credentials), slow);
    expect(await connector.find(ask("isolate"))).not.toBe("unknown");
  });
});

describe("the connector", () => {
  it("logs in once, and again when a change of roles has revoked the token", async () => {
    const connector = connect();
    await connector.request(ask("isolate"));
    await connector.exempt("017");
    expect(server.logins()).toBe(1);
    server.revoke();
    await connector.request(ask("release", "017", "act-2"));
    expect([server.logins(), server.journal]).toEqual([2, ["isolate 017", "release 017"]]);
  });

  it("supports what the settings have scripts for", async () => {
    expect(connect({ commands: { kill: "kill.sh" } }).supports).toEqual(["kill"]);
    expect(connect({ commands: {} }).supports).toEqual([]);
    expect(await thrown(connect({ commands: { kill: "kill.sh" } }).request(ask("isolate")))).toBe("wazuh-unsupported");
    expect(connect().repeatable).toEqual(["remove", "release"]);
  });

  it.each([
    { commands: { isolate: "!a.sh" } },
    { commands: { release: "!a.sh" } },
    { commands: { kill: "a b" } },
    { commands: { kill: "../../bin/sh" } },
    { receipts: [] },
    { baseUrl: "http://wazuh.example.lan:55000" },
  ])("refuses the settings %o", (more) => {
    expect(() => connect(more)).toThrow(expect.objectContaining({ code: "wazuh-settings" }));
  });

  it("reads exemption from the agent's groups, and not from an unknown agent", async () => {
    expect(await connect().exempt("017")).toBe(false);
    agent("017").group.push("exempt");
    expect(await connect().exempt("017")).toBe(true);
    expect(await thrown(connect().exempt("999"))).toBe("unavailable, none");
  });

  it("leads to the page that the settings name, else nowhere", () => {
    expect(connect().investigationLink("017")).toBeUndefined();
    const consoleUrl = "https://wazuh.example.lan/app/endpoints-summary#/agents?agent={computerId}";
    expect(connect({ consoleUrl }).investigationLink("017")).toMatch(/agent=017$/);
  });
});
