// The Secrets in Parameter Store: over a double that keeps parameters as its API reference says.
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, test } from "vitest";
import { createClients } from "../../aws/clients.ts";
import { createSecrets } from "../../aws/secrets.ts";
import { secretsContract } from "../contracts/secrets.ts";
import { COMMON, failureOf, thrown } from "./failures.ts";

function opened(parameters = new Map<string, string>()) {
  const { ssm } = createClients();
  const client = mockClient(ssm);
  const known = (name: string) => {
    if (!/^(\/[A-Za-z0-9_.-]+){1,15}$/.test(name)) throw thrown("ValidationException");
    if (!parameters.has(name)) throw thrown("ParameterNotFound");
    return name;
  };
  client.on(GetParameterCommand).callsFake(({ Name, WithDecryption }) => {
    const value = parameters.get(known(Name));
    return { Parameter: { Value: WithDecryption ? value : "encrypted" } };
  });
  client.on(PutParameterCommand).callsFake(({ Name, Value, Type, Overwrite }) => {
    if (parameters.has(Name) && !Overwrite) throw thrown("ParameterAlreadyExists");
    if (Type !== "SecureString") throw thrown("ValidationException");
    parameters.set(Name, Value);
  });
  client.on(DeleteParameterCommand).callsFake(({ Name }) => parameters.delete(known(Name)));
  return { client, parameters, secrets: createSecrets({ client: ssm, prefix: "/hikeshi" }) };
}

secretsContract("aws/secrets.ts", async () => {
  const { secrets, parameters } = opened();
  return { secrets, reopen: async () => opened(parameters).secrets };
});

test("secrets stand under the house's path", async () => {
  const { secrets, parameters } = opened();
  await secrets.put("customers/acme/sources/eset/1", "v");
  expect([...parameters.keys()]).toEqual(["/hikeshi/customers/acme/sources/eset/1"]);
});

test.each(["a:1", "a b", "/a", "a/", "a//b", "é", "x".repeat(2000), "a\n", `${"a/".repeat(14)}a`])(
  "under the name %j nothing stands, nothing is kept, and Parameter Store is not asked",
  async (name) => {
    const { secrets, client } = opened();
    expect(await secrets.get(name)).toBeUndefined();
    await secrets.retire(name);
    expect(await failureOf(secrets.put(name, "s3cret"))).toMatchObject({ name: "Refusal", code: "secret-name" });
    expect(client.calls()).toEqual([]);
  },
);

test("a secret beyond the 4 KB of a parameter is refused", async () => {
  const { secrets } = opened();
  await secrets.put("a", "x".repeat(4096));
  expect(await failureOf(secrets.put("a", "é".repeat(2049)))).toMatchObject({ name: "Refusal", kind: "too-large" });
});

describe("failures", () => {
  test("too many updates at once may go through later", async () => {
    const { secrets, client } = opened();
    client.on(PutParameterCommand).rejects(thrown("TooManyUpdates", { httpStatusCode: 400 }));
    expect(await failureOf(secrets.put("a", "1"))).toMatchObject({ name: "Unavailable", effect: "none" });
  });

  test.each(COMMON)("%s", async (_what, error, wanted) => {
    const { secrets, client } = opened();
    client
      .on(GetParameterCommand)
      .rejects(error)
      .on(PutParameterCommand)
      .rejects(error)
      .on(DeleteParameterCommand)
      .rejects(error);
    expect(await failureOf(secrets.put("a", "s3cret"))).toMatchObject(wanted);
    expect(await failureOf(secrets.retire("a"))).toMatchObject(wanted);
    expect(await failureOf(secrets.get("a"))).toMatchObject(
      wanted.effect === undefined ? wanted : { ...wanted, effect: "none" },
    );
  });
});
