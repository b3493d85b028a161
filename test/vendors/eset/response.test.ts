import { describe, expect, it } from "vitest";
import {
  action,
  computerId,
  createTask,
  listRuns,
  listTasks,
  type Reply,
  sha1,
  sha256,
  taskCreated,
  world,
} from "./scripted-fetch.ts";

const body = (text: string | undefined): unknown => JSON.parse(text ?? "null");
const minutes = 60_000;
const taskReference = JSON.stringify({ kind: "task", taskId: "task-1", expiresAt: "2026-03-01T00:15:00Z" });
const runs = (...taskRuns: unknown[]): Reply => ({ json: { taskRuns, nextPageToken: "" } });
const run = (status: string, more: Record<string, unknown> = {}) => ({
  uuid: "run-1",
  taskUuid: "task-1",
  deviceUuid: computerId,
  status: `TASK_RUN_STATUS_${status}`,
  ...more,
});

describe("a device task", () => {
  it.each([
    ["isolate", { name: "StartNetworkIsolation" }],
    ["release", { name: "EndNetworkIsolation" }],
    [
      "kill",
      {
        name: "KillProcessByPid",
        params: {
          "@type": "type.googleapis.com/eset.dotnod.os_integration.v1.KillProcessByPidRequest",
          pid: 7488,
          executableHashSha1: sha1,
          executableHashSha2_256: sha256,
        },
      },
    ],
  ] as const)(
    "for %s names the action, the incident, one computer and an end within 15 minutes",
    async (kind, expected) => {
      const { connector, calls } = world({ [createTask]: taskCreated });
      const reference = await connector.request(action(kind));
      expect(calls(createTask)).toHaveLength(1);
      expect(body(calls(createTask)[0]?.body)).toEqual({
        task: {
          displayName: `Hikeshi ${kind} act-01J9`,
          description: "Incident inc-7",
          action: expected,
          targets: { devicesUuids: [computerId], deviceGroupsUuids: [] },
          triggers: [{ manual: { expireTime: "2026-03-01T00:15:00Z" } }],
        },
      });
      expect(calls(createTask)[0]?.headers.get("content-type")).toBe("application/json");
      expect(calls(createTask)[0]?.headers.get("authorization")).toBe("Bearer access-1");
      expect(body(reference)).toEqual({ kind: "task", taskId: "task-1", expiresAt: "2026-03-01T00:15:00Z" });
    },
  );

  it.each([
    [{ sha1 }, { executableHashSha1: sha1 }],
    [{ sha256 }, { executableHashSha2_256: sha256 }],
  ])("kills by the one hash that is known", async (hashes, expected) => {
    const { connector, calls } = world({ [createTask]: taskCreated });
    await connector.request(action("kill", { process: { pid: 4, name: "x.exe", ...hashes } }));
    const { "@type": _type, pid: _pid, ...sent } = JSON.parse(calls(createTask)[0]?.body ?? "").task.action.params;
    expect(sent).toEqual(expected);
  });

  it.each([
    ["kill-needs-hash", { process: { pid: 4, name: "x.exe" } }],
    ["kill-needs-process", { process: undefined }],
    ["eset-bad-id", { computerId: "../groups" }],
    ["eset-bad-id", { computerId: ".." }],
    ["eset-bad-id", { computerId: "" }],
  ])("is refused with %s before anything is sent", async (code, target) => {
    const { connector, seen } = world({ [createTask]: taskCreated });
    await expect(connector.request(action("kill", target as never))).rejects.toMatchObject({ name: "Refusal", code });
    expect(seen).toEqual([]);
  });

  it("whose answer has no id is looked for in the list, not made again", async () => {
    const { connector, calls } = world({
      [createTask]: { json: {} },
      [listTasks]: { json: { tasks: [{ uuid: "task-1", displayName: "Hikeshi isolate act-01J9" }] } },
    });
    const reference = await connector.request(action("isolate"));
    const outcome = await connector.outcome(action("isolate"), reference);
    expect(outcome).toMatchObject({ state: "running", reference: expect.stringContaining("task-1") });
    expect(calls(createTask)).toHaveLength(1);
  });
});

