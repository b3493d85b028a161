// The API's description (OpenAPI 3.1, https://spec.openapis.org/oas/v3.1.1.html), made from the same definitions and schemas that serve it.
import * as z from "zod";
import { ItemResult } from "../records/deliveries.ts";
import { type Api, NONE } from "./api/api.ts";

type Json = Record<string, unknown>;
type Definition = Api["definition"];

/** The answer to every failure. */
const ErrorAnswer = z.strictObject({
  code: z.string().meta({ description: "A stable kebab-case word." }),
  message: z.string(),
  fields: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});
const WebhookAnswer = z.strictObject({ deliveryId: z.string(), results: z.array(ItemResult) });

const ref = (id: string): Json => ({ $ref: `#/components/schemas/${id}` });
const json = (schema: Json): Json => ({ content: { "application/json": { schema } } });
const pascal = (name: string): string =>
  name.replace(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
const camel = (name: string): string => name.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** `version`: of the API as a whole. */
export function createOpenapi(apis: readonly Api[], version = "1"): Json {
  const definitions = apis.map(({ definition }) => definition);
  const requests = new Map(definitions.flatMap(bodyOf));
  const answers = new Map<string, z.ZodType>(definitions.map(({ name, answer }) => [`${pascal(name)}Answer`, answer]));
  answers.set("WebhookAnswer", WebhookAnswer).set("Error", ErrorAnswer);
  const paths: Record<string, Json> = { "/v1/webhooks/{customerId}/{source}": webhook, "/v1/openapi.json": itself };
  for (const definition of definitions) {
    paths[definition.path] = { ...paths[definition.path], [definition.method.toLowerCase()]: operation(definition) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Hikeshi", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    security: [{ token: [] }],
    paths,
    components: {
      schemas: { ...schemas(requests, "input"), ...schemas(answers, "output") },
      responses: { Error: { description: "What is wrong.", ...json(ref("Error")) } },
      securitySchemes,
    },
  };
}

const bodyOf = ({ name, method, body }: Definition): [string, z.ZodType][] =>
  method === "GET" || body === NONE ? [] : [[`${pascal(name)}Request`, body]];

function schemas(named: ReadonlyMap<string, z.ZodType>, io: "input" | "output"): Json {
  const made = [...named].map(([id, schema]) => {
    const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" });
    return [id, rest];
  });
  return Object.fromEntries(made);
}

function operation(definition: Definition): Json {
  const { name, path, summary, roles, status = 200, conditional } = definition;
  const body = bodyOf(definition).map(([id]) => ({ requestBody: { required: true, ...json(ref(id)) } }));
  return {
    operationId: camel(name),
    summary,
    description: `For the roles ${roles.join(", ")}. Another customer's id answers 404.`,
    "x-roles": roles,
    tags: [tagOf(path)],
    parameters: [...pathParameters(path), ...queryParameters(definition), ...headerParameters(definition)],
    ...body[0],
    responses: {
      [status]: { description: "Done.", headers: etag, ...json(ref(`${pascal(name)}Answer`)) },
      ...(conditional === true ? { 304: { description: "What you have (If-None-Match) still holds." } } : {}),
      default: { $ref: "#/components/responses/Error" },
    },
  };
}

/** The collection that a path speaks of, as in `incidents`. */
const tagOf = (path: string): string =>
  path.replace("/v1/customers/{customerId}/", "").replace("/v1/", "").split("/")[0] ?? "";

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));

function queryParameters({ query }: Definition): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function headerParameters({ method, ifMatch, conditional }: Definition): Json[] {
  if (method === "GET") return conditional === true ? [ifNoneMatch] : [];
  const version = {
    name: "If-Match",
    in: "header",
    required: ifMatch === "required",
    description: "The version that you saw (ETag); 409 when another one stands.",
    schema: { type: "string" },
  };
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: true,
    description: "Yours for this one request: the same again gets the same answer, another request under it 409.",
    schema: { type: "string", minLength: 1, maxLength: 128 },
  };
  return method === "POST" ? [key, version] : [version];
}

const ifNoneMatch = {
  name: "If-None-Match",
  in: "header",
  required: false,
  description: "The ETag of the answer that you have; 304 while it still holds.",
  schema: { type: "string" },
};

const etag = { ETag: { description: "The version, where the thing has one.", schema: { type: "string" } } };

const securitySchemes = {
  token: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "An access token of the house's issuer." },
  signature: {
    type: "apiKey",
    in: "header",
    name: "webhook-signature",
    description: "Standard Webhooks (https://www.standardwebhooks.com), with webhook-id and webhook-timestamp.",
  },
  secret: { type: "http", scheme: "bearer", description: "The source's secret." },
  basicSecret: { type: "http", scheme: "basic", description: "The source's secret as the password." },
  keySecret: { type: "apiKey", in: "header", name: "x-api-key", description: "The source's secret." },
};

const webhook = {
  post: {
    operationId: "receiveWebhook",
    summary: "Deliver detections: one, a JSON array, or lines (NDJSON, syslog), in the source's own format.",
    tags: ["webhooks"],
    security: [{ signature: [] }, { secret: [] }, { basicSecret: [] }, { keySecret: [] }],
    parameters: pathParameters("/v1/webhooks/{customerId}/{source}"),
    requestBody: {
      required: true,
      content: { "application/json": { schema: {} }, "text/plain": { schema: { type: "string" } } },
    },
    responses: {
      202: { description: "Kept, and placed: one result per item.", ...json(ref("WebhookAnswer")) },
      default: { $ref: "#/components/responses/Error" },
    },
  },
};

const itself = {
  get: {
    operationId: "readOpenapi",
    summary: "This description.",
    tags: ["openapi"],
    security: [],
    responses: { 200: { description: "OpenAPI 3.1.", ...json({ type: "object" }) } },
  },
};
