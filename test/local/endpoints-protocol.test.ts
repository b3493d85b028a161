import { describe, expect, it } from "vitest";
import { demoIds } from "../../local/endpoints/demo.ts";
import { credentials, play, task } from "./endpoints-play.ts";

const devices = "/device-management/v1/devices";
const tasks = "/automation/v1/device_tasks";

describe("POST /oauth/token", () => {
  it("answers the password grant with tokens that open the API", async () => {
    const { grant, use, call } = await play({ credentials: { ...credentials, seconds: 1799 } });
    const reply = await grant({ grant_type: "password", ...credentials });
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ token_type: "Bearer", expires_in: 1799 });
    use(reply.json.access_token);
    expect((await call("GET", devices)).status).toBe(200);
  });

  it("answers the refresh grant with new tokens, once per refresh token", async () => {
    const { grant, use, call } = await play();
    const first = (await grant({ grant_type: "password", ...credentials })).json;
    const second = await grant({ grant_type: "refresh_token", refresh_token: first.refresh_token });
    expect(second.json.access_token).not.toBe(first.access_token);
    use(second.json.access_token);
    expect((await call("GET", devices)).status).toBe(200);
    const again = await grant({ grant_type: "refresh_token", refresh_token: first.refresh_token });
    expect([again.status, again.json]).toEqual([400, { error: "invalid_grant" }]);
  });

  it("refuses a refresh token after its time", async () => {
    const { grant, clock } = await play({ credentials: { ...credentials, refreshSeconds: 60 } });
    const { refresh_token } = (await grant({ grant_type: "password", ...credentials })).json;
    await clock.advance(60_000);
    expect((await grant({ grant_type: "refresh_token", refresh_token })).status).toBe(400);
  });

  it.each([
    ["a wrong password", { grant_type: "password", ...credentials, password: "no" }, "invalid_grant"],
    ["a wrong name", { grant_type: "password", ...credentials, username: "no" }, "invalid_grant"],
    ["an unknown refresh token", { grant_type: "refresh_token", refresh_token: "no" }, "invalid_grant"],
    ["the deprecated client_credentials", { grant_type: "client_credentials" }, "unsupported_grant_type"],
    ["no grant type", {}, "unsupported_grant_type"],
  ])("refuses %s with 400", async (_case, fields, error) => {
    const { grant } = await play();
    const reply = await grant(fields as Record<string, string>);
    expect([reply.status, reply.json]).toEqual([400, { error }]);
  });

  it("refuses JSON, and a form that is not URL-encoded", async () => {
    const { send } = await play();
    const json = JSON.stringify({ grant_type: "password", ...credentials });
    const path = "/business-account.iam/oauth/token";
    expect((await send("POST", path, json, { "content-type": "application/json" })).status).toBe(400);
    const encoded = new URLSearchParams({ grant_type: "password", ...credentials }).toString();
    expect((await send("POST", path, encoded, { "content-type": "text/plain" })).status).toBe(400);
    const raw = `grant_type=password&username=${credentials.username}&password=${credentials.password}`;
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await send("POST", path, raw, form)).status).toBe(400);
  });
});

describe("authorization", () => {
  it.each([
    ["none", undefined, 400],
    ["Basic", "Basic abc", 400],
    ["an unknown token", "Bearer abc", 401],
  ])("%s is refused", async (_case, authorization, status) => {
    const { send, endpoints } = await play();
    const headers = authorization === undefined ? {} : { authorization };
    const reply = await send("POST", tasks, JSON.stringify(task(demoIds.sql01)), headers as Record<string, string>);
    expect(reply.status).toBe(status);
    expect(endpoints.journal).toEqual([]);
  });

  it("ends with the token's time (401)", async () => {
    const { call, clock } = await play({ credentials: { ...credentials, seconds: 60 } });
    await clock.advance(59_999);
    expect((await call("GET", devices)).status).toBe(200);
    await clock.advance(1);
    expect((await call("GET", devices)).status).toBe(401);
  });

  it("ends with a revocation; refresh tokens live on unless all are revoked", async () => {
    const { call, grant, endpoints } = await play();
    const one = (await grant({ grant_type: "password", ...credentials })).json.refresh_token;
    const other = (await grant({ grant_type: "password", ...credentials })).json.refresh_token;
    endpoints.revokeTokens();
    expect((await call("GET", devices)).status).toBe(401);
    expect((await grant({ grant_type: "refresh_token", refresh_token: one })).status).toBe(200);
    endpoints.revokeTokens(true);
    expect((await grant({ grant_type: "refresh_token", refresh_token: other })).status).toBe(400);
  });
});

