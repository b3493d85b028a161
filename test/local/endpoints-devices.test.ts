import { describe, expect, it } from "vitest";
import { demoComputers, demoGroups, demoHashes, demoIds } from "../../local/endpoints/demo.ts";
import type { SimulatedDetection } from "../../local/endpoints/index.ts";
import { play, seeded, task } from "./endpoints-play.ts";

const devices = "/device-management/v1/devices";
const groups = "/device-management/v1/device_groups";
const group = (name: string) => demoGroups.find((one) => one.name === name)?.id ?? "";

describe("devices", () => {
  it("are found by their exact name, one by one, and in a batch of the asked order", async () => {
    const { call } = await play();
    const named = (await call("GET", `${devices}?displayNames=SV-DC01&displayNames=SV-SQL0`)).json.devices;
    expect(named.map((one: { uuid: string }) => one.uuid)).toEqual([demoIds.dc01]);
    const { device } = (await call("GET", `${devices}/${demoIds.sql01}`)).json;
    expect(device).toMatchObject({ displayName: "SV-SQL01", parentGroupUuid: group("Servers") });
    const batch = await call("GET", `${devices}:batchGet?devicesUuids=${demoIds.dc01}&devicesUuids=${demoIds.test1}`);
    expect(batch.json.devices.map((one: { displayName: string }) => one.displayName)).toEqual(["SV-DC01", "test1-VM"]);
  });

  it("tell nothing of isolation", async () => {
    const { call, clock } = await play();
    const before = (await call("GET", `${devices}/${demoIds.sql01}`)).json.device;
    await call("POST", "/automation/v1/device_tasks", task(demoIds.sql01));
    await clock.advance(600);
    const after = (await call("GET", `${devices}/${demoIds.sql01}`)).json.device;
    expect({ ...after, lastSyncTime: "" }).toEqual({ ...before, lastSyncTime: "" });
  });

  it.each([
    [
      "one unknown in a batch: all or nothing",
      "GET",
      `${devices}:batchGet?devicesUuids=${demoIds.dc01}&devicesUuids=no`,
      404,
    ],
    ["an empty batch", "GET", `${devices}:batchGet`, 400],
    ["an unknown device", "GET", `${devices}/no`, 404],
  ])("refuse %s", async (_case, method, path, status) => {
    const { call } = await play();
    expect((await call(method, path)).status).toBe(status);
  });

  it("move into another static group", async () => {
    const { call, endpoints, events } = await play();
    const reply = await call("POST", `${devices}/${demoIds.sql01}:move`, { newParentUuid: group("exempt") });
    expect([reply.status, reply.json.device.parentGroupUuid]).toEqual([200, group("exempt")]);
    expect([endpoints.computer("SV-SQL01").group, events()]).toEqual([group("exempt"), ["moved"]]);
  });

  it.each([
    ["an unknown group", "no", 404],
    ["a dynamic group", group("NW隔離中"), 400],
  ])("do not move into %s", async (_case, newParentUuid, status) => {
    const { call, endpoints } = await play();
    expect((await call("POST", `${devices}/${demoIds.sql01}:move`, { newParentUuid })).status).toBe(status);
    expect(endpoints.computer("SV-SQL01").group).toBe(group("Servers"));
  });
});

describe("device groups", () => {
  it("form a tree in which static and dynamic groups are told apart", async () => {
    const { call } = await play();
    const { deviceGroups } = (await call("GET", groups)).json;
    const shown = deviceGroups.map((one: Record<string, unknown>) => [one.displayName, one.isSecurityGroup]);
    expect(shown).toEqual([
      ["All", true],
      ["Clients", true],
      ["Servers", true],
      ["exempt", true],
      ["NW隔離中", false],
    ]);
    expect(deviceGroups[3]).toMatchObject({ uuid: group("exempt"), parentGroupUuid: group("All") });
    expect(deviceGroups[0].parentGroupUuid).toBe("");
  });

  it("list their own devices, and with recurseSubgroups those of the groups below", async () => {
    const { call } = await play();
    const names = async (id: string, query = "") =>
      (await call("GET", `${groups}/${id}/devices${query}`)).json.devices.map(
        (one: { displayName: string }) => one.displayName,
      );
    expect(await names(group("exempt"))).toEqual(["SV-DC01"]);
    expect(await names(group("All"))).toEqual([]);
    expect(await names(group("All"), "?recurseSubgroups=true")).toHaveLength(demoComputers.length);
    expect((await call("GET", `${groups}/no/devices`)).status).toBe(404);
  });

  it("hold the isolated computers in the dynamic group", async () => {
    const { call, clock } = await play();
    const path = `${groups}/${group("NW隔離中")}/devices`;
    expect((await call("GET", path)).json).toMatchObject({ devices: [], totalSize: 0 });
    await call("POST", "/automation/v1/device_tasks", task(demoIds.sql01));
    await clock.advance(600);
    expect((await call("GET", path)).json.devices).toMatchObject([{ uuid: demoIds.sql01 }]);
  });
});

