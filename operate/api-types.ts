// Writes console/api-types.ts from the API's own description: the console learns the shapes of requests and answers nowhere else.
import { writeFileSync } from "node:fs";
import * as z from "zod";
import { createOpenapi } from "../functions/openapi.ts";
import { apis } from "../functions/routes.ts";

const FILE = new URL("../console/api-types.ts", import.meta.url);

const Schema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
});
const Parameter = z.looseObject({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.unknown() });
const Content = z.looseObject({
  content: z.looseObject({ "application/json": z.looseObject({ schema: z.unknown() }) }),
});
const Operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(Parameter),
  requestBody: Content.optional(),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

const NOTHING = "Record<string, never>";
const literal = (value: unknown): string => JSON.stringify(value);

/** A JSON Schema as a TypeScript type; what it does not know reads as `unknown`. */
export function typeOf(given: unknown): string {
  const schema = Schema.parse(given);
  if (schema.enum !== undefined) return schema.enum.map(literal).join(" | ");
  if ("const" in schema) return literal(schema.const);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return `(${either.map(typeOf).join(" | ")})`;
  if (schema.type === "array") return `readonly (${typeOf(schema.items ?? {})})[]`;
  if (schema.type === "object") return objectOf(schema);
  if (schema.type === "integer" || schema.type === "number") return "number";
  return schema.type === "string" || schema.type === "boolean" || schema.type === "null" ? schema.type : "unknown";
}

function objectOf({ properties, required = [], additionalProperties }: z.infer<typeof Schema>): string {
  if (properties === undefined) {
    const values = typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
    return `Record<string, ${values}>`;
  }
  if (Object.keys(properties).length === 0) return NOTHING;
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${literal(name)}${required.includes(name) ? "" : "?"}: ${typeOf(schema)};`,
  );
  return `{ ${fields.join(" ")} }`;
}

/** The whole file's text, before the formatter. */
export function apiTypes(openapi: unknown): string {
  const { paths, components } = Document.parse(openapi);
  const schemaOf = (name: string): string =>
    name in components.schemas ? typeOf(components.schemas[name]) : "undefined";
  const types: string[] = [];
  const addresses: string[] = [];
  for (const [path, methods] of Object.entries(paths)) {
    if (!path.startsWith("/v1/") || path.startsWith("/v1/webhooks/") || path === "/v1/openapi.json") continue;
    for (const [method, given] of Object.entries(methods)) {
      const { operationId, parameters } = Operation.parse(given);
      const name = operationId.charAt(0).toUpperCase() + operationId.slice(1);
      const query = parameters
        .filter((one) => one.in === "query")
        .map((one) => `${literal(one.name)}${one.required ? "" : "?"}: ${typeOf(one.schema)};`)
        .join(" ");
      types.push(
        `  ${operationId}: { query: ${query === "" ? NOTHING : `{ ${query} }`}; body: ${schemaOf(`${name}Request`)}; answer: ${schemaOf(`${name}Answer`)} };`,
      );
      addresses.push(`  ${operationId}: { method: ${literal(method.toUpperCase())}, path: ${literal(path)} },`);
    }
  }
  return `// Made by \`npm run types:api\` from the API's own description: do not edit.
export interface Operations {
${types.join("\n")}
}

export const OPERATIONS = {
${addresses.join("\n")}
} as const;
`;
}

export const currentApiTypes = (): string => apiTypes(createOpenapi(apis));

if (process.argv[1] === import.meta.filename) writeFileSync(FILE, currentApiTypes());
