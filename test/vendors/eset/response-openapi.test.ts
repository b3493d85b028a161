// Holds what the connector sends against ESET's own OpenAPI files, where they are at hand.
import { describe, expect, it } from "vitest";
import { officialDocumentsPresent } from "../../local/openapi-check.ts";
import {
  action,
  callProblems,
  computerId,
  createTask,
  listRuns,
  listTasks,
  type Seen,
  sha1,
  taskCreated,
  world,
} from "./scripted-fetch.ts";

describe.skipIf(!officialDocumentsPresent)("against ESET's OpenAPI", () => {
  it("every call of the connector is as specified", async () => {
    const executable = { uuid: "exe-1", hashSha1: sha1 };
    const { connector, seen } = world({
      [createTask]: [{ status: 401 }, taskCreated],
      [listTasks]: [{ json: { tasks: [], nextPageToken: "2" } }, { json: {} }],
      [listRuns]: { json: {} },
      "GET /application-management/v1/executables": { json: { executables: [executable] } },
      "POST /application-management/v1/executables/exe-1:block": { json: {} },
      "GET /application-management/v1/executables/exe-1": { json: { executable } },
      [`GET /device-management/v1/devices/${computerId}`]: {
        json: { device: { uuid: computerId, parentGroupUuid: "g" } },
      },
      "GET /device-management/v1/device_groups": { json: { deviceGroups: [{ uuid: "g" }] } },
    });
    for (const kind of ["kill", "remove", "isolate", "release"] as const) {
      const reference = await connector.request(action(kind));
      await connector.outcome(action(kind), reference);
      await connector.find(action(kind));
    }
    await connector.exempt(computerId);
    expect(seen.flatMap(callProblems)).toEqual([]);
    expect(new Set(seen.map(({ method, path }) => `${method} ${path}`)).size).toBe(9);
  });

  it("the check itself finds faults", () => {
    const call: Seen = {
      method: "POST",
      url: "http://127.0.0.1/automation/v1/device_tasks?wrong=1",
      path: "/automation/v1/device_tasks",
      query: new URLSearchParams({ wrong: "1" }),
      headers: new Headers({ "content-type": "application/json" }),
      body: JSON.stringify({ task: { name: "x", triggers: [{ manual: { expireTime: "soon" } }] } }),
      at: 0,
    };
    const found = callProblems(call).join("\n");
    for (const one of ["query wrong", "request.task.name", "triggers[0].manual.expireTime"])
      expect(found).toContain(one);
  });
});
