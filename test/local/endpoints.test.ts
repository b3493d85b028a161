import { describe, expect, it } from "vitest";
import { demoComputers, demoHashes, demoIds } from "../../local/endpoints/demo.ts";
import { killAction, play, task } from "./endpoints-play.ts";

const tasks = "/automation/v1/device_tasks";
const isolation = { name: "StartNetworkIsolation" };
const release = { name: "EndNetworkIsolation" };

describe("a device task", () => {
  it("isolates the computer when its run finishes, not when it is asked for", async () => {
    const { endpoints, clock, call, run, events } = await play();
    const reply = await call("POST", tasks, task(demoIds.sql01));
    expect(reply.status).toBe(200);
    const { uuid } = reply.json.task;
    expect(reply.json.task).toMatchObject({ versionId: "1", displayName: "isolate action-1", action: isolation });
    expect(await run(uuid)).toMatchObject([{ status: "TASK_RUN_STATUS_QUEUED" }]);
    await clock.advance(400);
    expect(await run(uuid)).toMatchObject([{ status: "TASK_RUN_STATUS_RUNNING", startTime: "2026-04-26T03:00:00Z" }]);
    expect(endpoints.computer("SV-SQL01").network).toBe("connected");
    await clock.advance(300);
    expect(await run(uuid)).toMatchObject([{ status: "TASK_RUN_STATUS_FINISHED", endTime: expect.any(String) }]);
    expect(endpoints.computer("SV-SQL01").network).toBe("isolated");
    expect(events()).toEqual(["task-created", "task-run", "isolated", "run-finished"]);
    expect(endpoints.journal.at(2)).toEqual({
      at: "2026-04-26T03:00:00.600Z",
      event: "isolated",
      computerId: demoIds.sql01,
    });
  });

  it("releases an isolated computer", async () => {
    const { endpoints, clock, call } = await play();
    await call("POST", tasks, task(demoIds.sql01));
    await clock.advance(1000);
    await call("POST", tasks, task(demoIds.sql01, release, { displayName: "release" }));
    await clock.advance(1000);
    expect(endpoints.computer("SV-SQL01").network).toBe("connected");
  });

  it("runs twice when it is created twice: nothing is idempotent", async () => {
    const { clock, call, run, events } = await play();
    const first = await call("POST", tasks, task(demoIds.sql01));
    const second = await call("POST", tasks, task(demoIds.sql01));
    await clock.advance(1000);
    expect(events().filter((event) => event === "isolated")).toHaveLength(2);
    expect(second.json.task).toMatchObject({ uuid: first.json.task.uuid, versionId: "2" });
    expect(second.json.task.triggers).toHaveLength(2);
    expect(await run(first.json.task.uuid)).toHaveLength(2);
    expect(await run(first.json.task.uuid, "?listOnlyLastRuns=true")).toHaveLength(1);
  });

  it("is another task under another name, description or action", async () => {
    const { call, clock } = await play();
    const one = await call("POST", tasks, task(demoIds.sql01));
    const other = await call("POST", tasks, task(demoIds.sql01, isolation, { displayName: "isolate action-2" }));
    const third = await call("POST", tasks, task(demoIds.sql01, release));
    expect(new Set([one, other, third].map((reply) => reply.json.task.uuid)).size).toBe(3);
    await clock.advance(1000);
  });

  it("of an equal name is a task of its own where the simulator is told to read the template sentence so", async () => {
    const { call, clock, run } = await play({ equalTasks: "own" });
    const one = (await call("POST", tasks, task(demoIds.sql01))).json.task.uuid;
    const other = (await call("POST", tasks, task(demoIds.sql01))).json.task.uuid;
    await clock.advance(1000);
    expect(other).not.toBe(one);
    expect([await run(one), await run(other)].map((runs) => runs.length)).toEqual([1, 1]);
  });

  it("lists runs of one device on request, and reaches the members of a target group", async () => {
    const { call, clock, run, endpoints } = await play();
    const body = task(demoIds.sql01);
    const group = endpoints.computer("SV-DC01").group;
    const both = { ...body.task, targets: { devicesUuids: [demoIds.sql01], deviceGroupsUuids: [group] } };
    const { uuid } = (await call("POST", tasks, { task: both })).json.task;
    await clock.advance(1000);
    expect(await run(uuid)).toHaveLength(2);
    expect(await run(uuid, `?deviceUuid=${demoIds.dc01}`)).toMatchObject([{ deviceUuid: demoIds.dc01 }]);
    expect(endpoints.computer("SV-DC01").network).toBe("isolated");
  });

  it("is listed and read, and after DELETE what has not begun never runs", async () => {
    const { call, clock, events } = await play();
    const { uuid } = (await call("POST", tasks, task(demoIds.sql01))).json.task;
    expect((await call("GET", tasks)).json.tasks).toMatchObject([{ uuid }]);
    expect((await call("GET", `${tasks}/${uuid}`)).json.task.uuid).toBe(uuid);
    const gone = await call("DELETE", `${tasks}/${uuid}`);
    expect([gone.status, gone.json]).toEqual([200, {}]);
    await clock.advance(1000);
    expect(events()).toEqual(["task-created", "task-deleted"]);
    expect((await call("GET", `${tasks}/${uuid}`)).status).toBe(404);
  });

  it("keeps listing the finished runs of a deleted task", async () => {
    const { call, clock, run } = await play();
    const { uuid } = (await call("POST", tasks, task(demoIds.sql01))).json.task;
    await clock.advance(1000);
    await call("DELETE", `${tasks}/${uuid}`);
    expect(await run(uuid)).toMatchObject([{ status: "TASK_RUN_STATUS_FINISHED" }]);
  });

  const good = task(demoIds.sql01).task;
  it.each([
    ["without a trigger", { ...good, triggers: [] }, 400],
    ["with an empty trigger", { ...good, triggers: [{}] }, 400],
    ["without targets", { ...good, targets: {} }, 400],
    ["for an unknown computer", { ...good, targets: { devicesUuids: ["nobody"] } }, 404],
    ["for an unknown group", { ...good, targets: { deviceGroupsUuids: ["nobody"] } }, 404],
    ["without an action", { ...good, action: {} }, 400],
    ["with an unknown action", { ...good, action: { name: "Isolate" } }, 400],
    ["with an action that is not simulated", { ...good, action: { name: "RunCommand" } }, 501],
    ["with a wrong expireTime", { ...good, triggers: [{ manual: { expireTime: "soon" } }] }, 400],
    ["with a wrong name", { ...good, displayName: 7 }, 400],
  ])("%s is refused and does nothing", async (_case, wrong, status) => {
    const { call, clock, endpoints } = await play();
    const reply = await call("POST", tasks, { task: wrong });
    await clock.advance(1000);
    expect(reply.status).toBe(status);
    expect(reply.json).toEqual({ code: expect.any(Number), message: expect.any(String), details: [] });
    expect(endpoints.journal).toEqual([]);
  });
});

