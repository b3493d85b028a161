// The console's files go up to a bucket over HTTP: here one that remembers, where AWS_ENDPOINT_URL would lead.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { putAll, uploadsOf } from "../../operate/upload-console.ts";
import { ADDRESS } from "./address.ts";

let folder: string;
let server: Server;
let put: { url: string; headers: IncomingHttpHeaders; body: string }[];
let status = 200;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "console-"));
  mkdirSync(join(folder, "assets"));
  for (const [name, text] of Object.entries({
    "index.html": "<html>",
    "icon.svg": "<svg>",
    "assets/main-1a.js": "1",
    "assets/main-1a.js.br": "compressed",
    "console-config.json": "of another house",
    "built.json": "{}",
  }))
    writeFileSync(join(folder, name), text);
  put = [];
  status = 200;
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    put.push({ url: `${request.method} ${request.url}`, headers: request.headers, body });
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const bucket = () => ({
  name: "files",
  region: "ap-northeast-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "s3cret", sessionToken: "t0ken" },
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
});

test("assets go first and for good, the page last and never kept", async () => {
  await putAll(bucket(), uploadsOf(folder, ADDRESS));
  expect(put.map(({ url, headers }) => [url, headers["content-type"], headers["cache-control"]])).toEqual([
    ["PUT /files/assets/main-1a.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
    ["PUT /files/console-config.json", "application/json", "no-cache"],
    ["PUT /files/icon.svg", "image/svg+xml", "no-cache"],
    ["PUT /files/index.html", "text/html; charset=utf-8", "no-cache"],
  ]);
  expect(put.at(-1)?.body).toBe("<html>");
  for (const { headers } of put) {
    expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/ap-northeast-1\/s3\//);
    expect(headers["x-amz-security-token"]).toBe("t0ken");
  }
});

test("the console is told of its own house, whatever stood in the folder", async () => {
  const config = uploadsOf(folder, ADDRESS).find(({ key }) => key === "console-config.json");
  expect(JSON.parse(new TextDecoder().decode(config?.body))).toEqual({
    authority: ADDRESS.Issuer,
    clientId: "client",
    scope: "openid hikeshi/use",
    signOutUrl: "https://hikeshi.auth.example/logout",
  });
});

test("what the bucket does not take is said, and nothing goes up after it", async () => {
  status = 403;
  await expect(putAll(bucket(), uploadsOf(folder, ADDRESS))).rejects.toThrow(
    "S3 does not take assets/main-1a.js of the console (403).",
  );
  expect(put).toHaveLength(1);
});
