import { expect, test } from "vitest";
import * as z from "zod";
import { routes } from "../../functions/routes.ts";
import { apiHouse } from "../api-house.ts";

type Json = Record<string, any>;

async function read(): Promise<{ document: Json; house: Awaited<ReturnType<typeof apiHouse>> }> {
  const house = await apiHouse();
  const { status, body } = await house.call("GET", "/v1/openapi.json");
  expect(status).toBe(200);
  return { document: body, house };
}

const operations = (document: Json): Json[] =>
  Object.values(document.paths).flatMap((path) => Object.values(path as Json));

function refs(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : refs(inner),
  );
}

test("every route is described, under an operation id of its own, and nothing else", async () => {
  const { document } = await read();
  const described = Object.entries(document.paths as Json).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  const ids = operations(document).map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(document.openapi).toMatch(/^3\.1\./);
});

test("every reference resolves, and every path parameter is declared", async () => {
  const { document } = await read();
  const found = refs(document);
  expect(found.length).toBeGreaterThan(20);
  for (const ref of found) {
    const target = ref
      .replace(/^#\//, "")
      .split("/")
      .reduce<Json | undefined>((at, part) => at?.[part], document);
    expect(target, ref).toBeTypeOf("object");
  }
  for (const [path, methods] of Object.entries(document.paths as Json)) {
    const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters = [] } of Object.values(methods as Json) as Json[]) {
      const given = parameters.filter((one: Json) => one.in === "path").map((one: Json) => one.name);
      expect(given).toEqual(wanted);
    }
  }
});

test("the headers that a call needs are said", async () => {
  const { document } = await read();
  const names = (path: string, method: string) =>
    document.paths[path][method].parameters
      .filter((one: Json) => one.required && one.in === "header")
      .map((one: Json) => one.name);
  expect(names("/v1/customers", "post")).toEqual(["Idempotency-Key"]);
  expect(names("/v1/customers/{customerId}/settings", "put")).toEqual(["If-Match"]);
  const list = document.paths["/v1/customers/{customerId}/audit"].get.parameters;
  expect(list.map((one: Json) => [one.name, one.required])).toEqual([
    ["customerId", true],
    ["cursor", false],
    ["limit", false],
    ["what", false],
    ["by", false],
  ]);
});

test("the document itself is public and the webhook takes its senders' credentials", async () => {
  const { document } = await read();
  expect(document.paths["/v1/openapi.json"].get.security).toEqual([]);
  const schemes = document.paths["/v1/webhooks/{customerId}/{source}"].post.security.flatMap((one: Json) =>
    Object.keys(one),
  );
  expect(schemes).toEqual(["signature", "secret", "basicSecret", "keySecret"]);
  for (const name of [...schemes, "token"]) expect(document.components.securitySchemes).toHaveProperty(name);
});

test("real answers are what the document says, and a strange one is not", async () => {
  const { document, house } = await read();
  const schemaOf = (path: string, method: string, status: string) => {
    const { responses } = document.paths[path][method];
    const found = responses[status] ?? document.components.responses.Error;
    const { $ref } = found.content["application/json"].schema;
    const all = JSON.stringify({ $defs: document.components.schemas, $ref }).replaceAll(
      "#/components/schemas/",
      "#/$defs/",
    );
    return z.fromJSONSchema(JSON.parse(all));
  };
  const C = "/v1/customers/{customerId}";
  const source = { vendor: "eset", credential: "secret", connector: { settings: { region: "jpn" } } };
  const cases = [
    ["POST", "/v1/customers", { customerId: "new", settings: { name: "New" } }],
    ["GET", "/v1/customers", undefined],
    ["GET", "/v1/me", undefined],
    ["GET", "/v1/people", undefined],
    ["GET", `${C}/settings`, undefined],
    ["PUT", `${C}/sources/{source}`, source],
    ["POST", `${C}/sources/{source}/secrets`, {}],
    ["GET", `${C}/sources`, undefined],
    ["GET", `${C}/people`, undefined],
    ["GET", `${C}/audit`, undefined],
    ["GET", `${C}/quarantine`, undefined],
    ["PUT", `${C}/settings`, {}],
  ] as const;
  for (const [method, path, body] of cases) {
    const real = path.replace("{customerId}", "acme").replace("{source}", "eset");
    const answer = await house.call(method, real, { as: "admin", body });
    const schema = schemaOf(path, method.toLowerCase(), String(answer.status));
    expect(schema.safeParse(answer.body).error, `${method} ${path}`).toBeUndefined();
    expect(schema.safeParse({ ...answer.body, strange: true }).success, `${method} ${path}`).toBe(false);
    expect(schema.safeParse({}).success, `${method} ${path}`).toBe(false);
  }
});
