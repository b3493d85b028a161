import { describe, expect, it } from "vitest";
import {
  action,
  createTask,
  listRuns,
  password,
  type Reply,
  refused,
  type Seen,
  secret,
  taskCreated,
  tokenCall,
  tokenReply,
  world,
} from "./scripted-fetch.ts";

const token = (n: number, more: Record<string, unknown> = {}): Reply => ({
  json: { access_token: `access-${n}`, refresh_token: `refresh-${n}`, token_type: "Bearer", expires_in: 3600, ...more },
});
const forms = (calls: Seen[]) => calls.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
const grants = (calls: Seen[]) => forms(calls).map(({ grant_type }) => grant_type);
const reference = JSON.stringify({ kind: "task", taskId: "task-1", expiresAt: "2026-03-01T00:15:00Z" });
const noRuns: Reply = { json: { taskRuns: [] } };
const isolate = action("isolate");

describe("the token", () => {
  it("is asked for by the password grant, form-encoded, whatever characters the password has", async () => {
    const { connector, calls } = world({ [createTask]: taskCreated });
    await connector.request(isolate);
    const call = calls(tokenCall)[0];
    expect(call?.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
    expect(call?.body).toContain("p%26ss%2Bw%25rd");
    expect(forms(calls(tokenCall))).toEqual([{ grant_type: "password", username: "api@example.org", password }]);
  });

  it("is used until a margin before its end, then renewed by the refresh grant", async () => {
    const { connector, calls, advance } = world({ [tokenCall]: [token(1), token(2)], [listRuns]: noRuns });
    await connector.outcome(isolate, reference);
    advance(3500_000);
    await connector.outcome(isolate, reference);
    expect(grants(calls(tokenCall))).toEqual(["password"]);
    advance(50_000);
    await connector.outcome(isolate, reference);
    expect(forms(calls(tokenCall))[1]).toEqual({ grant_type: "refresh_token", refresh_token: "refresh-1" });
    expect(calls(listRuns).at(-1)?.headers.get("authorization")).toBe("Bearer access-2");
  });

  it("is asked for once by calls at the same time", async () => {
    const { connector, calls } = world({ [listRuns]: noRuns });
    await Promise.all([1, 2, 3, 4].map(() => connector.outcome(isolate, reference)));
    expect(calls(tokenCall)).toHaveLength(1);
    expect(calls(listRuns)).toHaveLength(4);
  });

  it("is renewed once for calls that were answered 401 at the same time", async () => {
    const onlySecond = ({ headers }: Seen): Reply =>
      headers.get("authorization") === "Bearer access-2" ? noRuns : { status: 401 };
    const { connector, calls } = world({ [tokenCall]: [token(1), token(2)], [listRuns]: onlySecond });
    await Promise.all([1, 2, 3].map(() => connector.outcome(isolate, reference)));
    expect(grants(calls(tokenCall))).toEqual(["password", "refresh_token"]);
  });

  it("is not renewed again for a 401 to the old one that comes late", async () => {
    let isLate = false;
    let release = (): void => undefined;
    const renewed = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reply = async ({ headers }: Seen): Promise<Reply> => {
      if (headers.get("authorization") === "Bearer access-2") return noRuns;
      if (isLate) await renewed;
      isLate = true;
      return { status: 401 };
    };
    const { connector, calls } = world({ [tokenCall]: [token(1), token(2), token(3)], [listRuns]: reply });
    const first = connector.outcome(isolate, reference);
    const second = connector.outcome(isolate, reference);
    await first;
    release();
    await second;
    expect(grants(calls(tokenCall))).toEqual(["password", "refresh_token"]);
  });

  it("is not shared by two connectors", async () => {
    const one = world({ [listRuns]: noRuns });
    const two = world({ [listRuns]: noRuns });
    await one.connector.outcome(isolate, reference);
    await two.connector.outcome(isolate, reference);
    expect(two.calls(tokenCall)).toHaveLength(1);
  });
});

describe("a 401", () => {
  it("renews by the refresh grant, then by the password, and the write is made once", async () => {
    const { connector, calls } = world({
      [tokenCall]: [token(1), token(2), token(3)],
      [createTask]: [{ status: 401 }, { status: 401 }, taskCreated],
    });
    await connector.request(isolate);
    expect(grants(calls(tokenCall))).toEqual(["password", "refresh_token", "password"]);
    expect(calls(createTask).map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer access-1",
      "Bearer access-2",
      "Bearer access-3",
    ]);
  });

  it("that stays is a refusal of the write", async () => {
    const { connector, calls } = world({ [createTask]: { status: 401 } });
    await expect(connector.request(isolate)).rejects.toMatchObject({ name: "Refusal", kind: "unauthenticated" });
    expect(calls(createTask)).toHaveLength(3);
  });
});

