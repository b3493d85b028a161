// A connector's settings and credential between the API's objects and a form's texts.
import type { ConnectorField } from "./products.ts";

/** By the field's name; empty: not set. A switch is `true` or empty; lines stand one below the other. */
export type Values = Readonly<Record<string, string>>;
export type Stored = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Stored =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const stepsOf = (name: string): string[] => name.split(".");

const at = (stored: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), stored);

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join("\n");
  return value === undefined || value === false ? "" : String(value);
}

export const valuesOf = (stored: Stored, fields: readonly ConnectorField[]): Values =>
  Object.fromEntries(fields.map(({ name }) => [name, textOf(at(stored, stepsOf(name)))]));

function storedValue(field: ConnectorField, typed: string): unknown {
  const text = typed.trim();
  if (text === "") return undefined;
  if (field.kind === "number") return Number(text);
  if (field.kind === "switch") return field.on ?? true;
  return field.kind === "lines" ? linesOf(text) : text;
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** `others`: what stood there; what has no field (such as addresses of a test) stays. */
export function storedOf(values: Values, fields: readonly ConnectorField[], others: Stored = {}): Stored {
  const ours = new Set(fields.map(({ name }) => stepsOf(name)[0]));
  const rest = Object.fromEntries(Object.entries(others).filter(([name]) => !ours.has(name)));
  return fields.reduce((stored, field) => put(stored, field, storedValue(field, values[field.name] ?? "")), rest);
}

/** At most one step down. */
function put(stored: Stored, { name, isAlwaysIn = false }: ConnectorField, value: unknown): Stored {
  const [step = "", below] = stepsOf(name);
  if (below === undefined) return value === undefined ? stored : { ...stored, [step]: value };
  if (value === undefined && !isAlwaysIn) return stored;
  const standing = stored[step];
  return {
    ...stored,
    [step]: { ...(isObject(standing) ? standing : {}), ...(value === undefined ? {} : { [below]: value }) },
  };
}

/** Of what is typed; what only the API can tell (an address, an id) it tells itself. */
export function wrongIn(values: Values, fields: readonly ConnectorField[]): string[] {
  return fields.filter((field) => isWrong(field, (values[field.name] ?? "").trim())).map(({ name }) => name);
}

function isWrong(field: ConnectorField, typed: string): boolean {
  if (typed === "") return field.isNeeded === true;
  if (field.kind === "choice") return !field.options.includes(typed);
  if (field.kind !== "number") return false;
  const value = Number(typed);
  return !(value >= field.min && value <= field.max);
}

/** The fields that the API's own errors are about: `connector.settings.commands` is about all below it. */
export function namedIn(errors: readonly { path: string }[], fields: readonly ConnectorField[]): string[] {
  const paths = errors.map(({ path }) => path.replace(/^connector\.settings\.?/, "").replace(/\[.*/, ""));
  return fields
    .map(({ name }) => name)
    .filter((name) => paths.some((path) => path === name || name.startsWith(`${path}.`)));
}
