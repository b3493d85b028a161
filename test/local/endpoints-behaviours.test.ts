import { describe, expect, it } from "vitest";
import { demoIds } from "../../local/endpoints/demo.ts";
import { play, task } from "./endpoints-play.ts";

const tasks = "/automation/v1/device_tasks";
const groups = "/device-management/v1/device_groups";
const devices = "/device-management/v1/devices";
type Played = Awaited<ReturnType<typeof play>>;

async function isolate({ call }: Played, expireTime?: string | null): Promise<string> {
  const more = expireTime === undefined ? {} : { expireTime: expireTime ?? undefined };
  return (await call("POST", tasks, task(demoIds.sql01, undefined, more))).json.task.uuid;
}
const network = ({ endpoints }: Played) => endpoints.computer("SV-SQL01").network;
const statuses = async ({ run }: Played, uuid: string) =>
  (await run(uuid)).map(({ status }) => status.replace("TASK_RUN_STATUS_", ""));

describe("a computer that is told to be", () => {
  it("slow takes so much longer for its runs", async () => {
    const played = await play();
    played.endpoints.tell("SV-SQL01", { kind: "slow", milliseconds: 60_000 });
    const uuid = await isolate(played);
    await played.clock.advance(60_599);
    expect(await statuses(played, uuid)).toEqual(["RUNNING"]);
    await played.clock.advance(1);
    expect([await statuses(played, uuid), network(played)]).toEqual([["FINISHED"], "isolated"]);
  });

  it("offline stays QUEUED, and runs once it is online again before expireTime", async () => {
    const played = await play();
    played.endpoints.tell("SV-SQL01", { kind: "offline" });
    const uuid = await isolate(played);
    await played.clock.advance(600_000);
    expect([await statuses(played, uuid), network(played)]).toEqual([["QUEUED"], "connected"]);
    played.endpoints.tell("SV-SQL01", { kind: "online" });
    await played.clock.advance(600);
    expect([await statuses(played, uuid), network(played)]).toEqual([["FINISHED"], "isolated"]);
    expect(played.events(demoIds.sql01)).toEqual(["offline", "online", "task-run", "isolated", "run-finished"]);
  });

  it("offline has no run yet where the simulator is told to show none", async () => {
    const played = await play({ offlineRuns: "none" });
    played.endpoints.tell("SV-SQL01", { kind: "offline" });
    const uuid = await isolate(played);
    expect(await statuses(played, uuid)).toEqual([]);
    played.endpoints.tell("SV-SQL01", { kind: "online" });
    await played.clock.advance(600);
    expect(await statuses(played, uuid)).toEqual(["FINISHED"]);
  });

  it.each(["queued", "none"] as const)(
    "offline beyond expireTime never runs, and no run is listed (%s)",
    async (way) => {
      const played = await play({ offlineRuns: way });
      played.endpoints.tell("SV-SQL01", { kind: "offline" });
      const uuid = await isolate(played);
      await played.clock.advance(900_001);
      expect(await statuses(played, uuid)).toEqual([]);
      played.endpoints.tell("SV-SQL01", { kind: "online" });
      await played.clock.advance(60_000);
      expect([await statuses(played, uuid), network(played)]).toEqual([[], "connected"]);
      expect(played.events(demoIds.sql01)).toEqual(["offline", "online", "task-expired"]);
    },
  );

  it("offline for weeks isolates itself on its return when the task had no expireTime", async () => {
    const played = await play();
    played.endpoints.tell("SV-SQL01", { kind: "offline" });
    await isolate(played, null);
    await played.clock.advance(21 * 86_400_000);
    played.endpoints.tell("SV-SQL01", { kind: "online" });
    await played.clock.advance(600);
    expect(network(played)).toBe("isolated");
  });

  it("offline in the middle of a run ends it when it is back", async () => {
    const played = await play();
    const uuid = await isolate(played);
    await played.clock.advance(400);
    played.endpoints.tell("SV-SQL01", { kind: "offline" });
    await played.clock.advance(60_000);
    expect([await statuses(played, uuid), network(played)]).toEqual([["RUNNING"], "connected"]);
    played.endpoints.tell("SV-SQL01", { kind: "online" });
    await played.endpoints.idle();
    expect([await statuses(played, uuid), network(played)]).toEqual([["FINISHED"], "isolated"]);
  });

  it.each([
    ["failing", ["FAILED"]],
    ["lying", ["FINISHED"]],
    ["silent", []],
  ] as const)("%s answers 200, shows %j, and nothing happens", async (kind, shown) => {
    const played = await play();
    played.endpoints.tell("SV-SQL01", { kind });
    const uuid = await isolate(played);
    await played.clock.advance(60_000);
    expect([await statuses(played, uuid), network(played)]).toEqual([shown, "connected"]);
    expect(played.events()).not.toContain("isolated");
  });

  it("lying takes a block and does not do it", async () => {
    const played = await play();
    const path = "/application-management/v1/executables";
    played.endpoints.tell("SV-SQL01", { kind: "lying" });
    const { executables } = (await played.call("GET", path)).json;
    const { uuid } = executables.find((one: { displayName: string }) => one.displayName === "srv.exe");
    expect((await played.call("POST", `${path}/${uuid}:block`, {})).status).toBe(200);
    await played.clock.advance(60_000);
    const srv = played.endpoints.computer("SV-SQL01").files.find((one) => one.name === "srv.exe");
    expect(srv?.state).toBe("present");
    expect((await played.call("GET", `${path}/${uuid}`)).json.executable.isBlocked).toBe(true);
  });

  it("normal again is online, quick and honest", async () => {
    const played = await play();
    for (const kind of ["lying", "offline"] as const) played.endpoints.tell("SV-SQL01", { kind });
    played.endpoints.tell("SV-SQL01", { kind: "slow", milliseconds: 9000 });
    played.endpoints.tell("SV-SQL01", { kind: "normal" });
    await isolate(played);
    await played.clock.advance(600);
    expect(network(played)).toBe("isolated");
  });

  it("anything leaves the other computers alone", async () => {
    const played = await play();
    played.endpoints.tell(demoIds.dc01, { kind: "failing" });
    await isolate(played);
    await played.clock.advance(600);
    expect(network(played)).toBe("isolated");
    expect(() => played.endpoints.tell("nobody", { kind: "failing" })).toThrow("there is no computer");
  });
});

