import { describe, expect, it } from "vitest";
import { demoHashes, demoIds } from "../../local/endpoints/demo.ts";
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
