// The one entry on AWS: its environment, and every function by its name.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, describe, expect, test } from "vitest";
import { createClients } from "../../aws/clients.ts";
import { type EnvironmentVariables, readEnvironment } from "../../aws/environment.ts";
import { httpFunctions, scheduled, steps } from "../../functions/index.ts";
import { bundleLambda, handlerOf } from "../../infra/bundle.ts";
import { lambdaContext } from "../../local/lambda-context.ts";
import { vendors } from "../../vendors/index.ts";
import { handlerOver } from "./every-function.ts";
import { thrown } from "./failures.ts";

const VARIABLES: EnvironmentVariables = {
  FUNCTION: "sweep",
  STAGE: "prod",
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
  const handler = handlerOver(readEnvironment({ ...VARIABLES, FUNCTION: name }), clients, {
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
    expect(await run({ source: "aws.events" })).toEqual(
      { sweep: { done: {}, failed: 0 }, poll: { sources: 0, failed: 0 } }[name] ?? { outcome: "not-ours" },
    );
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
  const folder = bundleLambda();
  afterAll(() => rmSync(folder, { recursive: true }));
  const load = (env: EnvironmentVariables) => {
    const [file] = handlerOf(env.FUNCTION).split(".");
    const url = pathToFileURL(join(folder, `${file}.mjs`)).href;
    const script = `import(${JSON.stringify(url)}).then(async ({ handler }) => console.log(typeof handler, (await handler(${JSON.stringify(EVENT)}, {})).statusCode), (error) => console.log(error.message))`;
    const made = { AWS_REGION: "ap-northeast-1", ...env };
    return spawnSync(process.execPath, ["-e", script], { env: made, encoding: "utf8" }).stdout;
  };

  test("it loads on this Node with its environment, and without says what is missing", () => {
    expect(load({ ...VARIABLES, FUNCTION: "read-openapi" })).toMatch(
      /^\{.*"function":"read-openapi".*\}\nfunction 200\n$/,
    );
    expect(load({ ...VARIABLES, TABLE_NAME: "" })).toBe(
      "The environment is not usable: TABLE_NAME (is no name of a DynamoDB table).\n",
    );
  });

  test("every function is in the file that its handler names, and in no other", async () => {
    const names = [...httpFunctions.keys(), ...Object.keys(steps), ...Object.keys(scheduled)];
    const files = new Set(names.map((name) => `${handlerOf(name).split(".")[0]}.mjs`));
    expect(files).toEqual(new Set(["webhook.mjs", "api.mjs", "steps.mjs", "open.mjs"]));
    const script = `const made = {};
      for (const file of ${JSON.stringify([...files])}) for (const name of ${JSON.stringify(names)}) {
        process.env.FUNCTION = name;
        await import(${JSON.stringify(pathToFileURL(folder).href)} + "/" + file + "?" + name).then(() => (made[name] ??= []).push(file), () => {});
      }
      console.log(JSON.stringify(made));`;
    const env = { AWS_REGION: "ap-northeast-1", ...VARIABLES };
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { env, encoding: "utf8" });
    expect(JSON.parse(stdout)).toEqual(
      Object.fromEntries(names.map((name) => [name, [`${handlerOf(name).split(".")[0]}.mjs`]])),
    );
  });

  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  /** What an entry reads at its start; `later` also what it may read afterwards. Throws where a file is not in the asset. */
  function reachedBy(entry: string, later = false): Set<string> {
    const reached = new Set<string>();
    const imports = later ? /(?:from|import) ?\(?"\.\/([^"]+)"/g : /(?:from|import) ?"\.\/([^"]+)"/g;
    const follow = (name: string) => {
      if (reached.has(name)) return;
      reached.add(name);
      for (const [, next = ""] of read(name).matchAll(imports)) follow(next);
    };
    follow(entry);
    return reached;
  }

  test("each product's connector is a file of its own, which no entry reads at its start and each that acts can reach", () => {
    const acting = [...vendors.values()].filter(({ connector }) => connector !== undefined);
    const connectors = readdirSync(folder).filter((name) => /\bas createConnector\b/.test(read(name)));
    expect(connectors).toHaveLength(acting.length);
    for (const entry of ["webhook.mjs", "api.mjs", "steps.mjs"]) {
      const [atStart, atAll] = [reachedBy(entry), reachedBy(entry, true)];
      expect(connectors.filter((name) => atStart.has(name))).toEqual([]);
      expect(connectors.filter((name) => !atAll.has(name))).toEqual([]);
    }
  });

  test("the webhook reads neither the SDK nor a composer of mails before its first call", () => {
    const all = [...reachedBy("webhook.mjs")].map(read).join();
    expect(all).not.toMatch(/DynamoDBClient|SESClient|nodemailer/);
    expect(all.length).toBeLessThan(300_000);
    expect(readdirSync(folder).some((name) => /DynamoDBClient/.test(read(name)))).toBe(true);
  });

  test("no file asks Node for its modules by an ESM import, which would read all of each", () => {
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name), "utf8")).not.toMatch(/\bimport[^;"'()]*"(?!\.\/)[^"]*"/);
  });
});
