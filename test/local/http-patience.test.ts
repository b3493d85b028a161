// Slow-loris: requests that come byte by byte, or not at all, are ended by the listener itself.
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { listen } from "../../local/http.ts";
import { createIssuer } from "../../local/issuer.ts";
import { apiHouse } from "../api-house.ts";

const folder = mkdtempSync(join(tmpdir(), "patience-"));
afterAll(() => rmSync(folder, { recursive: true }));
const HEAD = "POST /v1/webhooks/acme/generic HTTP/1.1\r\nHost: localhost\r\n";

/** Sends `first`, then a byte every 20 ms, until the other end closes. Resolves to what it answered. */
function drip(port: number, first: string): Promise<string> {
  return new Promise((resolve) => {
    let got = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(first));
    const timer = setInterval(() => socket.write("x"), 20);
    socket.on("data", (chunk) => {
      got += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(timer);
      resolve(got);
    });
  });
}

test.each([
  ["headers", `${HEAD}X-Slow: `],
  ["a body", `${HEAD}Content-Length: 100000\r\n\r\n{`],
  ["a chunked body", `${HEAD}Transfer-Encoding: chunked\r\n\r\nffff\r\n`],
])("a sender whose %s never end is told 408 and ended, and nothing was started", async (_what, first) => {
  const house = await apiHouse();
  const issuer = await createIssuer(join(folder, "key"), () => house.clock.now);
  const patience = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 };
  const http = await listen(0, house.deps, issuer, async () => undefined, patience);
  try {
    expect(await drip(http.port, first)).toMatch(/^HTTP\/1\.1 408 /);
    expect(house.started).toEqual([]);
    expect((await fetch(`http://127.0.0.1:${http.port}/v1/openapi.json`)).status).toBe(200);
  } finally {
    await http.close();
  }
});
