import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createConnector } from "../../../vendors/eset-inspect/response.ts";
import type { ActionRequest, Connector } from "../../../vendors/vendor.ts";
import { computerId, credentials, sha1, target } from "./proof.ts";
import { type InspectServer, openInspect } from "./server.ts";

let server: InspectServer;
beforeEach(async () => {
  server = await openInspect({ ...credentials, computers: [computerId], modules: [sha1] });
});
afterEach(() => server.close());

const deps = { fetch, now: Date.now, sleep: async () => undefined, random: Math.random };
const connect = (settings: Record<string, unknown> = {}): Connector => {
  return createConnector({ baseUrl: server.baseUrl, ...settings }, async () => JSON.stringify(credentials), deps);
};
const request = (kind: ActionRequest["kind"]): ActionRequest => ({
  actionId: "act-1",
  incidentId: "inc-1",
  kind,
  target: { ...target, executable: { name: "dropper.exe", sha1 } },
});

describe("ESET Inspect on-prem", () => {
  it("takes each answer's new token for the next call, and logs in once", async () => {
    const connector = connect();
    for (const kind of ["isolate", "release", "isolate", "remove"] as const) await connector.request(request(kind));
    expect(server.journal).toEqual([
      `isolate ${computerId}`,
      `integrate ${computerId}`,
      `isolate ${computerId}`,
      `block ${sha1}`,
    ]);
    expect(server.logins()).toBe(1);
  });

  it("does not stop a process by itself, and does not say that anything is done", async () => {
    const connector = connect();
    expect(connector.supports).not.toContain("kill");
    await expect(connector.request(request("kill"))).rejects.toMatchObject({ name: "Refusal" });
    const reference = await connector.request(request("isolate"));
    expect(await connector.outcome(request("isolate"), reference)).toEqual({ state: "running" });
    expect(await connector.find(request("isolate"))).toBe("unknown");
    expect(connector.repeatable).not.toContain("isolate");
  });

  it("counts every computer as exempt, until the settings say that the house's own list is the only one", async () => {
    await expect(connect().exempt(computerId)).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
    expect(await connect({ exemptions: "own-list-only" }).exempt(computerId)).toBe(false);
  });

  it.each([
    { baseUrl: "http://inspect.example.lan" },
    { baseUrl: "https://user:pw@inspect.example.lan" },
    { nonsense: 1 },
    { exemptions: "nobody" },
    { exemptions: "own-list-only", protectUrl: "https://protect.example.lan:9443" },
    { isolatedGroup: "NW isolated" },
  ])("refuses the settings %j", (settings) =>
    expect(() => connect(settings)).toThrow(expect.objectContaining({ code: "eset-inspect-settings" })),
  );

  it("says by which certificate it was stopped, and that nothing was sent", async () => {
    const cause = Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    const failing = { ...deps, fetch: () => Promise.reject(new TypeError("fetch failed", { cause })) };
    const connector = createConnector(
      { baseUrl: "https://inspect.example.lan" },
      async () => JSON.stringify(credentials),
      failing,
    );
    await expect(connector?.request(request("isolate"))).rejects.toMatchObject({
      effect: "none",
      message: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT"),
    });
  });

  it("opens the console for an investigation, or the page that was configured", () => {
    const link = (settings: object) => connect({ ...settings }).investigationLink("c 1");
    expect(link({ baseUrl: "https://inspect.example.lan/" })).toBe("https://inspect.example.lan/console");
    expect(link({ consoleUrl: "https://x.example/c/{computerId}" })).toBe("https://x.example/c/c%201");
  });
});

describe("its detections", () => {
  const detection = (id: number, creationTime: string) => ({
    id,
    computerUuid: computerId,
    creationTime,
    ruleName: `Rule ${id}`,
  });
  const since = "2026-01-10T00:00:00.000Z";

  async function readAll(cursor?: string, failures = 0) {
    const { polling } = connect({ poll: true });
    const bodies: string[] = [];
    let position = cursor;
    for (;;) {
      const polled = await polling?.poll("detections", position, { since, failures });
      if (polled === undefined) throw new Error("it does not poll");
      bodies.push(...polled.bodies);
      position = polled.cursor;
      if (!polled.more)
        return {
          cursor: position,
          ids: bodies.flatMap((body) => JSON.parse(body).detections.map((one: any) => one.id)),
        };
    }
  }

  it("are asked for only where the settings say so", () => {
    expect(connect().polling).toBeUndefined();
    expect(connect({ poll: true }).polling?.cases).toBeUndefined();
  });

  it("are read from the beginning of asking, though many are older, then on from the last number", async () => {
    for (let id = 1; id <= 260; id += 1)
      server.detections.push(detection(id, id < 130 ? "2026-01-09T00:00:00Z" : "2026-01-10T01:00:00Z"));
    const first = await readAll();
    expect(first.ids).toEqual(Array.from({ length: 131 }, (_one, index) => 130 + index));
    for (let id = 261; id <= 500; id += 1) server.detections.push(detection(id, "2026-01-10T02:00:00Z"));
    const second = await readAll(first.cursor);
    expect(second.ids).toEqual(Array.from({ length: 240 }, (_one, index) => 261 + index));
    expect((await readAll(second.cursor)).ids).toEqual([]);
  });

  it("are asked for in smaller pages after a failure", async () => {
    server.detections.push(detection(1, "2026-01-10T01:00:00Z"));
    await readAll(JSON.stringify({ after: 0 }), 3);
    expect(server.asked.at(-1)?.get("$top")).toBe("1");
  });
});
