// `cdk deploy` against an account that is reached by AWS_ENDPOINT_URL: it needs credentials, the one configuration file, and nothing else.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../documents.ts";
import { REGION } from "../infra/synthesised.ts";
import { startAccount } from "./account.ts";

const CDK = "node_modules/aws-cdk/bin/cdk";

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

test("the stack goes from this tree to a finished deployment", async () => {
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
    const { code, output } = await run([CDK, "deploy", ...options], env);
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
  } finally {
    await account.close();
    rmSync(folder, { recursive: true });
  }
}, 180_000);
