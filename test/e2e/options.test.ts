import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp, type Ended, newFolder, PATIENCE_MILLISECONDS, ROOT, run, start, until } from "./running-house.ts";

afterAll(cleanUp, PATIENCE_MILLISECONDS);

const npmStart = (...options: string[]): Promise<Ended> => run("npm", ["start", "-s", "--", ...options]);
const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");
const TIMELINE_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ /m;

describe("--empty", { timeout: 2 * PATIENCE_MILLISECONDS }, () => {
  it("starts without the demo, also the next time, and ends on Ctrl-C with code 0", async () => {
    const data = newFolder();
    for (const options of [["--empty"], []]) {
      const house = await start(data, options, "launcher");
      expect((await house.api("admin", "GET", "/v1/customers")).body.customers).toEqual([]);
      expect((await house.page("/mailbox")).status).toBe(200);
      const { code, stdout, stderr } = await house.end("SIGINT");
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).not.toMatch(TIMELINE_LINE);
      expect(existsSync(`${data}/records.db-wal`), "the files are closed").toBe(false);
    }
  });

  it("refuses a second house on the same data folder, in one sentence", async () => {
    const data = newFolder();
    const first = await start(data, ["--empty"]);
    const second = await npmStart("--port", "0", "--data", data);
    expect([second.code, lines(second.stderr)]).toEqual([
      1,
      [expect.stringMatching(/^Another house works on .*--data/)],
    ]);
    expect((await first.page("/mailbox")).status).toBe(200);
    await first.end("SIGKILL");
    const third = await start(data, ["--empty"], "launcher");
    expect((await third.end("SIGTERM")).code).toBe(0);
  });

  it("answers only under this machine's own names, and says what is wrong with a request", async () => {
    const house = await start(newFolder(), ["--empty"]);
    const port = new URL(house.url).port;
    const { stdout } = spawnSync("curl", ["-s", "-H", "Host: evil.example", `http://127.0.0.1:${port}/`], {
      encoding: "utf8",
    });
    if (stdout !== "") expect(JSON.parse(stdout).code).toBe("bad-request");
    const wrong = await fetch(`${house.url}/v1/customers`, { method: "DELETE" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST, GET"]);
    expect((await fetch(`${house.url}/v1/customers`)).status).toBe(401);
    const large = await fetch(`${house.url}/v1/webhooks/demo/eset`, { method: "POST", body: "x".repeat(300_000) });
    expect([large.status, (await large.json()) as unknown]).toEqual([
      413,
      expect.objectContaining({ code: "body-too-large" }),
    ]);
    expect((await house.page("/v1/openapi.json")).text).toContain('"openapi":"3.1');
  });
});

describe("a port that is taken", { timeout: 2 * PATIENCE_MILLISECONDS }, () => {
  const blocker = createServer();
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    port = (blocker.address() as { port: number }).port;
  });
  afterAll(() => blocker.close());

  it("is one readable sentence and exit code 1, and leaves the folder as new as it was", async () => {
    const data = newFolder();
    const { code, stderr } = await npmStart("--port", String(port), "--data", data);
    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([expect.stringMatching(new RegExp(`^Port ${port} or \\d+ is taken: .*--port`))]);
    const house = await start(data, ["--quiet"]);
    await house.line(/— Certutil/);
  });
});

describe("wrong words", () => {
  it.each([
    [["--port", "abc"], /^--port takes a number from 0 to 65534, not abc\.$/],
    [["--port", "65535"], /^--port takes a number/],
    [["--language", "fr"], /^--language is ja or en, not fr\.$/],
    [["--nothing"], /^Unknown option '--nothing' \(npm start -- --help/],
  ])("%j is one sentence and exit code 1", { timeout: PATIENCE_MILLISECONDS }, async (options, sentence) => {
    const { code, stderr, stdout } = await npmStart("--data", newFolder(), ...options);
    expect([code, stdout, lines(stderr)]).toEqual([1, "", [expect.stringMatching(sentence)]]);
  });
});

describe("an install without the pinned Node", () => {
  const version = spawnSync("node", ["-p", "process.versions.node.split('.')[0]"], { encoding: "utf8" }).stdout;
  it.skipIf(Number(version) >= 24 || version === "")("is one sentence and exit code 1", () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(ROOT, "operate/node24.mjs"), join(folder, "node24.mjs"));
    const { status, stderr } = spawnSync("node", [join(folder, "node24.mjs"), "local/main.ts"], { encoding: "utf8" });
    expect([status, lines(stderr)]).toEqual([1, [expect.stringMatching(/^Hikeshi needs Node 24: .*npm ci/)]]);
  });
});

describe("the terminal", { timeout: 2 * PATIENCE_MILLISECONDS }, () => {
  it("stays without timeline under --quiet", async () => {
    const house = await start(newFolder(), ["--quiet", "--no-demo-customer"]);
    await until("the incident", async () => ((await house.incidents()).length > 0 ? true : undefined));
    await house.line(/— SQL Server/);
    expect(house.said.stdout).not.toMatch(TIMELINE_LINE);
  });

  it("speaks Japanese with --language ja", async () => {
    const house = await start(newFolder(), ["--language", "ja"]);
    await house.line(/ステータスが変更されました 閉じる/);
    expect(house.said.stdout).toContain("コンピューターが追加されました: test1-VM");
    expect(house.said.stdout).not.toContain("Computer added");
  });

  const hasScript = spawnSync("script", ["--version"]).status === 0;
  it.skipIf(!hasScript).each([
    [{ TERM: "xterm-256color" }, true],
    [{ TERM: "xterm-256color", NO_COLOR: "1" }, false],
  ])("%j: colour on a terminal is %s", async (environment, coloured) => {
    const house = await start(newFolder(), [], "terminal", environment);
    await house.line(/Closed by/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
    expect(/\u001b\[\d+m\d{4}-\d\d-\d\d/.test(house.said.stdout)).toBe(coloured);
  });
});
