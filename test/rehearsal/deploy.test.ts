// `npm run deploy` against an account that is reached by AWS_ENDPOINT_URL: it needs credentials, the one configuration file, and nothing else.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, relative, sep } from "node:path";
import { expect, test } from "vitest";
import { DIST } from "../../operate/build-console.ts";
import { root } from "../documents.ts";
import { REGION } from "../infra/synthesised.ts";
import { type Account, type StoredFile, startAccount } from "./account.ts";

interface Ran {
  code: number;
  output: string;
}

function run(args: string[], env: Record<string, string>): Promise<Ran> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: root, env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), output: `${stdout}${stderr}` }),
    );
  });
}

/** What CloudFront would find: the built console, whole, the page last, each file as browsers want it. */
function expectConsole({ files, operations }: Account, template: any, count: number): void {
  const [bucket] = Object.entries<any>(template.Resources).find(([, { Type }]) => Type === "AWS::S3::Bucket") ?? [];
  expect(new Set(files.map((one) => one.bucket))).toEqual(new Set([bucket]));
  expect(new Set(files.map(({ stackStatus }) => stackStatus))).toEqual(new Set(["CREATE_COMPLETE"]));
  const built = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz)$|^built\.json$/.test(entry.name))
    .map(({ parentPath, name }) => relative(DIST, join(parentPath, name)).split(sep).join("/"));
  expect(files.map(({ key }) => key).toSorted()).toEqual([...built, "console-config.json"].sort());
  expect(files).toHaveLength(count);
  for (const { key, body } of files)
    if (key !== "console-config.json") expect(body.equals(readFileSync(join(DIST, key))), key).toBe(true);
  const isAsset = ({ key }: StoredFile) => key.startsWith("assets/");
  expect(files.findLastIndex(isAsset)).toBeLessThan(files.findIndex((one) => !isAsset(one)));
  expect(files.at(-1)?.key).toBe("index.html");
  for (const one of files) {
    expect(one.cache, one.key).toBe(isAsset(one) ? "public, max-age=31536000, immutable" : "no-cache");
    expect(one.type, one.key).toBe(TYPES[extname(one.key)]);
  }
  // Nobody has to invalidate what is never kept, and nothing old is taken away.
  expect(operations.filter((one) => /DELETE|Invalidation/.test(one))).toEqual([]);
  const config = JSON.parse(files.find(({ key }) => key === "console-config.json")?.body.toString() ?? "");
  const client = Object.entries<any>(template.Resources).find(
    ([, { Type }]) => Type === "AWS::Cognito::UserPoolClient",
  );
  expect(config).toMatchObject({ clientId: client?.[0], scope: "openid hikeshi/use" });
  expect(JSON.stringify(config)).not.toContain("Fn::");
}

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

test("the stack and its console go from this tree to a finished deployment", async () => {
  const account = await startAccount();
  const folder = mkdtempSync(join(tmpdir(), "hikeshi-deploy-"));
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: account.url,
    AWS_ACCESS_KEY_ID: "operator",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
  };
  const options = ["-c", "configuration=examples/deployment.json", "--output", folder, "--require-approval", "never"];
  try {
    const { code, output } = await run(["operate/deploy.ts", ...options], env);
    expect(account.unknown).toEqual([]);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/✅\s+Hikeshi \(hikeshi-prod\)/) });
    const template = account.template();
    expect(template).toEqual(JSON.parse(readFileSync(join(folder, "Hikeshi.template.json"), "utf8")));
    const functions = Object.values<any>(template.Resources).filter(({ Type }) => Type === "AWS::Lambda::Function");
    expect(functions.length).toBeGreaterThan(50);
    for (const { Properties } of functions) {
      const zip = account.objects.get(Properties.Code.S3Key);
      expect(zip?.includes(Properties.Handler.replace(/\.\w+$/, ".mjs")), Properties.FunctionName).toBe(true);
    }
    expect(account.isProtected()).toBe(true);
    const said = /The console stands at (https:\S+) \((\d+) files\)\.\n/.exec(output);
    expect(said?.[1]).toMatch(/^https:\/\//);
    expectConsole(account, template, Number(said?.[2]));
  } finally {
    await account.close();
    rmSync(folder, { recursive: true });
  }
}, 300_000);
