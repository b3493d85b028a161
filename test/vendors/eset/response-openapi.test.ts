// Holds what the connector sends against ESET's own OpenAPI files, where they are at hand.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  action,
  computerId,
  createTask,
  listRuns,
  listTasks,
  type Seen,
  sha1,
  taskCreated,
  world,
} from "./scripted-fetch.ts";

const folder = new URL("../../../../shared/eset-openapi/", import.meta.url);

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
});
const Operation = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.unknown() })) }).optional(),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});
type Document = z.infer<typeof Document>;

function problems(document: Document, raw: unknown, value: unknown, at: string): string[] {
  const schema = Schema.parse(raw ?? {});
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return problems(document, document.components.schemas[name], value, at);
  if (schema.type === "array") {
    if (!Array.isArray(value)) return [`${at}: no array`];
    return value.flatMap((item, i) => problems(document, schema.items, item, `${at}[${i}]`));
  }
  if (schema.type === "object") return objectProblems(document, schema, value, at);
  if (schema.type === "integer" && !Number.isInteger(Number(value))) return [`${at}: no integer`];
  if (schema.type === "boolean" && !["true", "false", true, false].includes(value as string))
    return [`${at}: no boolean`];
  if (schema.type === "string") return stringProblems(schema, value, at);
  return [];
}

function objectProblems(document: Document, schema: z.infer<typeof Schema>, value: unknown, at: string): string[] {
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  if (!object.success) return [`${at}: no object`];
  const missing = (schema.required ?? []).filter((key) => !(key in object.data)).map((key) => `${at}.${key}: missing`);
  const wrong = Object.entries(object.data).flatMap(([key, item]) => {
    const property = schema.properties?.[key];
    // protobufAny: "the regular JSON representation of the message, with an additional field `@type`".
    if (property === undefined) return schema.additionalProperties === undefined ? [`${at}.${key}: not specified`] : [];
    return problems(document, property, item, `${at}.${key}`);
  });
  return [...missing, ...wrong];
}

function stringProblems(schema: z.infer<typeof Schema>, value: unknown, at: string): string[] {
  if (typeof value !== "string") return [`${at}: no string`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at}: not one of the words`];
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return [`${at}: too long`];
  if (schema.format === "date-time" && !z.iso.datetime({ offset: true }).safeParse(value).success)
    return [`${at}: no time`];
  return [];
}

function callProblems(seen: Seen): string[] {
  const [service = "", ...rest] = seen.path.slice(1).split("/");
  const file = service === "business-account.iam" ? "business-account" : service;
  const document = Document.parse(JSON.parse(readFileSync(new URL(`${file}.json`, folder), "utf8")));
  const path = `/${rest.join("/")}`;
  const match = Object.entries(document.paths).find(
    ([template, methods]) =>
      seen.method.toLowerCase() in methods && new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/:]+")}$`).test(path),
  );
  if (match === undefined) return [`${seen.method} ${path}: not specified`];
  const operation = Operation.parse(match[1][seen.method.toLowerCase()]);
  const query = [...seen.query].flatMap(([key, value]) => {
    const parameter = operation.parameters.find(({ name, in: place }) => name === key && place === "query");
    return parameter === undefined
      ? [`?${key}: not specified`]
      : problems(document, parameter.schema, value, `?${key}`);
  });
  const type = seen.headers.get("content-type") ?? "";
  if (operation.requestBody === undefined)
    return seen.body === "" ? query : [...query, "a body where none is specified"];
  const body = type.includes("json") ? JSON.parse(seen.body) : Object.fromEntries(new URLSearchParams(seen.body));
  const media = operation.requestBody.content[type];
  return media === undefined
    ? [`${type}: not specified`]
    : [...query, ...problems(document, media.schema, body, "body")];
}

describe.skipIf(!existsSync(folder))("against ESET's OpenAPI", () => {
  it("every call of the connector is as specified", async () => {
    const executable = { uuid: "exe-1", hashSha1: sha1 };
    const { connector, seen } = world({
      [createTask]: [{ status: 401 }, taskCreated],
      [listTasks]: [{ json: { tasks: [], nextPageToken: "2" } }, { json: {} }],
      [listRuns]: { json: {} },
      "GET /application-management/v1/executables": { json: { executables: [executable] } },
      "POST /application-management/v1/executables/exe-1:block": { json: {} },
      "GET /application-management/v1/executables/exe-1": { json: { executable } },
      [`GET /device-management/v1/devices/${computerId}`]: {
        json: { device: { uuid: computerId, parentGroupUuid: "g" } },
      },
      "GET /device-management/v1/device_groups": { json: { deviceGroups: [{ uuid: "g" }] } },
    });
    for (const kind of ["kill", "remove", "isolate", "release"] as const) {
      const reference = await connector.request(action(kind));
      await connector.outcome(action(kind), reference);
      await connector.find(action(kind));
    }
    await connector.exempt(computerId);
    expect(seen.flatMap((call) => callProblems(call))).toEqual([]);
    expect(new Set(seen.map(({ method, path }) => `${method} ${path}`)).size).toBe(9);
  });

  it("the check itself finds faults", () => {
    const call = (body: unknown): Seen => ({
      method: "POST",
      url: "",
      path: "/automation/v1/device_tasks",
      query: new URLSearchParams({ wrong: "1" }),
      headers: new Headers({ "content-type": "application/json" }),
      body: JSON.stringify(body),
      at: 0,
    });
    const faulty = {
      task: { name: "x", triggers: [{ manual: { expireTime: "soon" } }], targets: { devicesUuids: [1] } },
    };
    expect(callProblems(call(faulty)).sort()).toEqual([
      "?wrong: not specified",
      "body.task.name: not specified",
      "body.task.targets.devicesUuids[0]: no string",
      "body.task.triggers[0].manual.expireTime: no time",
    ]);
  });
});