describe("KillProcessByPid", () => {
  it.each([
    ["kills the running process of this pid and hash", 5120, demoHashes.srv, "FINISHED"],
    ["takes the hash in capitals", 5120, demoHashes.srv.toUpperCase(), "FINISHED"],
    ["fails for another hash: the pid was used again", 5120, demoHashes.cmd, "FAILED"],
    ["fails for an unknown pid", 99, demoHashes.srv, "FAILED"],
  ])("%s", async (_case, pid, hash, status) => {
    const { endpoints, call, clock, run, events } = await play();
    const { uuid } = (await call("POST", tasks, task(demoIds.sql01, killAction(pid, hash)))).json.task;
    await clock.advance(1000);
    expect(await run(uuid)).toMatchObject([{ status: `TASK_RUN_STATUS_${status}` }]);
    const srv = endpoints.computer("SV-SQL01").processes.find((one) => one.pid === 5120);
    expect(srv?.running).toBe(status === "FAILED");
    expect(events().includes("process-killed")).toBe(status === "FINISHED");
  });

  it("fails for a process that does not run any more", async () => {
    const { call, clock, run } = await play();
    const body = task(demoIds.test1, killAction(7488, demoHashes.certutil));
    const { uuid } = (await call("POST", tasks, body)).json.task;
    await clock.advance(1000);
    expect(await run(uuid)).toMatchObject([{ status: "TASK_RUN_STATUS_FAILED" }]);
  });

  it.each([
    ["no hash", killAction(5120)],
    ["no parameters", { name: "KillProcessByPid" }],
    ["a pid that is text", { ...killAction(1), params: { ...killAction(1, demoHashes.srv).params, pid: "5120" } }],
    ["a pid that is no integer", killAction(5120.5, demoHashes.srv)],
    ["another @type", { ...killAction(1), params: { ...killAction(1, demoHashes.srv).params, "@type": "x/y" } }],
  ])("with %s is refused with 400", async (_case, action) => {
    const { call } = await play();
    expect((await call("POST", tasks, task(demoIds.sql01, action))).status).toBe(400);
  });
});