describe("detections", () => {
  const path = "/incident-management/v1/detections";
  const one = (uuid: string, occurredAt: string, computerId: string = demoIds.sql01): SimulatedDetection => ({
    uuid,
    computerId,
    occurredAt,
    displayName: "Rule of a test [T0001]",
    severity: "HIGH",
    severityScore: 80,
    object: { name: "srv.exe", sha1: demoHashes.srv },
  });
  const detections = [
    one("d-2", "2026-04-26T02:00:00Z"),
    one("d-1", "2026-04-26T01:00:00Z"),
    one("d-3", "2026-04-26T03:00:00Z", demoIds.dc01),
  ];
  const uuids = (json: { detections: { uuid: string }[] }) => json.detections.map(({ uuid }) => uuid);

  it.each([
    ["", ["d-1", "d-2", "d-3"]],
    [`?deviceUuid=${demoIds.dc01}`, ["d-3"]],
    ["?startTime=2026-04-26T02:00:00Z", ["d-2", "d-3"]],
    ["?endTime=2026-04-26T02:00:00Z", ["d-1"]],
  ])("are listed by time: %s", async (query, expected) => {
    const { call } = await play({ detections });
    expect(uuids((await call("GET", path + query)).json)).toEqual(expected);
  });

  it.each(["filter=a", "orderBy=a", "startTime=a"])("refuse %s in the v1 list", async (query) => {
    const { call } = await play({ detections });
    expect((await call("GET", `${path}?${query}`)).status).toBe(400);
  });

  it("are read in both versions", async () => {
    const { call } = await play({ detections });
    const v1 = (await call("GET", `${path}/d-1`)).json.detection;
    expect(v1).toMatchObject({
      category: "DETECTION_CATEGORY_CORRELATION_RULE",
      context: { deviceUuid: demoIds.sql01 },
    });
    const v2 = (await call("GET", `${path.replace("v1", "v2")}/d-1`)).json.detection;
    expect(v2).toMatchObject({ category: "DETECTION_CATEGORY_EDR_RULE", device: { displayName: "SV-SQL01" } });
    expect((await call("GET", `${path}/no`)).status).toBe(404);
  });
});

describe("the control page", () => {
  it("shows the computers and what happened", async () => {
    const { send, endpoints } = await play();
    endpoints.tell("SV-SQL01", { kind: "offline" });
    const { status, json } = await send("GET", "/");
    expect([status, json.computers.length]).toEqual([200, 6]);
    expect(json.computers[1]).toMatchObject({
      name: "SV-SQL01",
      online: false,
      network: "connected",
      group: "Servers",
    });
    expect(json.journal).toMatchObject([{ event: "offline" }]);
  });

  it.each([
    ["a word", { behaviour: "lying" }, 200],
    ["an object", { behaviour: { kind: "slow", milliseconds: 10 } }, 200],
    ["an unknown word", { behaviour: "kind" }, 400],
    ["slow without a time", { behaviour: "slow" }, 400],
    ["nothing", undefined, 400],
  ])("takes a behaviour: %s", async (_case, body, status) => {
    const { send } = await play();
    const path = `/control/computers/${demoIds.sql01}`;
    expect((await send("POST", path, body && JSON.stringify(body))).status).toBe(status);
    expect((await send("POST", "/control/computers/no", JSON.stringify(body ?? {}))).status).toBe(404);
  });

  it("has the told behaviour take effect", async () => {
    const { send, endpoints } = await play();
    await send("POST", `/control/computers/${demoIds.sql01}`, JSON.stringify({ behaviour: "offline" }));
    expect(endpoints.computer("SV-SQL01").online).toBe(false);
  });
});

describe("a simulator", () => {
  it("gives the same ids again for the same random, and unique ones even for a constant random", async () => {
    const created = async (random: () => number) => {
      const { call } = await play({ random });
      const one = await call("POST", "/automation/v1/device_tasks", task(demoIds.sql01));
      return [one.json.task.uuid, one.headers.get("request-id")];
    };
    expect(await created(seeded(7))).toEqual(await created(seeded(7)));
    expect(await created(seeded(7))).not.toEqual(await created(seeded(8)));
    expect(new Set(await created(() => 0.5)).size).toBe(2);
  });

  it("changes its own copy of the computers", async () => {
    const { call, clock, endpoints } = await play();
    await call("POST", "/automation/v1/device_tasks", task(demoIds.sql01));
    await clock.advance(600);
    expect(endpoints.computer("SV-SQL01").network).toBe("isolated");
    expect(demoComputers.every((one) => one.network === "connected")).toBe(true);
  });

  it("leaves secrets out of what it records", async () => {
    const { exchanges } = await play();
    expect(exchanges).toMatchObject([{ document: "business-account", template: "/oauth/token", status: 200 }]);
    expect(exchanges[0]?.request).toMatchObject({ grant_type: "password", password: "…" });
    expect(exchanges[0]?.answer).toMatchObject({ access_token: "…", refresh_token: "…" });
  });
});