describe("202 Accepted", () => {
  it("acts at once, answers 202 n times, then the identical request with the response-id gets the answer", async () => {
    const { endpoints, call, clock, events } = await play();
    await endpoints.tellApi({ kind: "accepted", count: 2, on: "task-create" });
    const body = task(demoIds.sql01);
    const first = await call("POST", tasks, body);
    const id = first.headers.get("response-id") ?? "";
    expect([first.status, first.text]).toEqual([202, ""]);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await clock.advance(1000);
    expect(events().filter((event) => event === "isolated")).toHaveLength(1);
    const again = await call("POST", tasks, body, { "response-id": id });
    expect([again.status, again.headers.get("response-id")]).toEqual([202, id]);
    const third = await call("POST", tasks, body, { "response-id": id });
    expect([third.status, third.json.task.displayName]).toEqual([200, "isolate action-1"]);
    await clock.advance(1000);
    expect(events().filter((event) => event === "isolated")).toHaveLength(1);
  });

  it("gives the answer away once: the same id gets 404 afterwards", async () => {
    const { endpoints, call } = await play();
    await endpoints.tellApi({ kind: "accepted" });
    const id = (await call("GET", devices)).headers.get("response-id") ?? "";
    expect((await call("GET", devices, undefined, { "response-id": id })).status).toBe(200);
    expect((await call("GET", devices, undefined, { "response-id": id })).status).toBe(404);
  });

  it("keeps the answer for 10 minutes", async () => {
    const { endpoints, call, clock } = await play();
    await endpoints.tellApi({ kind: "accepted" });
    const id = async () => (await call("GET", devices)).headers.get("response-id") ?? "";
    const [one, other] = [await id(), await id()];
    await clock.advance(599_999);
    expect((await call("GET", devices, undefined, { "response-id": one })).status).toBe(200);
    await clock.advance(1);
    expect((await call("GET", devices, undefined, { "response-id": other })).status).toBe(404);
  });

  it.each([
    ["another body", "POST", tasks, task(demoIds.dc01)],
    ["another path", "POST", `${tasks}?x=1`, task(demoIds.sql01)],
    ["another method", "GET", tasks, undefined],
  ])("gives nothing to %s, and does nothing for it", async (_case, method, path, body) => {
    const { endpoints, call, clock, events } = await play();
    await endpoints.tellApi({ kind: "accepted" });
    const id = (await call("POST", tasks, task(demoIds.sql01))).headers.get("response-id") ?? "";
    expect((await call(method, path, body, { "response-id": id })).status).toBe(404);
    await clock.advance(1000);
    expect(events().filter((event) => event === "task-created")).toHaveLength(1);
  });

  it("makes a second task of a request that is repeated without the response-id", async () => {
    const { endpoints, call, clock, events } = await play();
    await endpoints.tellApi({ kind: "accepted" });
    await call("POST", tasks, task(demoIds.sql01));
    await call("POST", tasks, task(demoIds.sql01));
    await clock.advance(1000);
    expect(events().filter((event) => event === "isolated")).toHaveLength(2);
  });

  it.each([
    ["202 after 30 s, the answer once it is there", 50_000, 200],
    ["504 for what takes longer than 120 s", 200_000, 504],
  ])("is what a slow API gives by itself: %s", async (_case, milliseconds, status) => {
    const { endpoints, call, clock } = await play();
    await endpoints.tellApi({ kind: "slow", milliseconds, on: "device-list" });
    const asked = call("GET", devices);
    while (clock.sleeping() === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await clock.advance(30_000);
    const first = await asked;
    const id = first.headers.get("response-id") ?? "";
    expect(first.status).toBe(202);
    expect((await call("GET", devices, undefined, { "response-id": id })).status).toBe(202);
    await clock.advance(180_000);
    expect((await call("GET", devices, undefined, { "response-id": id })).status).toBe(status);
  });
});

describe("rate limit", () => {
  it("answers 429 to the 11th request within a second, and acts on none of those", async () => {
    const { call, clock, endpoints } = await play({ rateLimit: true });
    for (let i = 0; i < 10; i += 1) expect((await call("GET", devices)).status).toBe(200);
    expect((await call("POST", tasks, task(demoIds.sql01))).status).toBe(429);
    expect(endpoints.journal).toEqual([]);
    await clock.advance(1000);
    expect((await call("GET", devices)).status).toBe(200);
  });

  it("can be switched off", async () => {
    const { call } = await play({ rateLimit: false });
    for (let i = 0; i < 12; i += 1) expect((await call("GET", devices)).status).toBe(200);
  });
});
