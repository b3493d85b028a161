// Holds requests and answers against OpenAPI 3.0 documents: the subset of JSON Schema that ESET's documents use.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Exchange } from "../../local/endpoints/index.ts";

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  pattern?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  readOnly?: boolean;
}
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}
type Content = Record<string, { schema?: Schema }>;
interface Operation {
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Content };
  responses: Record<string, { content?: Content }>;
}
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Where the official documents lie when they are there: beside the repository. */
export const officialDocuments = fileURLToPath(new URL("../../../shared/eset-openapi/", import.meta.url));
export const officialDocumentsPresent = existsSync(officialDocuments);

export function officialDocument(name: string): Document {
  return JSON.parse(readFileSync(join(officialDocuments, `${name}.json`), "utf8")) as Document;
}

const formats: Record<string, RegExp> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  int64: /^-?\d+$/,
  uint64: /^\d+$/,
  byte: /^[A-Za-z0-9+/]*=*$/,
};

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value === null) return "null";
  return typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value;
}

function textProblems(text: string, { format, pattern, maxLength }: Schema): string[] {
  const expected = formats[format ?? ""];
  return [
    ...(expected && !expected.test(text) ? [`not of format ${format}`] : []),
    ...(pattern && !new RegExp(pattern).test(text) ? ["does not match its pattern"] : []),
    ...(text.length > (maxLength ?? text.length) ? [`longer than ${maxLength}`] : []),
  ];
}

function valueProblems(value: unknown, schema: Schema): string[] {
  const { enum: allowed, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  const found = typeof value === "string" ? textProblems(value, schema) : [];
  if (allowed && !allowed.includes(value)) found.push(`${JSON.stringify(value)} is not in its enum`);
  if (typeof value === "number" && (value < minimum || value > maximum)) found.push("out of range");
  return found;
}

interface Place {
  document: Document;
  /** In a request, where read-only properties should not stand. */
  sent: boolean;
}

function propertyProblems(value: object, schema: Schema, at: string, place: Place): string[] {
  const { properties, additionalProperties, required = [] } = schema;
  const missing = required.filter((key) => !(key in value)).map((key) => `${at}.${key}: missing`);
  // A schema without properties is a free object (or one that is empty on purpose).
  if (!properties) return missing;
  const inside = Object.entries(value).flatMap(([key, one]) => {
    const known = properties[key];
    if (!known) return additionalProperties ? [] : [`${at}.${key}: no such property`];
    if (place.sent && known.readOnly) return [`${at}.${key}: read-only`];
    return schemaProblems(one, known, `${at}.${key}`, place);
  });
  return [...missing, ...inside];
}

function resolve(schema: Schema, document: Document): Schema {
  return schema.$ref ? (document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
}

function schemaProblems(value: unknown, given: Schema, at: string, place: Place): string[] {
  const schema = resolve(given, place.document);
  const type = typeOf(value);
  const fits = [undefined, type, type === "integer" ? "number" : type].includes(schema.type);
  if (!fits) return [`${at}: ${type} instead of ${schema.type}`];
  const found = valueProblems(value, schema).map((problem) => `${at}: ${problem}`);
  if (Array.isArray(value)) {
    return [...found, ...value.flatMap((one, i) => schemaProblems(one, schema.items ?? {}, `${at}[${i}]`, place))];
  }
  return type === "object" ? [...found, ...propertyProblems(value as object, schema, at, place)] : found;
}

function queryValue(text: string, schema: Schema): unknown {
  if (schema.type === "integer" && /^-?\d+$/.test(text)) return Number(text);
  if (schema.type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}

function parameterProblems(exchange: Exchange, operation: Operation, document: Document): string[] {
  const { pathname, searchParams } = new URL(exchange.url, "http://localhost");
  const known = operation.parameters ?? [];
  const inQuery = [...searchParams].flatMap(([name, text]) => {
    const schema = known.find((one) => one.in === "query" && one.name === name)?.schema;
    if (!schema) return [`query ${name}: no such parameter`];
    const one = schema.type === "array" ? (schema.items ?? {}) : schema;
    return schemaProblems(queryValue(text, one), one, `query ${name}`, { document, sent: true });
  });
  const inPath = known
    .filter((one) => one.in === "path")
    .flatMap(({ name, schema }) => {
      const pattern = exchange.template?.replace(/[.:]/g, "\\$&").replace(`{${name}}`, "([^/:]+)");
      const text = new RegExp(`${pattern}$`).exec(pathname)?.[1] ?? "";
      return schemaProblems(text, schema ?? {}, `path ${name}`, { document, sent: true });
    });
  return [...inQuery, ...inPath];
}

function requestProblems(exchange: Exchange, operation: Operation, document: Document): string[] {
  const body = operation.requestBody;
  if (exchange.request === undefined) return body?.required ? ["request: no body"] : [];
  if (!body) return ["request: a body where none is known"];
  const content = body.content?.[exchange.contentType.split(";")[0] ?? ""];
  if (!content) return [`request: content type ${exchange.contentType}`];
  return schemaProblems(exchange.request, content.schema ?? {}, "request", { document, sent: true });
}

function answerProblems(exchange: Exchange, operation: Operation, document: Document): string[] {
  if (exchange.status === undefined) return [];
  const response = operation.responses[exchange.status] ?? operation.responses.default;
  if (!response) return [`status ${exchange.status} is not documented`];
  const schema = response.content?.["application/json"]?.schema;
  return schema ? schemaProblems(exchange.answer, schema, "answer", { document, sent: false }) : [];
}

/** All that is wrong with an exchange (also properties that no schema names: a typing error would pass else), by the document that it names. `load` gives a document by its name. */
export function exchangeProblems(exchange: Exchange, load: (name: string) => Document = officialDocument): string[] {
  const name = `${exchange.method} ${exchange.template ?? exchange.url}`;
  if (!exchange.document || !exchange.template) return [`${name}: not in any document`];
  const document = load(exchange.document);
  const operation = document.paths[exchange.template]?.[exchange.method.toLowerCase()];
  if (!operation) return [`${name}: no such operation`];
  return [
    ...parameterProblems(exchange, operation, document),
    ...requestProblems(exchange, operation, document),
    ...answerProblems(exchange, operation, document),
  ].map((problem) => `${name} ${problem}`);
}
