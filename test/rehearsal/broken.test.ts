// The rehearsal can fail: without a variable, a module or a grant, the function, its caller or AWS says so.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roleIdOf } from "../infra/simulate.ts";
import { createLambda } from "./lambda.ts";
import { type Rehearsal, startRehearsal } from "./rehearsal.ts";

const PATIENCE = 120_000;
/** Without it mails are sent all the same, but bounces are not heard of: the rehearsal looks at each mail for it. */
const OPTIONAL = ["CONFIGURATION_SET"];
const folder = mkdtempSync(join(tmpdir(), "hikeshi-broken-"));

let house: Rehearsal;
beforeAll(async () => {
  house = await startRehearsal({ spoil });
}, PATIENCE);
afterAll(async () => {
  await house?.close();
  rmSync(folder, { recursive: true });
}, PATIENCE);

const named = (of: Pick<Rehearsal, "deployed">, name: string) => {
  const found = [...of.deployed.functions.values()].find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

/** One grant of a function, the state machine's only one, and one route's permission. */
function spoil(deployed: Rehearsal["deployed"]): void {
  for (const { policy } of named({ deployed }, "read-me").policies)
    policy.Statement = policy.Statement.filter(({ Sid }) => Sid !== "Read");
  const [, machine] = deployed.only("StepFunctions::StateMachine");
  const role = deployed.resources[roleIdOf(machine.RoleArn)];
  for (const { PolicyDocument } of role?.Properties.Policies ?? [])
    PolicyDocument.Statement = PolicyDocument.Statement.filter(({ Sid }: any) => Sid !== "Invoke");
  const target = named({ deployed }, "list-customers").arn;
  for (const [, properties] of deployed.ofType("Lambda::Permission"))
    if (properties.FunctionName === target) properties.Principal = "nobody.amazonaws.com";
}

async function failureOf(changes: object, name = "sweep"): Promise<unknown> {
  const one = { ...named(house, name), ...changes };
  const lambda = createLambda(new Map([[one.arn, one]]), house.endpoint.url);
  const failure = await lambda.invoke(one.arn, {}).then(
    (answer) => answer,
    ({ name, message }: Error) => `${name}: ${message}`,
  );
  await lambda.close();
  return failure;
}

const get = async (path: string) => {
  const headers = { authorization: `Bearer ${house.tokens.admin}` };
  const response = await house.gateway.fetch(`https://api.hikeshi.example${path}`, { headers });
  return { status: response.status, body: await response.json() };
};

describe("the rehearsal fails", () => {
  test(
    "where a function misses a variable of the template",
    async () => {
      const without = async (name: string, gone: string) => {
        const { [gone]: _gone, ...rest } = named(house, name).variables;
        expect(await failureOf({ variables: rest }, name)).toBe(
          `Error: The environment is not usable: ${gone} is missing.`,
        );
      };
      for (const gone of Object.keys(named(house, "sweep").variables))
        if (!OPTIONAL.includes(gone)) await without("sweep", gone);
      // The other entries read the environment as the first does.
      const entries = new Map([...house.deployed.functions.values()].map((one) => [one.handler, one.name]));
      for (const name of entries.values()) await without(name, "TABLE_NAME");
    },
    PATIENCE,
  );

  test(
    "where the bundle misses a module, also one that this repository has, or a part of its own",
    async () => {
      const { folder: own, handler } = named(house, "sweep");
      const entry = handler.replace(/\.\w+$/, ".mjs");
      const text = readFileSync(join(own, entry), "utf8");
      const spoiled = (spoil: (copy: string) => void) => {
        const copy = mkdtempSync(join(folder, "bundle-"));
        cpSync(own, copy, { recursive: true });
        spoil(copy);
        return { folder: copy };
      };
      for (const left of ["zod", "./beside.mjs"]) {
        const more = spoiled((copy) => writeFileSync(join(copy, entry), `import "${left}";${text}`));
        expect(await failureOf(more)).toMatch(/^Runtime\.ImportModuleError: /);
      }
      const [part = entry] = readdirSync(own).filter((name) => name !== entry && text.includes(`from"./${name}"`));
      const less = spoiled((copy) => rmSync(join(copy, part)));
      expect(await failureOf(less)).toMatch(/^Runtime\.ImportModuleError: /);
      expect(await failureOf({ handler: handler.replace(/\w+$/, "other") })).toMatch(/^Runtime\.HandlerNotFound: /);
    },
    PATIENCE,
  );

  test(
    "where a function's role does not grant what it calls",
    async () => {
      expect(await get("/v1/me")).toMatchObject({ status: 500, body: { code: "internal" } });
      const refused = house.endpoint.calls.filter(({ allowed }) => !allowed);
      expect(new Set(refused.map(({ caller, ask }) => `${caller} ${ask[0]}`))).toEqual(
        new Set(["hikeshi-prod-read-me dynamodb:GetItem"]),
      );
    },
    PATIENCE,
  );

  test(
    "where the state machine may not invoke its steps: the execution dies, and the sweeper hears of it",
    async () => {
      await house.states.machine.start("inc-1-1", { customerId: "acme", incidentId: "inc-1", round: 1 });
      const swept = () => house.lambda.lines.some((line) => line.function === "sweep");
      for (let tries = 0; tries < 400 && !swept(); tries += 1) await new Promise((done) => setTimeout(done, 50));
      expect(house.ended.map(({ detail }) => [detail.name, detail.status])).toEqual([["inc-1-1", "FAILED"]]);
      expect(house.lambda.lines.map((line) => line.function)).not.toContain("assessIncident");
      expect(swept()).toBe(true);
    },
    PATIENCE,
  );

  test("where API Gateway may not call a function", async () =>
    expect(await get("/v1/customers")).toEqual({ status: 500, body: { message: "Internal Server Error" } }));
});

describe("the authorizer of the template", () => {
  test.each([
    ["another client's token", { client_id: "another" }, 401],
    ["a token without our scope", { scope: "openid" }, 403],
  ])("%s", async (_what, more, status) => {
    const headers = { authorization: `Bearer ${await house.gateway.token("admin", more)}` };
    expect((await house.gateway.fetch("https://api.hikeshi.example/v1/audit", { headers })).status).toBe(status);
  });
});
