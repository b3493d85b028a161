// The first administrator: an account, a record, and with it everything else, by the operator's own credentials.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { admin } from "../../operate/administrator.ts";
import { runCustomer } from "../../operate/customer/run.ts";
import { listAudit, listPeople, readCustomer, readSource } from "../../records/customers.ts";
import { ADDRESS } from "./address.ts";
import { startStage, type TestStage } from "./stage.ts";

let stage: TestStage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

const run = (line: string, ...more: string[]) => admin([...line.split(" "), ...more], stage.world);
const user = {
  Attributes: [
    { Name: "sub", Value: "sub-1" },
    { Name: "email", Value: "sato@acme.test" },
  ],
};
const SATO = { issuer: ADDRESS.Issuer, subject: "sub-1", name: "Sato Hanako", role: "admin", language: "ja" };

describe("npm run admin", () => {
  test("makes the account, which Cognito mails a password, and the administrator's record", async () => {
    stage.answer = () => ({ body: JSON.stringify({ User: user }) });
    expect(await run("--stage prod --email sato@acme.test --name", "Sato Hanako")).toBe(0);
    expect(await listPeople(stage.table, "house")).toMatchObject([SATO]);
    const { headers, body } = stage.asked[0] ?? { headers: {} as Record<string, unknown>, body: "" };
    expect(headers["x-amz-target"]).toBe("AWSCognitoIdentityProviderService.AdminCreateUser");
    expect(headers.authorization).toMatch(/\/ap-northeast-1\/cognito-idp\/aws4_request/);
    expect(JSON.parse(body)).toEqual({
      UserPoolId: "pool",
      Username: "sato@acme.test",
      UserAttributes: [
        { Name: "email", Value: "sato@acme.test" },
        { Name: "email_verified", Value: "true" },
      ],
      DesiredDeliveryMediums: ["EMAIL"],
    });
    expect(stage.world.out).toContain("sign in at https://d1.cloudfront.example");
    const { values } = await listAudit(stage.table, "house", { limit: 10 });
    expect(values).toMatchObject([{ by: "npm run admin", what: "person-put", details: { role: "admin" } }]);
  });

  test("takes an account that is there already, and may be repeated", async () => {
    stage.answer = ({ headers }) =>
      String(headers["x-amz-target"]).endsWith("AdminGetUser")
        ? { body: JSON.stringify({ UserAttributes: user.Attributes }) }
        : { status: 400, body: JSON.stringify({ __type: "com.amazonaws#UsernameExistsException" }) };
    for (const _time of [1, 2]) expect(await run("--stage prod --email sato@acme.test --name", "Sato Hanako")).toBe(0);
    expect(await listPeople(stage.table, "house")).toMatchObject([SATO]);
    expect(stage.world.out).toContain("has an account already");
  });

  test("takes a subject without asking Cognito, also of another issuer", async () => {
    expect(await run("--stage prod --sub s --iss https://id.example --name Ito --language en")).toBe(0);
    expect(await listPeople(stage.table, "house")).toMatchObject([
      { issuer: "https://id.example", subject: "s", language: "en" },
    ]);
    expect(stage.asked).toEqual([]);
  });

  test.each([
    ["--stage prod --name Ito", 2, "Whose account?"],
    ["--stage prod --sub s", 2, "--name is needed"],
    ["--stage prod --sub s --name Ito --language fr", 2, "language"],
    ["--stage test --sub s --name Ito", 1, "There is no stage test in ap-northeast-1"],
    ["--stage prod --email a@b.test --name Ito", 1, "Cognito does not make the account (NotAuthorizedException)"],
  ])("%s: ends with %i and a sentence, and no record", async (line, code, words) => {
    stage.answer = () => ({ status: 400, body: JSON.stringify({ __type: "NotAuthorizedException" }) });
    expect(await run(line)).toBe(code);
    expect(stage.world.err).toContain(words);
    expect(await listPeople(stage.table, "house")).toEqual([]);
  });
});

describe("npm run customer --stage", () => {
  const customer = (line: string) => runCustomer([...line.split(" "), "--stage", "prod", "--json"], stage.world);

  test("needs an administrator first", async () => {
    expect(await customer("list")).toBe(1);
    expect(stage.world.err).toContain("no administrator yet: npm run admin");
  });

  test("makes a customer and a source on AWS, the secret in Parameter Store under the house's path", async () => {
    await run("--stage prod --sub sub-1 --name Sato");
    stage.world.out = "";
    expect(await customer("create acme --name Acme")).toBe(0);
    expect((await readCustomer(stage.table, "acme"))?.value.settings.name).toBe("Acme");
    stage.world.out = "";
    expect(await customer("source acme generic")).toBe(0);
    const { secret, secretId } = JSON.parse(stage.world.out);
    expect(stage.parameters.get(`/hikeshi/prod/customers/acme/sources/generic/${secretId}`)).toBe(secret);
    expect((await readSource(stage.table, "acme", "generic"))?.secretIds).toEqual([secretId]);
    expect(await customer(`secret acme generic --retire ${secretId}`)).toBe(0);
    expect([...stage.parameters.keys()].filter((name) => name.includes("/customers/"))).toEqual([]);
    const { values } = await listAudit(stage.table, { customerId: "acme" }, { limit: 10 });
    expect(new Set(values.map(({ byName }) => byName))).toEqual(new Set(["Sato"]));
    expect(await customer("show nobody")).toBe(1);
    expect(stage.world.err).toContain("404");
  });
});
