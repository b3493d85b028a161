import { describe, expect, it } from "vitest";
import { demoComputers, demoHashes, demoIds } from "../../local/endpoints/demo.ts";
import { play, task } from "./endpoints-play.ts";

const devices = "/device-management/v1/devices";
const tasks = "/automation/v1/device_tasks";

describe("paging", () => {
  it("walks a list by nextPageToken, which is empty on the last page", async () => {
    const { call } = await play();
    const seen: string[] = [];
    let token = "";
    let pages = 0;
    do {
      const { json } = await call("GET", `${devices}?pageSize=4&pageToken=${token}`);
      seen.push(...json.devices.map((one: { displayName: string }) => one.displayName));
      token = json.nextPageToken;
      pages += 1;
    } while (token !== "");
    expect(pages).toBe(2);
    expect(seen).toEqual(demoComputers.map((one) => one.name));
  });

  it("gives 50 unless told, also for 0, and coerces what is above 1000", async () => {
    const many = Array.from({ length: 1001 }, (_, i) => ({ ...demoComputers[0], id: `id-${i}` }));
    const { call } = await play({ computers: many as unknown as typeof demoComputers });
    const size = async (query: string) => (await call("GET", `${devices}${query}`)).json.devices.length;
    expect([await size(""), await size("?pageSize=0"), await size("?pageSize=5000")]).toEqual([50, 50, 1000]);
  });

  it.each(["pageSize=-1", "pageSize=many", "pageSize=100000", "pageToken=made-up"])("refuses %s", async (query) => {
    const { call } = await play();
    expect((await call("GET", `${devices}?${query}`)).status).toBe(400);
  });

  it("refuses the token of another list", async () => {
    const { call } = await play();
    const { nextPageToken } = (await call("GET", `${devices}?pageSize=1`)).json;
    expect((await call("GET", `${tasks}?pageToken=${nextPageToken}`)).status).toBe(400);
  });
});

describe("answers", () => {
  it("carry a request-id, and 64-bit numbers as text", async () => {
    const { call } = await play();
    const reply = await call("POST", tasks, task(demoIds.sql01));
    expect(reply.headers.get("request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.json.task.versionId).toBe("1");
    const { executables } = (await call("GET", "/application-management/v1/executables")).json;
    const srv = executables.find((one: { displayName: string }) => one.displayName === "srv.exe");
    expect(srv).toMatchObject({ fileSize: "73802", devicesCount: 1, hashSha1: demoHashes.srv.toUpperCase() });
  });

  it.each([
    ["an unknown path", "GET", "/automation/v2/device_tasks", undefined, 404],
    ["an unknown service", "GET", "/v1/device_tasks", undefined, 404],
    ["a method that the path has not", "DELETE", tasks, undefined, 404],
    ["a body that is not JSON", "POST", tasks, undefined, 400],
    ["an unknown task", "GET", `${tasks}/${demoIds.sql01}`, undefined, 404],
    ["runs of an unknown task", "GET", `${tasks}/${demoIds.sql01}/runs`, undefined, 404],
  ])("to %s are errors with a JSON body", async (_case, method, path, body, status) => {
    const { call } = await play();
    const reply = await call(method, path, body);
    expect(reply.status).toBe(status);
    expect(reply.json).toEqual({ code: expect.any(Number), message: expect.any(String), details: [] });
  });

  it("are counted by the kind of request", async () => {
    const { call, endpoints } = await play();
    await call("GET", devices);
    await call("GET", devices);
    await call("POST", tasks, {});
    await call("GET", "/nothing");
    expect(endpoints.requests).toMatchObject({
      token: 1,
      "device-list": 2,
      "task-create": 1,
      unknown: 1,
      "task-get": 0,
    });
  });
});