describe("the outcome of a task", () => {
  it.each([
    ["a finished run", runs(run("FINISHED")), 1, { state: "confirmed" }],
    [
      "a finished run, ids in capitals",
      runs(run("FINISHED", { deviceUuid: computerId.toUpperCase() })),
      1,
      { state: "confirmed" },
    ],
    ["a failed run", runs(run("FAILED")), 1, { state: "failed", reason: "task-failed" }],
    ["a suppressed run", runs(run("SUPPRESSED")), 1, { state: "failed", reason: "suppressed" }],
    ["a queued run", runs(run("QUEUED")), 1, { state: "running" }],
    ["a running run", runs(run("RUNNING")), 1, { state: "running" }],
    ["a status of tomorrow", runs(run("PAUSED")), 1, { state: "running" }],
    ["no run", runs(), 1, { state: "running" }],
    ["no run, empty object", { json: {} }, 1, { state: "running" }],
    ["no run within the margin", runs(), 16, { state: "running" }],
    ["no run past expiry", runs(), 18, { state: "failed", reason: "expired" }],
    ["only queued past expiry", runs(run("QUEUED")), 18, { state: "failed", reason: "expired" }],
    ["begun and still running past expiry", runs(run("RUNNING")), 18, { state: "running" }],
    ["a status of tomorrow past expiry", runs(run("PAUSED")), 18, { state: "running" }],
    ["finished, told past expiry", runs(run("FINISHED")), 99, { state: "confirmed" }],
    ["a run of another task", runs(run("FINISHED", { taskUuid: "task-2" })), 1, { state: "running" }],
    ["a run without its task", runs(run("FINISHED", { taskUuid: "" })), 1, { state: "running" }],
    ["a run on another computer", runs(run("FINISHED", { deviceUuid: "other" })), 1, { state: "running" }],
    [
      "failed elsewhere, finished here",
      runs(run("FAILED", { deviceUuid: "other" }), run("FINISHED")),
      1,
      { state: "confirmed" },
    ],
    ["failed, and once more queued", runs(run("FAILED"), run("QUEUED")), 1, { state: "running" }],
  ])("with %s", async (_name, reply, after, expected) => {
    const { connector, advance, calls } = world({ [listRuns]: reply as Reply });
    advance(after * minutes);
    expect(await connector.outcome(action("isolate"), taskReference)).toEqual(expected);
    expect(calls(listRuns)[0]?.query.get("deviceUuid")).toBe(computerId);
  });

  it("reads all pages of runs", async () => {
    const { connector, calls } = world({
      [listRuns]: [
        { json: { taskRuns: [run("FAILED", { deviceUuid: "other" })], nextPageToken: "p2" } },
        runs(run("FINISHED")),
      ],
    });
    expect(await connector.outcome(action("isolate"), taskReference)).toEqual({ state: "confirmed" });
    expect(calls(listRuns).map(({ query }) => query.get("pageToken"))).toEqual([null, "p2"]);
  });

  it.each([400, 403, 404, 500])("is unavailable, never failed, when reading it answers %i", async (status) => {
    const { connector } = world({ [listRuns]: { status } });
    await expect(connector.outcome(action("isolate"), taskReference)).rejects.toMatchObject({
      name: "Unavailable",
      effect: "none",
    });
  });
});

describe("finding a task again", () => {
  const task = (more: Record<string, unknown> = {}) => ({
    uuid: "task-9",
    displayName: "Hikeshi isolate act-01J9",
    action: { name: "StartNetworkIsolation" },
    targets: { devicesUuids: [computerId] },
    triggers: [{ manual: { expireTime: "2026-03-01T00:09:00Z" } }],
    ...more,
  });
  const found = { kind: "task", taskId: "task-9", expiresAt: "2026-03-01T00:09:00Z" };

  it.each([
    ["by its name", task()],
    [
      "under the action's long name",
      task({ action: { name: "eset.dotnod.x.v1.NetworkAccessProtection/StartNetworkIsolation" } }),
    ],
    ["where the list leaves targets out", task({ targets: undefined })],
  ])("works %s, on a later page too", async (_name, ours) => {
    const { connector, calls } = world({
      [listTasks]: [
        { json: { tasks: [{ uuid: "task-2" }], nextPageToken: "next" } },
        { json: { tasks: [ours], nextPageToken: "" } },
      ],
    });
    expect(body((await connector.find(action("isolate"))) ?? "")).toEqual(found);
    expect(calls(listTasks)[1]?.query.get("pageToken")).toBe("next");
  });

  it.each([
    ["an action id that only begins alike", task({ displayName: "Hikeshi isolate act-01J90" })],
    ["another kind of action", task({ action: { name: "EndNetworkIsolation" } })],
    ["another computer", task({ targets: { devicesUuids: ["other"] } })],
  ])("says none for %s", async (_name, other) => {
    const { connector } = world({ [listTasks]: { json: { tasks: [other] } } });
    expect(await connector.find(action("isolate"))).toBe("none");
  });

  it("takes the task that lives longest of two of the same name", async () => {
    const later = task({ uuid: "task-10", triggers: [{ manual: { expireTime: "2026-03-01T00:12:00.000Z" } }] });
    const { connector } = world({ [listTasks]: { json: { tasks: [later, task()] } } });
    expect(await connector.find(action("isolate"))).toContain("task-10");
  });

  it.each([
    ["its second page fails", [{ json: { tasks: [], nextPageToken: "2" } }, { status: 500 }]],
    ["its pages go in a circle", { json: { tasks: [], nextPageToken: "2" } }],
    ["it is no list", { json: { code: 3, message: "x" } }],
    ["it is refused", { status: 403 }],
    ["nobody answers", new TypeError("fetch failed")],
  ])("is unavailable when %s", async (_name, reply) => {
    const { connector } = world({ [listTasks]: reply });
    await expect(connector.find(action("isolate"))).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
  });
});

it("repeats of its own accord only what is harmless", () => {
  const { connector } = world({});
  expect(connector.supports).toEqual(["kill", "remove", "isolate", "release"]);
  expect(connector.repeatable).toEqual(["release", "remove"]);
});

it("needs nothing prepared and asks nothing for it", async () => {
  const { connector, seen } = world({});
  expect(await connector.prepare(action("isolate"))).toBeUndefined();
  expect(seen).toEqual([]);
});