describe("a refresh that fails", () => {
  it.each([400, 401, 403])("with %i drops both tokens and goes back to the password", async (status) => {
    const { connector, calls, advance } = world({ [tokenCall]: [token(1), { status }, token(2)], [listRuns]: noRuns });
    await connector.outcome(isolate, reference);
    advance(3600_000);
    await connector.outcome(isolate, reference);
    expect(grants(calls(tokenCall))).toEqual(["password", "refresh_token", "password"]);
  });

  it("by the network is unavailable, and its refresh token is not tried again", async () => {
    const { connector, calls, advance } = world({
      [tokenCall]: [token(1), refused("ECONNRESET"), token(2)],
      [listRuns]: noRuns,
    });
    await connector.outcome(isolate, reference);
    advance(3600_000);
    await expect(connector.outcome(isolate, reference)).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
    await connector.outcome(isolate, reference);
    expect(grants(calls(tokenCall))).toEqual(["password", "refresh_token", "password"]);
  });

  it("cannot happen without a refresh token: the password is used", async () => {
    const { connector, calls, advance } = world({
      [tokenCall]: [token(1, { refresh_token: "" }), token(2)],
      [listRuns]: noRuns,
    });
    await connector.outcome(isolate, reference);
    advance(3600_000);
    await connector.outcome(isolate, reference);
    expect(grants(calls(tokenCall))).toEqual(["password", "password"]);
  });
});

describe("an account that is not let in", () => {
  it.each([400, 401, 403])("(%i) refuses a request, sends no write and quotes no secret", async (status) => {
    const { connector, calls } = world({
      [tokenCall]: { status, json: { error: password } },
      [createTask]: taskCreated,
    });
    const error = await connector.request(isolate).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: "Refusal", kind: "unauthenticated", code: "eset-credentials" });
    expect(`${error}`).toContain("req-77");
    expect(`${error}`).not.toContain(password);
    expect(calls(createTask)).toEqual([]);
  });

  it("leaves an outcome open", async () => {
    const { connector } = world({ [tokenCall]: { status: 401 } });
    await expect(connector.outcome(isolate, reference)).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
  });

  it.each(["", "hunter2", '{"username":"hunter2"}', '"hunter2"'])(
    "for a secret of another shape refuses without quoting it",
    async (text) => {
      const { connector } = world({}, {}, async () => text);
      const error = await connector.request(isolate).catch((thrown: Error) => thrown);
      expect(error).toMatchObject({ name: "Refusal", code: "eset-credentials" });
      expect(JSON.stringify(error) + error).not.toContain("hunter2");
    },
  );

  it("is let in again with the secret as it is by then", async () => {
    let text = JSON.stringify({ username: "a", password: "old" });
    const { connector, calls } = world(
      { [tokenCall]: [{ status: 401 }, tokenReply], [createTask]: taskCreated },
      {},
      async () => text,
    );
    await expect(connector.request(isolate)).rejects.toMatchObject({ name: "Refusal" });
    text = secret;
    await connector.request(isolate);
    expect(forms(calls(tokenCall)).at(-1)?.password).toBe(password);
  });
});

it("follows a token request that is answered 202", async () => {
  const { connector, calls } = world({
    [tokenCall]: [{ status: 202, headers: { "response-id": "resp-t" } }, tokenReply],
    [createTask]: taskCreated,
  });
  await connector.request(isolate);
  expect(calls(tokenCall).map(({ headers }) => headers.get("response-id"))).toEqual([null, "resp-t"]);
});

it.each([{ status: 500 }, refused("ECONNRESET"), { json: { token_type: "Bearer" } }])(
  "says that a write had no effect when the token did not come",
  async (reply) => {
    const { connector, calls } = world({ [tokenCall]: reply as Reply, [createTask]: taskCreated });
    await expect(connector.request(isolate)).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
    expect(calls(createTask)).toEqual([]);
  },
);
