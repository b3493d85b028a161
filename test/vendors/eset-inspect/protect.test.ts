// What the connector takes from ESET PROTECT On-Prem: who is exempt, and who is isolated.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createConnector } from "../../../vendors/eset-inspect/response.ts";
import type { ActionRequest } from "../../../vendors/vendor.ts";
import { computerId, credentials, target } from "./proof.ts";
import { ISOLATED_GROUP } from "./protect.ts";
import { type InspectServer, openInspect } from "./server.ts";

let server: InspectServer;
let now = Date.parse("2026-01-05T00:00:00.000Z");
const at = (seconds: number) => () => new Date(now + 1000 * seconds).toISOString();
beforeEach(async () => {
  now = Date.parse("2026-01-05T00:00:00.000Z");
  server = await openInspect({ ...credentials, computers: [computerId], modules: [] });
});
afterEach(() => server.close());

const connect = (settings: object = {}) =>
  createConnector(
    { baseUrl: server.baseUrl, protectUrl: server.baseUrl, isolatedGroup: ISOLATED_GROUP, ...settings },
    async () => JSON.stringify(credentials),
    { fetch, now: () => now, sleep: async () => undefined, random: Math.random },
  );
const request = (kind: ActionRequest["kind"]): ActionRequest => ({
  actionId: "act-1",
  incidentId: "inc-1",
  kind,
  target,
});

describe("who is exempt", () => {
  const stand = (names: readonly string[], isSecurityGroup = true) => {
    const groups = names.map((displayName, index) => ({
      uuid: `g-${index}`,
      displayName,
      parentGroupUuid: index === 0 ? "" : `g-${index - 1}`,
      isSecurityGroup,
    }));
    server.protect.groups = groups;
    server.protect.parent = `g-${names.length - 1}`;
  };

  it.each<[string, readonly string[], boolean]>([
    ["stands in the group", ["All", "exempt"], true],
    ["stands below it", ["All", " Exempt ", "Tokyo", "Servers"], true],
    ["stands elsewhere", ["All", "exempt-not", "Tokyo"], false],
  ])("%s: %j", async (_what, names, expected) => {
    stand(names);
    expect(await connect().exempt(computerId)).toBe(expected);
  });

  it("is not who stands in a dynamic group of that name", async () => {
    stand(["All", "exempt"], false);
    expect(await connect().exempt(computerId)).toBe(false);
  });

  it("is read though the groups come in many pages", async () => {
    server.protect.pageSize = 1;
    stand(["All", "exempt", "Tokyo"]);
    expect(await connect().exempt(computerId)).toBe(true);
  });

  it.each<[string, () => unknown]>([
    ["a group is not shown", () => stand([])],
    [
      "groups contain each other",
      () => {
        stand(["All", "A"]);
        server.protect.groups = server.protect.groups.map((group) => ({ ...group, parentGroupUuid: "g-1" }));
      },
    ],
    ["the computer is not known there", () => Object.assign(server.protect, { computers: [] })],
    ["the account is not let in", () => Object.assign(server.protect, { password: "another" })],
    ["pages do not end", () => Object.assign(server.protect, { pageSize: 0 })],
  ])("is unreadable where %s", async (_what, spoil) => {
    spoil();
    await expect(connect().exempt(computerId)).rejects.toMatchObject({ name: "Unavailable" });
  });
});

describe("an isolation", () => {
  it("is confirmed by the group, once the computer has connected after the request", async () => {
    const connector = connect();
    const reference = await connector.request(request("isolate"));
    server.protect.lastSyncTime = at(-30);
    expect(await connector.outcome(request("isolate"), reference)).toEqual({ state: "running" });
    server.protect.lastSyncTime = at(30);
    expect(await connector.outcome(request("isolate"), reference)).toEqual({ state: "confirmed" });
  });

  it("is not confirmed where the computer connected and stands not in the group", async () => {
    server.lie("isolate");
    const connector = connect();
    const reference = await connector.request(request("isolate"));
    server.protect.lastSyncTime = at(30);
    expect(await connector.outcome(request("isolate"), reference)).toEqual({ state: "running" });
    expect(await connector.find(request("isolate"))).toBe("unknown");
  });

  it("whose request's answer was lost is found where the computer stands in the group", async () => {
    server.isolated.add(computerId);
    const reference = await connect().find(request("isolate"));
    server.protect.lastSyncTime = at(30);
    expect(await connect().outcome(request("isolate"), reference)).toEqual({ state: "confirmed" });
  });

  it("is not confirmed by two groups of the name, nor by a static one, nor without its name", async () => {
    const reference = await connect().request(request("isolate"));
    server.protect.lastSyncTime = at(30);
    expect(await connect({ isolatedGroup: undefined }).outcome(request("isolate"), reference)).toEqual({
      state: "running",
    });
    const group = server.protect.groups.find(({ displayName }) => displayName === ISOLATED_GROUP);
    if (group === undefined) throw new Error("no such group");
    server.protect.groups.push({ ...group, uuid: "g-more" });
    await expect(connect().outcome(request("isolate"), reference)).rejects.toMatchObject({ name: "Unavailable" });
    server.protect.groups = [{ ...group, isSecurityGroup: true }];
    await expect(connect().outcome(request("isolate"), reference)).rejects.toMatchObject({ name: "Unavailable" });
  });

  it("of an earlier release, whose reference holds no instant, is never confirmed", async () => {
    server.isolated.add(computerId);
    expect(await connect().outcome(request("isolate"), "isolate")).toEqual({ state: "running" });
  });
});

it("a release is confirmed when the computer has left the group, by a connection after the request", async () => {
  server.isolated.add(computerId);
  const connector = connect();
  const old = [...server.isolated];
  const reference = await connector.request(request("release"));
  server.protect.members = () => old;
  server.protect.lastSyncTime = at(30);
  expect(await connector.outcome(request("release"), reference)).toEqual({ state: "running" });
  server.protect.members = () => [];
  server.protect.lastSyncTime = at(-30);
  expect(await connector.outcome(request("release"), reference)).toEqual({ state: "running" });
  server.protect.lastSyncTime = at(60);
  expect(await connector.outcome(request("release"), reference)).toEqual({ state: "confirmed" });
});
