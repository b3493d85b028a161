// Evaluates the JSONata of a state's fields, with the errors and causes that Step Functions gives.

import jsonata, { type Expression } from "jsonata";
import { expressionSource } from "./expressions.ts";
import { evaluationFailure } from "./failure.ts";
import { stepFunctionsLibrary } from "./functions.ts";
import { readPath } from "./paths.ts";

/** All that an expression sees. */
export interface Scope {
  expressions: ReadonlyMap<string, Expression>;
  variables: Readonly<Record<string, unknown>>;
  states: { input: unknown; context: unknown; result?: unknown; errorOutput?: unknown };
  now(): number;
  random(): number;
}

export type ValueType = "array" | "object" | "string" | "number" | "boolean" | "null";

function typeOf(value: unknown): ValueType | undefined {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "object" || type === "string" || type === "number" || type === "boolean" ? type : undefined;
}

function isFunction(value: unknown): boolean {
  if (typeof value === "function") return true;
  return typeof value === "object" && value !== null && ("_jsonata_lambda" in value || "_jsonata_function" in value);
}

/** The result as JSON, free of JSONata's own sequence marks; "unsupported" where JSON has no word for it. */
function toJson(value: unknown): unknown {
  if (isFunction(value)) throw new TypeError("unsupported");
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toJson(part)]));
}

const fromMillis = jsonata("$fromMillis(millis, picture, timezone)");

/** JSONata reads the machine's clock by itself; time must be the injected one. */
function clockLibrary(now: () => number): Record<string, unknown> {
  return {
    millis: () => now(),
    now: (picture: unknown, timezone: unknown) => fromMillis.evaluate({ millis: now(), picture, timezone }),
  };
}

function thrownText(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("message" in thrown)) return "";
  const code = "code" in thrown && typeof thrown.code === "string" ? `${thrown.code}: ` : "";
  return `${code}${String(thrown.message)}`;
}

async function evaluateExpression(source: string, field: string, scope: Scope): Promise<unknown> {
  const known = readPath(source, scope.states);
  if (known !== undefined) return known.value;
  const about = `The JSONata expression '${source}' specified for the field '${field}'`;
  const library = { ...stepFunctionsLibrary(scope.random), ...clockLibrary(scope.now) };
  let value: unknown;
  try {
    const bindings = { ...library, ...scope.variables, states: scope.states };
    value = await scope.expressions.get(source)?.evaluate(undefined, bindings);
  } catch (thrown) {
    throw evaluationFailure(field, `${about} threw an error during evaluation. ${thrownText(thrown)}`);
  }
  if (value === undefined) throw evaluationFailure(field, `${about} returned nothing (undefined).`);
  try {
    return toJson(value);
  } catch {
    throw evaluationFailure(field, `${about} returned an unsupported result type.`);
  }
}

/**
 * "If its value, or any value nested inside a JSON object or array, is a JSONata string, the interpreter evaluates the
 * JSONata expression and then replaces it with the result." (spec, JSONata Evaluation)
 */
export async function evaluate(template: unknown, field: string, scope: Scope): Promise<unknown> {
  if (typeof template === "string") {
    const source = expressionSource(template);
    return source === undefined ? template : evaluateExpression(source, field, scope);
  }
  if (Array.isArray(template)) {
    const items: unknown[] = [];
    for (const [index, item] of template.entries()) items.push(await evaluate(item, `${field}[${index}]`, scope));
    return items;
  }
  if (typeof template !== "object" || template === null) return template;
  return evaluateObject(template, field, scope);
}

/** The same for a value that is an object, such as Assign. */
export async function evaluateObject(template: object, field: string, scope: Scope): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const [key, part] of Object.entries(template))
    entries.push([key, await evaluate(part, `${field}/${key}`, scope)]);
  return Object.fromEntries(entries);
}

function wrongType(template: unknown, field: string, expected: ValueType, value: unknown): never {
  const source = typeof template === "string" ? (expressionSource(template) ?? template) : JSON.stringify(template);
  throw evaluationFailure(
    field,
    `The JSONata expression '${source}' specified for the field '${field}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
  );
}

export async function evaluateArray(template: unknown, field: string, scope: Scope): Promise<unknown[]> {
  const value = await evaluate(template, field, scope);
  return Array.isArray(value) ? value : wrongType(template, field, "array", value);
}

export async function evaluateString(template: unknown, field: string, scope: Scope): Promise<string> {
  const value = await evaluate(template, field, scope);
  return typeof value === "string" ? value : wrongType(template, field, "string", value);
}

export async function evaluateBoolean(template: unknown, field: string, scope: Scope): Promise<boolean> {
  const value = await evaluate(template, field, scope);
  return typeof value === "boolean" ? value : wrongType(template, field, "boolean", value);
}

/** A whole number between `least` and `most`. */
export async function evaluateInteger(
  template: unknown,
  field: string,
  scope: Scope,
  [least, most]: [number, number],
): Promise<number> {
  const value = await evaluate(template, field, scope);
  if (typeof value !== "number") return wrongType(template, field, "number", value);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw evaluationFailure(field, `The field '${field}' must be an integer from ${least} to ${most}, but was ${value}`);
}