describe("an API that is told to", () => {
  it("be slow has its effect first and answers later", async () => {
    const { endpoints, call, clock } = await play();
    await endpoints.tellApi({ kind: "slow", milliseconds: 5000 });
    let answered = false;
    const asked = call("POST", tasks, task(demoIds.sql01)).finally(() => {
      answered = true;
    });
    while (endpoints.journal.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await clock.advance(4999);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect((await asked).status).toBe(200);
  });

  it("lose the answer does what was asked and cuts the connection, once", async () => {
    const played = await play();
    await played.endpoints.tellApi({ kind: "lost-answer", on: "task-create" });
    await expect(isolate(played)).rejects.toThrow();
    await played.clock.advance(1000);
    expect(network(played)).toBe("isolated");
    expect((await played.call("GET", tasks)).json.tasks).toHaveLength(1);
    const lost = played.exchanges.filter((one) => one.status === undefined);
    expect(lost).toMatchObject([{ template: "/v1/device_tasks", request: { task: {} } }]);
    await isolate(played);
  });

  it("be down refuses connections, and comes back on the same port with all it knew", async () => {
    const played = await play();
    const uuid = await isolate(played);
    await played.endpoints.tellApi({ kind: "refused" });
    const error = await played.call("GET", tasks).catch((thrown) => thrown);
    expect(error.cause.code).toBe("ECONNREFUSED");
    await played.endpoints.tellApi({ kind: "normal" });
    expect((await played.call("GET", tasks)).json.tasks).toMatchObject([{ uuid }]);
  });

  it.each([
    ["503: down, without effect", { kind: "failing", status: 503 }, 503],
    ["403: the permissions are not right", { kind: "failing", status: 403 }, 403],
    ["429 by a fair-use limit", { kind: "rate-limited" }, 429],
  ] as const)("answer %s", async (_case, behaviour, status) => {
    const { endpoints, call, clock } = await play();
    await endpoints.tellApi(behaviour);
    expect((await call("POST", tasks, task(demoIds.sql01))).status).toBe(status);
    await clock.advance(1000);
    expect(endpoints.journal).toEqual([]);
    await endpoints.tellApi({ kind: "normal" });
    expect((await call("GET", tasks)).status).toBe(200);
  });

  it("be down cuts what is under way", async () => {
    const { endpoints, call, clock } = await play();
    await endpoints.tellApi({ kind: "slow", milliseconds: 5000 });
    const asked = call("GET", tasks).catch((thrown) => thrown);
    while (clock.sleeping() === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await endpoints.tellApi({ kind: "refused" });
    expect(await asked).toBeInstanceOf(TypeError);
  });

  it("answer 429 once answers the next request", async () => {
    const { endpoints, call } = await play();
    await endpoints.tellApi({ kind: "rate-limited" });
    expect([(await call("GET", tasks)).status, (await call("GET", tasks)).status]).toEqual([429, 200]);
  });

  it("fail so many times answers afterwards", async () => {
    const { endpoints, call } = await play();
    await endpoints.tellApi({ kind: "failing", status: 502, times: 2 });
    const seen = [];
    for (let i = 0; i < 3; i += 1) seen.push((await call("GET", tasks)).status);
    expect(seen).toEqual([502, 502, 200]);
  });

  it("fail the group look-up answers everything else", async () => {
    const { endpoints, call } = await play();
    await endpoints.tellApi({ kind: "failing", status: 500, on: "group-list" });
    expect((await call("GET", groups)).status).toBe(500);
    expect((await call("GET", groups)).status).toBe(500);
    expect((await call("GET", devices)).status).toBe(200);
  });

  it("answer with a wrong content type gives a page of HTML, and nothing happens", async () => {
    const { endpoints, call, clock } = await play();
    await endpoints.tellApi({ kind: "wrong-content-type" });
    const reply = await call("POST", tasks, task(demoIds.sql01));
    expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    await clock.advance(1000);
    expect(endpoints.journal).toEqual([]);
  });

  it("fail the token spares what has a token", async () => {
    const { endpoints, call, grant } = await play();
    await endpoints.tellApi({ kind: "failing", status: 503, on: "token" });
    expect((await grant({ grant_type: "password" })).status).toBe(503);
    expect((await call("GET", tasks)).status).toBe(200);
  });
});
