import { describe, expect, it } from "vitest";
import {
  action,
  computerId,
  createTask,
  listRuns,
  listTasks,
  type Reply,
  refused,
  type Seen,
  taskCreated,
  world,
} from "./scripted-fetch.ts";

const accepted: Reply = { status: 202, headers: { "response-id": "resp-1" } };
const ids = (calls: Seen[]) => calls.map(({ headers }) => headers.get("response-id"));

describe("a write that was answered 202", () => {
  it("is asked for again, identical but for its response-id, and becomes a task", async () => {
    const { connector, calls } = world({ [createTask]: [accepted, accepted, taskCreated] });
    const reference = await connector.request(action("isolate"));
    expect(ids(calls(createTask))).toEqual([null, "resp-1", "resp-1"]);
    expect(new Set(calls(createTask).map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(reference)).toMatchObject({ kind: "task", taskId: "task-1" });
  });

  it("is returned as pending after a few seconds, without secrets, and its outcome follows it with the same body", async () => {
    const { connector, calls, advance } = world({
      [createTask]: [accepted, accepted, accepted, accepted, taskCreated],
    });
    const reference = await connector.request(action("kill"));
    expect(JSON.parse(reference)).toEqual({
      kind: "pending-task",
      responseId: "resp-1",
      expiresAt: "2026-03-01T00:15:00Z",
    });
    expect(reference.length).toBeLessThan(2000);
    const before = calls(createTask).length;
    advance(60_000);
    const outcome = await connector.outcome(action("kill"), reference);
    expect(outcome).toEqual({ state: "running", reference: expect.stringContaining("task-1") });
    expect(calls(createTask)).toHaveLength(before + 1);
    expect(ids(calls(createTask)).slice(1)).toEqual(Array(before).fill("resp-1"));
    expect(new Set(calls(createTask).map(({ body }) => body)).size).toBe(1);
  });

  it("is not chased when the 202 itself took long", async () => {
    const slow: Reply = () => {
      w.advance(30_000);
      return accepted;
    };
    const w = world({ [createTask]: slow });
    expect(await w.connector.request(action("isolate"))).toContain("pending-task");
    expect(w.calls(createTask)).toHaveLength(1);
  });

  it("stays running while the product goes on answering 202, under the newest id", async () => {
    const { connector } = world({
      [createTask]: [accepted, accepted, accepted, accepted, { status: 202, headers: { "response-id": "resp-2" } }],
    });
    const outcome = await connector.outcome(action("isolate"), await connector.request(action("isolate")));
    expect(outcome).toMatchObject({ state: "running", reference: expect.stringContaining("resp-2") });
  });

  it.each([
    ["the network", refused("ECONNRESET")],
    ["a 401 that stays", { status: 401 }],
    ["an answer that is no JSON", { text: "<html>", headers: { "content-type": "text/html" } }],
  ])("stays pending when %s spoils a quick try", async (_name, reply) => {
    const { connector, calls } = world({ [createTask]: [accepted, reply] });
    expect(await connector.request(action("isolate"))).toContain("resp-1");
    expect(ids(calls(createTask)).filter((id) => id === null)).toHaveLength(1);
  });

  it.each([404, 504, 500, 400])(
    "is looked for in the list once its response-id answers %i, and the id is dropped",
    async (status) => {
      const listed: Reply = {
        json: {
          tasks: [{ uuid: "task-1", displayName: "Hikeshi isolate act-01J9", targets: { devicesUuids: [computerId] } }],
        },
      };
      const { connector, calls } = world({
        [createTask]: [accepted, { status }],
        [listTasks]: [{ json: { tasks: [] } }, listed],
      });
      const lost = await connector.request(action("isolate"));
      expect(lost).not.toContain("resp-1");
      const first = await connector.outcome(action("isolate"), lost);
      expect(first).toEqual({ state: "running", reference: expect.not.stringContaining("resp-1") });
      const second = await connector.outcome(
        action("isolate"),
        first.state === "running" ? (first.reference ?? "") : "",
      );
      expect(second).toMatchObject({ state: "running", reference: expect.stringContaining("task-1") });
      expect(calls(createTask)).toHaveLength(2);
    },
  );

  it("drops the response-id when the outcome's own request learns that it is gone", async () => {
    const { connector, calls } = world({ [createTask]: { status: 404 }, [listTasks]: { json: { tasks: [] } } });
    const pending = JSON.stringify({ kind: "pending-task", responseId: "resp-1", expiresAt: "2026-03-01T00:15:00Z" });
    const outcome = await connector.outcome(action("isolate"), pending);
    expect(outcome).toEqual({
      state: "running",
      reference: JSON.stringify({ kind: "lost-task", expiresAt: "2026-03-01T00:15:00Z" }),
    });
    expect(ids(calls(createTask))).toEqual(["resp-1"]);
    expect(calls(listTasks)).toHaveLength(1);
  });

  it("has failed as lost when its trigger ended and a complete list does not show it", async () => {
    const { connector, advance } = world({ [createTask]: { status: 202 }, [listTasks]: { json: { tasks: [] } } });
    const lost = await connector.request(action("isolate"));
    expect(await connector.outcome(action("isolate"), lost)).toMatchObject({ state: "running" });
    advance(18 * 60_000);
    expect(await connector.outcome(action("isolate"), lost)).toEqual({ state: "failed", reason: "lost" });
  });

  it.each([
    refused("ECONNRESET"),
    { status: 429, headers: { "retry-after": "99" } },
    { status: 503, headers: { "retry-after": "99" } },
  ])("keeps its reference when the outcome's request gets no answer", async (reply) => {
    const { connector } = world({ [createTask]: reply, [listTasks]: { json: { tasks: [] } } });
    const pending = JSON.stringify({ kind: "pending-task", responseId: "resp-1", expiresAt: "2026-03-01T00:15:00Z" });
    await expect(connector.outcome(action("isolate"), pending)).rejects.toMatchObject({
      name: "Unavailable",
      effect: "none",
    });
  });
});

describe("a read that is answered 202", () => {
  const reference = JSON.stringify({ kind: "task", taskId: "task-1", expiresAt: "2026-03-01T00:15:00Z" });
  const done: Reply = {
    json: { taskRuns: [{ taskUuid: "task-1", deviceUuid: computerId, status: "TASK_RUN_STATUS_FINISHED" }] },
  };

  it("is asked for again with the response-id, every 2 seconds", async () => {
    const { connector, calls, sleeps } = world({ [listRuns]: [accepted, accepted, done] });
    expect(await connector.outcome(action("isolate"), reference)).toEqual({ state: "confirmed" });
    expect(ids(calls(listRuns))).toEqual([null, "resp-1", "resp-1"]);
    expect(new Set(calls(listRuns).map(({ url }) => url)).size).toBe(1);
    expect(sleeps.filter((ms) => ms === 2000)).toHaveLength(2);
  });

  it("starts anew without an id after the id was lost", async () => {
    const { connector, calls } = world({ [listRuns]: [accepted, { status: 404 }, done] });
    await expect(connector.outcome(action("isolate"), reference)).rejects.toMatchObject({ name: "Unavailable" });
    expect(await connector.outcome(action("isolate"), reference)).toEqual({ state: "confirmed" });
    expect(ids(calls(listRuns))).toEqual([null, "resp-1", null]);
  });

  it("is given up after a bounded time", async () => {
    const { connector, calls } = world({ [listRuns]: accepted });
    await expect(connector.outcome(action("isolate"), reference)).rejects.toMatchObject({
      name: "Unavailable",
      effect: "none",
    });
    expect(calls(listRuns).length).toBeLessThanOrEqual(12);
  });
});
