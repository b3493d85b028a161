// The listener of one machine, over real sockets: whom it answers, what it refuses, and that nothing hangs it.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type HttpHouse, listen } from "../../local/http.ts";
import { createIssuer, ISSUER, type Issuer } from "../../local/issuer.ts";
import { personId, putPerson, putSource } from "../../records/customers.ts";
import { type ApiHouse, apiHouse } from "../api-house.ts";
import { n1 } from "../stories.ts";
import { rawRequest } from "./raw-request.ts";

const folder = mkdtempSync(join(tmpdir(), "http-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LIMIT = 256 * 1024;
const WEBHOOK = "/v1/webhooks/acme/generic";
let house: ApiHouse;
let http: HttpHouse;
let issuer: Issuer;
let url: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  issuer = await createIssuer(join(folder, "key"), () => house.clock.now);
});
beforeEach(async () => {
  house = await apiHouse();
  house.secrets.set("customers/acme/sources/generic/one", "s3cret");
  const source = { name: "generic", vendor: "generic", credential: "secret" as const, secretIds: ["one"] };
  await putSource(house.deps.table, "acme", source, () => source);
  await putPerson(house.deps.table, "house", {
    personId: personId(ISSUER, "admin"),
    issuer: ISSUER,
    subject: "admin",
    name: "Admin",
    role: "admin",
    language: "en",
  });
  http = await listen(0, house.deps, issuer, async (path) =>
    path === "/page" ? { status: 200, body: "<p>page</p>", headers: { "content-type": "text/html" } } : undefined,
  );
  url = `http://127.0.0.1:${http.port}`;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await http.close();
});

const raw = (text: string | string[], enough?: RegExp) => rawRequest({ port: http.port, sockets }, text, enough);
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
const alive = async () => (await fetch(`${url}/v1/openapi.json`)).status;
const send = (body: string, headers: Record<string, string> = {}) =>
  fetch(url + WEBHOOK, { method: "POST", body, headers: { authorization: "Bearer s3cret", ...headers } });

describe("the host of a request", () => {
  test.each(["127.0.0.1", "localhost:8080", "LOCALHOST", "[::1]:1"])("%s is ours", async (host) => {
    expect(statusOf(await raw(`GET /v1/openapi.json HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`))).toBe(
      200,
    );
  });

  test.each([
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example:80",
    "evil.example:127",
    "localhost@evil.example",
    "10.0.0.1",
    "",
  ])("%j is not, for pages neither", async (host) => {
    for (const path of ["/v1/openapi.json", "/page"]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect(statusOf(answer)).toBe(400);
      expect(answer).not.toContain("page</p>");
    }
  });

  test("listens on loopback only", async () => {
    const outside = Object.values((await import("node:os")).networkInterfaces())
      .flat()
      .find((one) => one?.internal === false && one.family === "IPv4");
    if (outside === undefined) return;
    await expect(
      fetch(`http://${outside.address}:${http.port}/`, { signal: AbortSignal.timeout(2000) }),
    ).rejects.toThrow();
  });
});

describe("an address", () => {
  test("that is not there is 404, in JSON", async () => {
    const answer = await fetch(`${url}/v1/nothing`, { method: "POST", body: "x" });
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { code: "route-not-found", message: expect.any(String) },
    ]);
  });

  test.each(["GET", "PUT", "DELETE", "PATCH", "HEAD"])(
    "that takes POST only answers %s with 405 and says so",
    async (method) => {
      const answer = await fetch(url + WEBHOOK, { method });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    },
  );

  test.each(["//evil.example/v1/openapi.json", "/v1/%ff%fe", "/%", "/..%2f..%2fetc/passwd", "http://[/", "*"])(
    "such as %j is answered, and the house lives on",
    async (path) => {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(statusOf(answer)).toBeGreaterThanOrEqual(200);
      expect(statusOf(answer)).toBeLessThan(500);
      expect(await alive()).toBe(200);
    },
  );
});

