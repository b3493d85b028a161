import { describe, expect, it } from "vitest";
import {
  action,
  createTask,
  listRuns,
  password,
  type Reply,
  refused,
  startAt,
  taskCreated,
  world,
} from "./scripted-fetch.ts";

const isolate = action("isolate");
const reference = JSON.stringify({ kind: "task", taskId: "task-1", expiresAt: "2026-03-01T00:15:00Z" });
const noRuns: Reply = { json: { taskRuns: [] } };
const timeout = new DOMException("The operation was aborted due to timeout", "TimeoutError");
const severalAddresses = (...codes: string[]) =>
  new TypeError("fetch failed", {
    cause: new AggregateError(codes.map((code) => Object.assign(new Error("x"), { code }))),
  });

describe("a write", () => {
  it.each([
    ["400", { status: 400 }, { name: "Refusal", kind: "bad-request", code: "eset-bad-request" }],
    ["403", { status: 403 }, { name: "Refusal", kind: "forbidden" }],
    ["404", { status: 404 }, { name: "Refusal", kind: "not-found" }],
    ["409", { status: 409 }, { name: "Refusal", kind: "conflict" }],
    ["418", { status: 418 }, { name: "Refusal", kind: "bad-request" }],
    ["408", { status: 408 }, { name: "Unavailable", effect: "maybe" }],
    ["500", { status: 500 }, { name: "Unavailable", effect: "maybe" }],
    ["502", { status: 502 }, { name: "Unavailable", effect: "maybe" }],
    [
      "503",
      { status: 503, headers: { "retry-after": "7" } },
      { name: "Unavailable", effect: "maybe", retryAfterSeconds: 7 },
    ],
    ["504", { status: 504 }, { name: "Unavailable", effect: "maybe" }],
    [
      "a redirect",
      { status: 307, headers: { location: "http://evil.example/" } },
      { name: "Unavailable", effect: "maybe" },
    ],
    ["HTML", { text: "<html>", headers: { "content-type": "text/html" } }, { name: "Unavailable", effect: "maybe" }],
    [
      "JSON under another type",
      { text: "{}", headers: { "content-type": "text/plain" } },
      { name: "Unavailable", effect: "maybe" },
    ],
    ["broken JSON", { text: "{" }, { name: "Unavailable", effect: "maybe" }],
    ["too large", { text: " ".repeat(1024 * 1024 + 1) }, { name: "Unavailable", effect: "maybe" }],
    ["a time-out", timeout, { name: "Unavailable", effect: "maybe" }],
    ["a reset", refused("ECONNRESET"), { name: "Unavailable", effect: "maybe" }],
    ["a socket error", refused("UND_ERR_SOCKET"), { name: "Unavailable", effect: "maybe" }],
    ["no code at all", new TypeError("fetch failed"), { name: "Unavailable", effect: "maybe" }],
    ["a refused connection", refused("ECONNREFUSED"), { name: "Unavailable", effect: "none" }],
    ["an unknown host", refused("ENOTFOUND"), { name: "Unavailable", effect: "none" }],
    ["a foreign certificate", refused("ERR_TLS_CERT_ALTNAME_INVALID"), { name: "Unavailable", effect: "none" }],
    [
      "refusals of all addresses",
      severalAddresses("ECONNREFUSED", "ECONNREFUSED"),
      { name: "Unavailable", effect: "none" },
    ],
    [
      "several addresses, one reset",
      severalAddresses("ECONNREFUSED", "ECONNRESET"),
      { name: "Unavailable", effect: "maybe" },
    ],
  ])("answered with %s is sent once and tells what can have happened", async (_name, reply, expected) => {
    const { connector, calls, seen } = world({ [createTask]: reply as Reply });
    const error = await connector.request(isolate).catch((thrown: Error) => thrown);
    expect(error).toMatchObject(expected);
    expect(calls(createTask)).toHaveLength(1);
    expect(seen.every(({ url }) => url.startsWith("http://127.0.0.1:8089/"))).toBe(true);
    expect(`${error}`).toContain("create the device task");
    if (!(reply instanceof Error)) expect(`${error}`).toContain("request-id req-77");
    for (const secret of ["access-1", password, "Hikeshi isolate", "<html>"]) expect(`${error}`).not.toContain(secret);
  });

  it("is sent again after 429, no sooner than Retry-After says, with jitter", async () => {
    const { connector, calls, sleeps } = world({
      [createTask]: [{ status: 429, headers: { "retry-after": "3" } }, taskCreated],
    });
    await connector.request(isolate);
    expect(calls(createTask)).toHaveLength(2);
    expect(sleeps).toContain(3250);
  });

  it("that stays at 429 had no effect, and ends within the budget", async () => {
    const { connector, calls, deps } = world({ [createTask]: { status: 429 } });
    await expect(connector.request(isolate)).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
    expect(calls(createTask)).toHaveLength(5);
    expect(deps.now() - startAt).toBeLessThanOrEqual(31_000);
  });

  it("told to come back later than the budget passes that on at once", async () => {
    const { connector, calls } = world({ [createTask]: { status: 429, headers: { "retry-after": "600" } } });
    await expect(connector.request(isolate)).rejects.toMatchObject({ effect: "none", retryAfterSeconds: 600 });
    expect(calls(createTask)).toHaveLength(1);
  });
});

describe("a read", () => {
  it.each([429, 503])("is repeated after %i with growing pauses, Retry-After as a date too", async (status) => {
    const date = new Date(startAt + 4000).toUTCString();
    const { connector, calls, sleeps } = world({
      [listRuns]: [{ status }, { status }, { status, headers: { "retry-after": date } }, noRuns],
    });
    await connector.outcome(isolate, reference);
    expect(calls(listRuns)).toHaveLength(4);
    const pauses = sleeps.filter((ms) => ms > 100);
    expect(pauses[0]).toBe(750);
    expect(pauses[1]).toBe(1500);
    expect(pauses[2]).toBeGreaterThanOrEqual(1250);
  });

  it.each([
    ["a redirect", { status: 302, headers: { location: "/x" } }],
    ["an answer over 1 MiB", { json: { taskRuns: [], pad: "x".repeat(1024 * 1024) } }],
    ["another shape", { json: { taskRuns: "none" } }],
    ["500", { status: 500 }],
    ["a time-out", timeout],
  ])("that meets %s is unavailable, without effect", async (_name, reply) => {
    const { connector } = world({ [listRuns]: reply as Reply });
    await expect(connector.outcome(isolate, reference)).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
  });
});