describe("executables", () => {
  const path = "/application-management/v1/executables";
  const find = async (call: Awaited<ReturnType<typeof play>>["call"], sha1: string) => {
    const { executables } = (await call("GET", `${path}?pageSize=1000`)).json;
    return executables.find((one: { hashSha1: string }) => one.hashSha1 === sha1.toUpperCase());
  };
  const file = (played: Awaited<ReturnType<typeof play>>, name: string) =>
    played.endpoints.computer("SV-SQL01").files.find((one) => one.name === name);

  it("blocks the file on every computer after the product's reaction; a running process goes on", async () => {
    const played = await play();
    const { uuid, isBlocked } = await find(played.call, demoHashes.srv);
    const reply = await played.call("POST", `${path}/${uuid}:block`, {});
    expect([isBlocked, reply.status, reply.json]).toEqual([false, 200, {}]);
    expect(file(played, "srv.exe")?.state).toBe("present");
    await played.clock.advance(300);
    expect(file(played, "srv.exe")?.state).toBe("blocked");
    expect(file(played, "AnyDesk.exe")?.state).toBe("present");
    expect(played.endpoints.computer("SV-SQL01").processes.find((one) => one.pid === 5120)?.running).toBe(true);
    expect((await played.call("GET", `${path}/${uuid}`)).json.executable.isBlocked).toBe(true);
    expect(played.events()).toEqual(["executable-blocked", "file-blocked"]);
  });

  it("is idempotent: a second block changes nothing", async () => {
    const played = await play();
    const { uuid } = await find(played.call, demoHashes.srv);
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(1000);
    const before = played.events().length;
    expect((await played.call("POST", `${path}/${uuid}:block`, {})).status).toBe(200);
    await played.clock.advance(1000);
    expect(played.events()).toHaveLength(before);
  });

  it("unblocks the file again", async () => {
    const played = await play();
    const { uuid } = await find(played.call, demoHashes.srv);
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(1000);
    await played.call("POST", `${path}/${uuid}:unblock`, {});
    await played.clock.advance(1000);
    expect(file(played, "srv.exe")?.state).toBe("present");
    expect((await find(played.call, demoHashes.srv)).isBlocked).toBe(false);
  });

  it("reaches an offline computer when it is back", async () => {
    const played = await play();
    played.endpoints.tell("SV-SQL01", { kind: "offline" });
    const { uuid } = await find(played.call, demoHashes.srv);
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(60_000);
    expect(file(played, "srv.exe")?.state).toBe("present");
    played.endpoints.tell("SV-SQL01", { kind: "online" });
    await played.clock.advance(300);
    expect(file(played, "srv.exe")?.state).toBe("blocked");
  });

  it("reaches a computer that goes offline in the meantime when it is back", async () => {
    const played = await play();
    const { uuid } = await find(played.call, demoHashes.srv);
    await played.call("POST", `${path}/${uuid}:block`, {});
    played.endpoints.tell("SV-SQL01", { kind: "offline" });
    await played.clock.advance(60_000);
    expect(file(played, "srv.exe")?.state).toBe("present");
    played.endpoints.tell("SV-SQL01", { kind: "online" });
    expect(file(played, "srv.exe")?.state).toBe("blocked");
  });

  it("breaks every Windows when a file of Windows is blocked, and says so loudly", async () => {
    const played = await play();
    const { uuid } = await find(played.call, demoHashes.cmd);
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(300);
    expect(played.events().filter((event) => event === "broken")).toHaveLength(demoComputers.length);
    expect(played.endpoints.computer("PC-KEIRI07").broken).toEqual([
      "C:\\Windows\\System32\\cmd.exe cannot run any more",
    ]);
  });

  it("takes the file into the quarantine where blocking is told to clean", async () => {
    const played = await play({ blockReaction: "quarantined" });
    const quarantine = "/quarantine-management/v1/quarantined-objects";
    const { uuid } = await find(played.call, demoHashes.anydesk);
    expect((await played.call("GET", quarantine)).json).toEqual({ objects: [], nextPageToken: "" });
    await played.call("POST", `${path}/${uuid}:block`, {});
    await played.clock.advance(300);
    expect(file(played, "AnyDesk.exe")?.state).toBe("quarantined");
    expect(played.events()).toContain("file-removed");
    const [object] = (await played.call("GET", `${quarantine}?filter.fileName=AnyDesk.exe`)).json.objects;
    expect(object).toMatchObject({ displayName: "AnyDesk.exe", sizeBytes: "5332720" });
    expect(object.file.hashSha1).toBe(demoHashes.anydesk.toUpperCase());
    expect((await played.call("GET", `${quarantine}?filter.fileName=srv.exe`)).json.objects).toEqual([]);
    await played.call("POST", `${path}/${uuid}:unblock`, {});
    await played.clock.advance(300);
    expect(file(played, "AnyDesk.exe")?.state).toBe("quarantined");
  });

  it.each(["block", "unblock"])("refuses to %s what is unknown (404) or comes without a body (400)", async (verb) => {
    const { call } = await play();
    const { uuid } = await find(call, demoHashes.srv);
    expect((await call("POST", `${path}/${demoIds.sql01}:${verb}`, {})).status).toBe(404);
    expect((await call("POST", `${path}/${uuid}:${verb}`)).status).toBe(400);
  });
});
