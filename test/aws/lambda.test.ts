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
import { httpFunctions, steps, unattended } from "../../functions/index.ts";
import { createOpenapi } from "../../functions/openapi.ts";
import { apis } from "../../functions/routes.ts";
import { bundleLambda, handlerOf, kindOf } from "../../infra/bundle.ts";
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

  test.each(Object.keys(unattended))("%s is called by nobody who waits", async (name) => {
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
  const kinds = ["webhook", "api", "steps", "open"];
  const acting = [...vendors.values()].filter(({ connector }) => connector !== undefined);
  const parsers = [
    ...["parseCrowdstrike", "parseDefender", "parseEset", "parseGeneric", "parseGuardDuty", "parseOcsf"],
    ...["parseSentinelOne", "parseWazuh"],
  ];
  afterAll(() => rmSync(folder, { recursive: true }));
  const load = (env: EnvironmentVariables, shown = "statusCode") => {
    const kind = kindOf(env.FUNCTION);
    const url = pathToFileURL(join(folder, kind, `${kind}.mjs`)).href;
    const script = `import(${JSON.stringify(url)}).then(async ({ handler }) => console.log(typeof handler, (await handler(${JSON.stringify(EVENT)}, {})).${shown}), (error) => console.log(error.message))`;
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

  test("every function is in the file that its handler names, and another kind's in none", () => {
    const names = [...httpFunctions.keys(), ...Object.keys(steps), ...Object.keys(unattended)];
    expect(new Set(names.map(kindOf))).toEqual(new Set(kinds));
    for (const name of names) expect(handlerOf(name)).toBe(`${kindOf(name)}.handler`);
    const firsts = kinds.map((kind) => names.find((name) => kindOf(name) === kind) ?? "");
    const others = kinds.flatMap((kind) => firsts.filter((name) => kindOf(name) !== kind).map((name) => [kind, name]));
    const asked = [...names.map((name) => [kindOf(name), name]), ...others];
    const script = `const made = [];
      for (const [kind, name] of ${JSON.stringify(asked)}) {
        process.env.FUNCTION = name;
        await import(${JSON.stringify(pathToFileURL(folder).href)} + "/" + kind + "/" + kind + ".mjs?" + name).then(() => made.push([kind, name]), () => {});
      }
      console.log(JSON.stringify(made));`;
    const env = { AWS_REGION: "ap-northeast-1", ...VARIABLES };
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { env, encoding: "utf8" });
    expect(others.length).toBe(12);
    expect(JSON.parse(stdout)).toEqual(names.map((name) => [kindOf(name), name]));
  });

  const read = (kind: string, name: string) => readFileSync(join(folder, kind, name), "utf8");
  /** What an entry reads at its start; `later` also what it may read afterwards. Throws where a file is not in the asset. */
  function reachedBy(kind: string, later = false): Set<string> {
    const reached = new Set<string>();
    const imports = later ? /(?:from|import) ?\(?"\.\/([^"]+)"/g : /(?:from|import) ?"\.\/([^"]+)"/g;
    const follow = (name: string) => {
      if (reached.has(name)) return;
      reached.add(name);
      for (const [, next = ""] of read(kind, name).matchAll(imports)) follow(next);
    };
    follow(`${kind}.mjs`);
    return reached;
  }

  test.each(kinds)("the start of %s is one file, and what it reads later is there, and nothing else is", (kind) => {
    expect([...reachedBy(kind)]).toEqual([`${kind}.mjs`]);
    expect([...reachedBy(kind, true)].sort()).toEqual(readdirSync(join(folder, kind)).sort());
  });

  test.each(["createConnector", ...parsers])(
    "each product's %s is read when it is needed, where it is needed",
    (name) => {
      const wanted = name === "createConnector" ? acting.length : 1;
      for (const kind of ["webhook", "api", "steps"]) {
        const files = readdirSync(join(folder, kind)).filter((file) =>
          new RegExp(`\\bas ${name}\\b`).test(read(kind, file)),
        );
        expect(files.filter((file) => file !== `${kind}.mjs`)).toHaveLength(wanted);
        expect(read(kind, `${kind}.mjs`)).not.toMatch(new RegExp(`\\bas ${name}\\b`));
      }
    },
  );

  test("the API's description is the one that the sources give", () => {
    const [, text = ""] = load({ ...VARIABLES, FUNCTION: "read-openapi" }, "body").split("\nfunction ");
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(createOpenapi(apis))));
  });

  test("the webhook reads neither the SDK nor a composer of mails before its first call", () => {
    const start = read("webhook", "webhook.mjs");
    expect(start).not.toMatch(/DynamoDBClient|SESClient|nodemailer/);
    expect(start.length).toBeLessThan(250_000);
    expect(readdirSync(join(folder, "webhook")).some((name) => /DynamoDBClient/.test(read("webhook", name)))).toBe(
      true,
    );
  });

  test("no file asks Node for its modules by an ESM import, which would read all of each", () => {
    for (const kind of kinds)
      for (const name of readdirSync(join(folder, kind)))
        expect(read(kind, name)).not.toMatch(/\bimport[^;"'()]*"(?!\.\/)[^"]*"/);
  });
});
