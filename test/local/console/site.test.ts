// The console's files and its sign-in as `npm start` serves them: asked over HTTP, as a browser does, without one.
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSite } from "../../../local/console/site.ts";
import { type HttpHouse, listen } from "../../../local/http.ts";
import { createIssuer, ISSUER, type Issuer } from "../../../local/issuer.ts";
import { apiHouse } from "../../api-house.ts";

const PASSWORD = "correct horse";
const folder = mkdtempSync(join(tmpdir(), "site-"));
let http: HttpHouse;
let issuer: Issuer;
let origin = "";

beforeAll(async () => {
  const dist = join(folder, "dist");
  mkdirSync(join(dist, "assets"), { recursive: true });
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>built</title>");
  writeFileSync(join(dist, "assets/a-1.js"), "let a");
  writeFileSync(join(dist, "assets/a-1.js.br"), brotliCompressSync("let a"));
  writeFileSync(join(dist, "built.json"), "{}");
  writeFileSync(join(folder, "secret.js"), "secret");
  const house = await apiHouse();
  issuer = await createIssuer(join(folder, "key"), Date.now, () => [`${origin}/oidc`]);
  const passwords = { analyst: PASSWORD };
  const parts = { origin: () => origin, key: issuer.key, passwords: () => passwords, sleep: async () => {} };
  const site = createSite({ ...parts, folder: dist });
  http = await listen(0, house.deps, issuer, async () => undefined, undefined, site);
  origin = `http://127.0.0.1:${http.port}`;
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

describe("the files", () => {
  test.each(["/", "/customers/demo/incidents/inc-1", "/signed-in?code=1"])("%s is the console", async (path) => {
    const response = await fetch(origin + path);
    expect([response.status, await response.text()]).toEqual([200, "<!doctype html><title>built</title>"]);
    expect(response.headers.get("cache-control")).toBe("no-cache");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("an asset is kept for ever, and sent compressed to who takes that", async () => {
    const plain = await fetch(`${origin}/assets/a-1.js`, { headers: { "accept-encoding": "identity" } });
    expect([plain.headers.get("content-encoding"), await plain.text()]).toEqual([null, "let a"]);
    const small = await fetch(`${origin}/assets/a-1.js`, { headers: { "accept-encoding": "gzip, br" } });
    expect([small.headers.get("content-encoding"), await small.text()]).toEqual(["br", "let a"]);
    expect(small.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(small.headers.get("vary")).toBe("accept-encoding");
  });

  test.each([
    "/nothing.js",
    "/built.json",
    "/../secret.js",
    "/..%2fsecret.js",
    "/assets/..%2f..%2fsecret.js",
    "/assets/a-1.js.br",
  ])("%s is not served", async (path) => {
    const status = await new Promise((resolve, reject) => {
      // fetch would tidy the path up first.
      request({ port: http.port, host: "127.0.0.1", path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(404);
  });

  test("another name of this machine leads to the one address", async () => {
    const response = await fetch(`http://localhost:${http.port}/customers?x=1`, { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([302, `${origin}/customers?x=1`]);
  });

  test("a POST is no page, and the API stays the API", async () => {
    expect((await fetch(origin, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${origin}/v1/me`)).status).toBe(401);
  });
});

/** A browser's cookies, as far as these addresses need them. */
function cookies() {
  const kept = new Map<string, string>();
  return async (url: string, init: RequestInit = {}) => {
    const cookie = [...kept].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(new URL(url, origin), {
      redirect: "manual",
      ...init,
      headers: { cookie, ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      kept.set(name, value);
    }
    return response;
  };
}

describe("the sign-in", () => {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const begin = async (browser: ReturnType<typeof cookies>, change: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      client_id: "hikeshi-console",
      redirect_uri: `${origin}/signed-in`,
      response_type: "code",
      scope: "openid hikeshi/use",
      state: "s",
      code_challenge: challenge,
      code_challenge_method: "S256",
      ui_locales: "ja",
      ...change,
    });
    return browser(`/oidc/auth?${query}`);
  };
  const post = (browser: ReturnType<typeof cookies>, page: string, password: string, from = origin, user = "analyst") =>
    browser(page, {
      method: "POST",
      headers: { origin: from, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ user, password }),
    });
  const tokens = async (code: string, change: Record<string, string> = {}) =>
    fetch(`${origin}/oidc/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: "hikeshi-console",
        redirect_uri: `${origin}/signed-in`,
        code_verifier: verifier,
        code,
        ...change,
      }),
    });
  const codeOf = async (browser: ReturnType<typeof cookies>, page: string) => {
    const right = await post(browser, page, PASSWORD);
    const resumed = await browser(right.headers.get("location") ?? "");
    return new URL(resumed.headers.get("location") ?? "").searchParams.get("code") ?? "";
  };

  test("is told to the console", async () => {
    expect(await (await fetch(`${origin}/console-config.json`)).json()).toEqual({
      authority: `${origin}/oidc`,
      clientId: "hikeshi-console",
      scope: "openid hikeshi/use",
    });
  });

  test("gives who knows the password a token that the API takes as that person's, once", async () => {
    const browser = cookies();
    const page = (await begin(browser)).headers.get("location") ?? "";
    const shown = await (await browser(page)).text();
    expect(shown).toContain("サインイン");
    expect(shown).not.toContain("<script");
    const code = await codeOf(browser, page);
    const answer = (await (await tokens(code)).json()) as any;
    const claims = await issuer.verify(answer.access_token);
    expect(claims).toMatchObject({ iss: ISSUER, sub: "analyst", aud: "hikeshi-api", scope: "hikeshi/use" });
    const me = await fetch(`${origin}/v1/me`, { headers: { authorization: `Bearer ${answer.access_token}` } });
    expect(me.status).not.toBe(401);
    expect(await issuer.verify(answer.id_token), "an identity token opens nothing").toBeUndefined();
    const renewed = await tokens("", { grant_type: "refresh_token", refresh_token: answer.refresh_token });
    expect(await issuer.verify(((await renewed.json()) as any).access_token)).toMatchObject({ sub: "analyst" });
    expect((await tokens(code)).status).toBe(400);
  });

  test("refuses a wrong password, a page of elsewhere, another verifier and no challenge", async () => {
    const browser = cookies();
    const page = (await begin(browser)).headers.get("location") ?? "";
    const wrong = await post(browser, page, "wrong");
    expect([wrong.status, await wrong.text()]).toEqual([401, expect.stringContaining("正しくありません")]);
    expect((await post(browser, page, "")).status).toBe(401);
    for (const user of ["nobody", "toString", ""])
      expect((await post(browser, page, "", origin, user)).status).toBe(401);
    expect((await post(browser, page, PASSWORD, "http://evil.example")).status).toBe(401);
    const code = await codeOf(browser, page);
    expect((await tokens(code, { code_verifier: randomBytes(32).toString("base64url") })).status).toBe(400);
    const open = await begin(cookies(), { code_challenge: "", code_challenge_method: "" });
    expect(open.headers.get("location")).toContain("error=invalid_request");
  });

  test("leads only back to the console", async () => {
    const response = await begin(cookies(), { redirect_uri: "http://evil.example/" });
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
    expect(await response.text()).toContain("サインインを続けられませんでした");
  });

  test("begins anew where the page has grown too old", async () => {
    const response = await cookies()("/sign-in/none");
    expect([response.status, response.headers.get("location")]).toEqual([302, `${origin}/`]);
  });
});
