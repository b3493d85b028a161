// Kill by our script in live response's library: what is asked, and what is believed.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createConnector } from "../../../vendors/defender/response.ts";
import type { ActionRequest, Connector } from "../../../vendors/vendor.ts";
import { computerId, secret, settings, target, victim } from "./proof.ts";
import { type DefenderServer, openDefender } from "./server.ts";

let server: DefenderServer;
let connector: Connector;
const deps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
beforeEach(async () => {
  server = await openDefender();
  server.machines.set(computerId, { id: computerId, machineTags: [] });
  connector = createConnector(settings(server.baseUrl), async () => secret, deps);
});
afterEach(() => server.close());

describe("a process", () => {
  const kill = (more: object = {}, actionId = "act-1"): ActionRequest => ({
    actionId,
    incidentId: "inc-9",
    kind: "kill",
    target: { ...target, process: { ...victim, ...more } },
  });
  const ended = (request: ActionRequest, reference: string) =>
    expect.poll(async () => (await connector.outcome(request, reference)).state).not.toBe("running");

  it("is stopped by the script of the library, told action, pid, hash and a last second", async () => {
    server.processes.set(victim.pid, victim.sha256);
    const reference = await connector.request(kill());
    await ended(kill(), reference);
    expect(await connector.outcome(kill(), reference)).toEqual({ state: "confirmed" });
    const sent = server.seen.find(({ path }) => path.endsWith("/runliveresponse"));
    const [{ type, params }] = JSON.parse(sent?.body ?? "").Commands;
    expect([type, params[0]]).toEqual(["RunScript", { key: "ScriptName", value: "hikeshi-kill.ps1" }]);
    expect(params[1].value).toMatch(new RegExp(`^act-1 ${victim.pid} ${victim.sha256} \\d{10}$`));
    expect(await connector.find(kill())).toBe(reference);
    expect(await connector.find(kill({}, "act-2"))).toBe("none");
  });

  it("that is another program's by now is left alone, and that is said", async () => {
    server.processes.set(victim.pid, "cd".repeat(32));
    const reference = await connector.request(kill());
    await ended(kill(), reference);
    expect(await connector.outcome(kill(), reference)).toEqual({ state: "failed", reason: "another-program" });
    expect(server.journal).toEqual([]);
  });

  it("waits while somebody else's session is open on the computer: theirs is not ours", async () => {
    server.offline = true;
    await connector.request(kill({}, "theirs"));
    await expect(connector.request(kill())).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
    expect(await connector.find(kill())).toBe("none");
  });

  it("is not stopped without a hash, nor where the settings name no script", async () => {
    await expect(connector.request(kill({ sha256: undefined }))).rejects.toMatchObject({ code: "kill-needs-hash" });
    const own = { ...settings(server.baseUrl), killScript: undefined };
    const without = createConnector(own, async () => secret, deps);
    expect(without.supports).toEqual(["remove", "isolate", "release"]);
    await expect(without.request(kill())).rejects.toMatchObject({ code: "not-supported" });
    for (const killScript of ["a b.ps1", "x.sh", 'a"; calc.ps1'])
      expect(() => createConnector({ ...own, killScript }, async () => secret, deps)).toThrow();
  });
});
