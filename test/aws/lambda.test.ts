// The one entry on AWS: its environment, and every function by its name.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { createHandler } from "../../aws/assemble.ts";
import { createClients } from "../../aws/clients.ts";
import { type EnvironmentVariables, readEnvironment } from "../../aws/environment.ts";
import { httpFunctions, scheduled, steps } from "../../functions/index.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { thrown } from "./failures.ts";

const VARIABLES: EnvironmentVariables = {
  FUNCTION: "sweep",
  TABLE_NAME: "hikeshi",
  STATE_MACHINE_ARN: "arn:aws:states:ap-northeast-1:123456789012:stateMachine:incident-response",
  SECRETS_PREFIX: "/hikeshi",
  HOUSE: JSON.stringify({ from: "Hikeshi MDR <mdr@hikeshi.example>", consoleUrl: "https://console.hikeshi.example" }),
};

const AT = Date.UTC(2026, 0, 5);

/** On AWS without anything in it. */
function created(name: string, fail?: Error) {
  const clients = createClients();
  const lines: string[] = [];
  for (const client of Object.values(clients)) {
    const mock = mockClient(client as DynamoDBDocumentClient);
    if (fail === undefined) mock.onAnyCommand().resolves({});
    else mock.onAnyCommand().rejects(fail);
  }
  const handler = createHandler(readEnvironment({ ...VARIABLES, FUNCTION: name }), clients, {
    now: () => AT,
    sleep: async () => {},
    random: Math.random,
    fetch: async () => Response.error(),
    write: (line) => lines.push(line),
  });
  return { lines, run: (event: unknown) => handler(event, lambdaContext(name)) };
}

const fileName = (step: string) => step.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const EVENT = {
  rawPath: "/v1/x",
  headers: {},
  body: "{}",
  isBase64Encoded: false,
  requestContext: { http: { method: "POST" } },
};

describe("every function runs by its name, and leaves one line of JSON", () => {
  test.each([...httpFunctions.keys()])("%s answers", async (name) => {
    const { run, lines } = created(name);
    const answer = (await run(EVENT)) as { statusCode: number };
    expect(answer.statusCode).toBeLessThan(500);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { at: "2026-01-05T00:00:00.000Z", function: name, outcome: answer.statusCode },
    ]);
  });

  test.each(Object.keys(steps))("%s is a step", async (name) => {
    const { run, lines } = created(name);
    await run({ customerId: "acme", incidentId: "inc-1", round: 1 }).catch(() => undefined);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ function: fileName(name), incident: "inc-1" }]);
  });

  test.each(Object.keys(scheduled))("%s is scheduled", async (name) => {
    const { run, lines } = created(name);
    expect(await run({ source: "aws.events" })).toEqual({ done: {}, failed: 0 });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: "info", function: name, outcome: "ok" }]);
  });
});

test("a step names what is out of reach as the workflow's Retry does", async () => {
  const { run } = created("assessIncident", thrown("ThrottlingException"));
  await expect(run({ customerId: "acme", incidentId: "inc-1", round: 1 })).rejects.toMatchObject({
    name: "Unavailable",
  });
});

test("a schedule that fails says so, and fails for Lambda too", async () => {
  const { run, lines } = created("sweep", thrown("AccessDeniedException"));
  await expect(run({})).rejects.toMatchObject({ name: "Aws.AccessDeniedException" });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "error", function: "sweep", outcome: "Aws.AccessDeniedException" },
  ]);
  expect(lines.join()).not.toContain("s3cret");
});

describe("a wrong environment is told in one sentence that names the variable", () => {
  const without = (name: string) => ({ ...VARIABLES, [name]: undefined });
  const house = (more: object) => ({
    ...VARIABLES,
    HOUSE: JSON.stringify({ ...JSON.parse(VARIABLES.HOUSE), ...more }),
  });

  test.each<readonly [string, Record<string, string | undefined>, RegExp]>([
    ...["FUNCTION", "TABLE_NAME", "STATE_MACHINE_ARN", "SECRETS_PREFIX", "HOUSE"].map(
      (name) =>
        [`no ${name}`, without(name), new RegExp(`^The environment is not usable: ${name} is missing\\.$`)] as const,
    ),
    ["a table", { ...VARIABLES, TABLE_NAME: "s3cret!" }, /: TABLE_NAME \(is no name of a DynamoDB table\)\.$/],
    [
      "an ARN",
      { ...VARIABLES, STATE_MACHINE_ARN: "s3cret" },
      /: STATE_MACHINE_ARN \(is no ARN of a state machine\)\.$/,
    ],
    ["a prefix", { ...VARIABLES, SECRETS_PREFIX: "s3cret/" }, /: SECRETS_PREFIX \(is no path such as \/hikeshi\)\.$/],
    ["a configuration set", { ...VARIABLES, CONFIGURATION_SET: "s3 cret" }, /: CONFIGURATION_SET \(is no name/],
    ["no JSON", { ...VARIABLES, HOUSE: "{s3cret" }, /: HOUSE \(is not JSON\)\.$/],
    ["a house without sender", house({ from: undefined }), /: HOUSE\.from \(/],
    ["a house with a wrong address", house({ consoleUrl: "s3cret" }), /: HOUSE\.consoleUrl \(/],
    ["two", { ...without("TABLE_NAME"), HOUSE: undefined }, /: TABLE_NAME is missing; HOUSE is missing\.$/],
  ])("%s", (_what, variables, sentence) => {
    const read = () => readEnvironment(variables);
    expect(read).toThrow(sentence);
    expect(read).not.toThrow(/s3cret/);
  });

  test.each(["nothing", "constructor", "__proto__", "toString"])("FUNCTION %s", (name) => {
    expect(() => created(name)).toThrow("The environment is not usable: FUNCTION (names none of our functions).");
  });
});

describe("bundled as it is deployed", () => {
  test("it loads on this Node with its environment, and without says what is missing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lambda-"));
    const outfile = join(folder, "index.mjs");
    await build({
      entryPoints: [new URL("../../aws/lambda.ts", import.meta.url).pathname],
      outfile,
      bundle: true,
      minify: true,
      platform: "node",
      target: "node24",
      // ESM where a library has it: two thirds of the size.
      mainFields: ["module", "main"],
      format: "esm",
      // nodemailer is CommonJS, and asks for Node's own modules at run time.
      banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    });
    const script = `import(${JSON.stringify(pathToFileURL(outfile).href)}).then(async ({ handler }) => console.log(typeof handler, (await handler(${JSON.stringify(EVENT)}, {})).statusCode), (error) => console.log(error.message))`;
    const load = (env: object) =>
      spawnSync(process.execPath, ["-e", script], { env: { AWS_REGION: "ap-northeast-1", ...env }, encoding: "utf8" });
    expect(load({ ...VARIABLES, FUNCTION: "read-openapi" }).stdout).toMatch(
      /^\{.*"function":"read-openapi".*\}\nfunction 200\n$/,
    );
    expect(load({ ...VARIABLES, TABLE_NAME: "" }).stdout).toBe(
      "The environment is not usable: TABLE_NAME (is no name of a DynamoDB table).\n",
    );
    rmSync(folder, { recursive: true });
  });
});