describe("a body", () => {
  test("comes to the webhook byte for byte", async () => {
    const [event] = n1();
    const answer = await send(JSON.stringify([event]));
    expect([answer.status, await answer.json()]).toMatchObject([202, { results: [{ outcome: "opened" }] }]);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("that answers leaves with its length in one piece", async () => {
    const answer = await raw(`GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const [head = "", body = ""] = answer.split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^content-length: ${Buffer.byteLength(body)}$`, "im"));
    expect(head).not.toMatch(/transfer-encoding/i);
  });

  test("of exactly the limit is read, of one byte more refused before it is sent", async () => {
    expect((await send(" ".repeat(LIMIT))).status).toBe(400);
    const head = `POST ${WEBHOOK} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${LIMIT + 1}\r\n\r\n`;
    expect(await raw(head)).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*body-too-large/i);
  });

  test("over the limit that is sent all the same is answered 413, with its length told", async () => {
    const answer = await send("x".repeat(2 * LIMIT)).catch(() => undefined);
    // A client that does not read while it writes may see the connection end instead.
    if (answer !== undefined) expect(answer.status).toBe(413);
    expect(await alive()).toBe(200);
  });

  test("over the limit in chunks is answered 413 as soon as it is over", async () => {
    const head = `POST ${WEBHOOK} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const answer = await raw([head, chunk, chunk, chunk, chunk, "1\r\nx\r\n"]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*body-too-large/i);
    expect(await alive()).toBe(200);
  });

  test("that is slow holds up nobody else", async () => {
    const waiting = Array.from({ length: 20 }, () =>
      raw(`POST ${WEBHOOK} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{`),
    );
    expect(await alive()).toBe(200);
    expect((await send(JSON.stringify(n1()))).status).toBe(202);
    expect(waiting).toHaveLength(20);
  });

  test("that is cut off starts nothing, and the house lives on", async () => {
    const text = JSON.stringify(n1());
    const cut = connect(http.port, "127.0.0.1");
    cut.write(
      `POST ${WEBHOOK} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer s3cret\r\nContent-Length: ${text.length + 9}\r\n\r\n${text}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    cut.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(house.started).toEqual([]);
    expect(await alive()).toBe(200);
  });

  test("whose sender does not wait for the answer leaves the house standing", async () => {
    await new Promise<void>((resolve) => {
      const leaving = request(url + WEBHOOK, { method: "POST", headers: { authorization: "Bearer s3cret" } });
      leaving.on("error", () => resolve());
      leaving.end(JSON.stringify(n1()), () => leaving.destroy());
      leaving.on("close", () => resolve());
    });
    expect(await alive()).toBe(200);
  });
});

describe("a token", () => {
  const me = async (authorization?: string) =>
    (await fetch(`${url}/v1/me`, authorization === undefined ? {} : { headers: { authorization } })).status;

  test("of ours opens, as long as it is good", async () => {
    const token = await issuer.token("admin", 1);
    expect(await me(`Bearer ${token}`)).toBe(200);
    house.clock.now += 86_400_000 - 1000;
    expect(await me(`Bearer ${token}`)).toBe(200);
    house.clock.now += 2000;
    expect(await me(`Bearer ${token}`)).toBe(401);
  });

  test("survives a restart of the house, whose key only its owner may read", async () => {
    const again = await createIssuer(join(folder, "key"), () => house.clock.now);
    expect(await me(`Bearer ${await again.token("admin", 1)}`)).toBe(200);
    expect(statSync(join(folder, "key")).mode & 0o777).toBe(0o600);
  });

  test("of another key, of no key, changed, missing or of another kind does not", async () => {
    const other = await createIssuer(join(folder, "other-key"), () => house.clock.now);
    const good = await issuer.token("admin", 1);
    const [head = "", body = "", signature = ""] = good.split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const forged = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(body, "base64url").toString()), sub: "analyst" }),
    ).toString("base64url");
    for (const authorization of [
      `Bearer ${await other.token("admin", 1)}`,
      `Bearer ${none}.${body}.`,
      `Bearer ${head}.${forged}.${signature}`,
      `Bearer ${head}.${body}`,
      "Bearer x",
      "Bearer ",
      `Basic ${good}`,
      undefined,
    ])
      expect(await me(authorization), String(authorization)).toBe(401);
  });

  test("of ours for somebody whom the house does not know opens nothing", async () => {
    const status = (
      await fetch(`${url}/v1/customers`, { headers: { authorization: `Bearer ${await issuer.token("stranger", 1)}` } })
    ).status;
    expect([401, 403, 404]).toContain(status);
  });
});

test("closing ends every connection, also of those who wait", async () => {
  const waiting = raw(`POST ${WEBHOOK} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{`);
  expect(await alive()).toBe(200);
  await http.close();
  expect(await waiting).toBe("");
  await expect(fetch(url)).rejects.toThrow();
  http = await listen(0, house.deps, issuer, async () => undefined);
});
