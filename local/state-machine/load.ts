// Loads a state machine's definition, or refuses it with every place that this runner would not run as AWS does.

import { createHash } from "node:crypto";
import type { Expression } from "jsonata";
import type { ZodError } from "zod";
import {
  type Definition,
  type Machine,
  machineSchema,
  processorSchema,
  type State,
  stateSchema,
} from "./definition.ts";
import { compileExpression, expressionSource, type StatesMember } from "./expressions.ts";
import { DefinitionRefused, type Place } from "./refused.ts";
import { fieldsOf, flowProblems, recoveryProblems } from "./rules.ts";
import { substitute } from "./substitute.ts";

/** What is gathered while a definition is walked. */
interface Load {
  places: Place[];
  expressions: Map<string, Expression>;
}

function pathOf(start: string, parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === "number") return `${path}[${part}]`;
    return path === "" ? String(part) : `${path}.${String(part)}`;
  }, start);
}

function schemaPlaces(path: string, error: ZodError): Place[] {
  return error.issues.flatMap((issue) => {
    const at = pathOf(path, issue.path);
    if (issue.code !== "unrecognized_keys") return [{ path: at, message: issue.message }];
    return issue.keys.map((key) => ({ path: pathOf(at, [key]), message: "is not known here" }));
  });
}

function checkText(load: Load, path: string, text: string, allowed: ReadonlySet<StatesMember>): void {
  const source = expressionSource(text);
  if (source === undefined) {
    if (text.startsWith("{%") || text.endsWith("%}"))
      load.places.push({ path, message: "opens or closes a JSONata string, but not both" });
    return;
  }
  const compiled = compileExpression(source, allowed);
  if ("expression" in compiled) load.expressions.set(source, compiled.expression);
  else load.places.push(...compiled.problems.map((message) => ({ path, message })));
}

function checkTemplate(load: Load, path: string, value: unknown, allowed: ReadonlySet<StatesMember>): void {
  if (typeof value === "string") checkText(load, path, value, allowed);
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) checkTemplate(load, `${path}[${index}]`, item, allowed);
  else if (typeof value === "object" && value !== null)
    for (const [key, part] of Object.entries(value)) checkTemplate(load, `${path}.${key}`, part, allowed);
}

function checkAssigned(load: Load, path: string, names: Iterable<string>, outer: ReadonlySet<string>): void {
  for (const name of names) {
    if (name === "states") load.places.push({ path, message: "must not assign the reserved variable states" });
    if (outer.has(name)) load.places.push({ path, message: `must not assign ${name}, a variable of the outer scope` });
  }
}

/** Where a scope stands: whether JSONata holds by inheritance, and the variables of the scopes around it. */
interface Surroundings {
  jsonata: boolean;
  outer: ReadonlySet<string>;
}

interface ScopeText {
  StartAt: string;
  States: Record<string, unknown>;
}

function assignedNames(states: Record<string, unknown>): Set<string> {
  const parsed = Object.values(states).map((raw) => stateSchema.safeParse(raw));
  return new Set(
    parsed.flatMap(({ data }) =>
      data
        ? fieldsOf(data).flatMap(({ name, value }) => (name.endsWith("Assign") ? Object.keys(value ?? {}) : []))
        : [],
    ),
  );
}

function loadProcessor(load: Load, path: string, raw: unknown, surroundings: Surroundings): Machine {
  const { data, error } = processorSchema.safeParse(raw);
  if (error) {
    load.places.push(...schemaPlaces(path, error));
    return { StartAt: "", States: new Map() };
  }
  const jsonata = surroundings.jsonata || data.QueryLanguage === "JSONata";
  return loadScope(load, `${path}.`, data, { ...surroundings, jsonata });
}

function loadState(load: Load, path: string, raw: unknown, surroundings: Surroundings, inside: ReadonlySet<string>) {
  const { data, error } = stateSchema.safeParse(raw);
  if (error) {
    load.places.push(...schemaPlaces(path, error));
    return undefined;
  }
  const jsonata = surroundings.jsonata || data.QueryLanguage === "JSONata";
  if (!jsonata) load.places.push({ path: `${path}.QueryLanguage`, message: "must be JSONata, here or at the top" });
  for (const { name, value, allowed } of fieldsOf(data)) {
    checkTemplate(load, `${path}.${name}`, value, allowed);
    if (name.endsWith("Assign")) checkAssigned(load, `${path}.${name}`, Object.keys(value ?? {}), surroundings.outer);
  }
  load.places.push(...[...flowProblems(data), ...recoveryProblems(data)].map((message) => ({ path, message })));
  if (data.Type !== "Map") return data;
  const ItemProcessor = loadProcessor(load, `${path}.ItemProcessor`, data.ItemProcessor, {
    jsonata: surroundings.jsonata,
    outer: inside,
  });
  return { ...data, ItemProcessor };
}

function targetsOf(state: State): string[] {
  const next = "Next" in state && state.Next !== undefined ? [state.Next] : [];
  if (state.Type === "Choice")
    return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])];
  const caught = "Catch" in state ? (state.Catch ?? []).map((catcher) => catcher.Next) : [];
  return [...next, ...caught];
}

function loadScope(load: Load, prefix: string, scope: ScopeText, surroundings: Surroundings): Machine {
  const inside = new Set([...surroundings.outer, ...assignedNames(scope.States)]);
  const States = new Map<string, State>();
  for (const [name, raw] of Object.entries(scope.States)) {
    const state = loadState(load, `${prefix}States.${name}`, raw, surroundings, inside);
    if (state) States.set(name, state);
  }
  const known = new Set(Object.keys(scope.States));
  if (!known.has(scope.StartAt))
    load.places.push({ path: `${prefix}StartAt`, message: "names no state of this scope" });
  for (const [name, state] of States)
    for (const target of targetsOf(state))
      if (!known.has(target))
        load.places.push({ path: `${prefix}States.${name}`, message: `goes to ${target}, no state of this scope` });
  return { StartAt: scope.StartAt, States };
}

/**
 * `json` is the parsed ASL; `${name}` in any of its strings becomes `substitutions[name]`.
 * Throws DefinitionRefused for all that is unknown here (fields, states, JSONPath, JSONata that AWS refuses).
 */
export function loadDefinition(json: unknown, substitutions: Record<string, string> = {}): Definition {
  const load: Load = { places: [], expressions: new Map() };
  const substituted = substitute(json, substitutions, load.places);
  const { data, error } = machineSchema.safeParse(substituted);
  if (error) throw new DefinitionRefused([...load.places, ...schemaPlaces("", error)]);
  const machine = loadScope(load, "", data, { jsonata: data.QueryLanguage === "JSONata", outer: new Set() });
  if (load.places.length > 0) throw new DefinitionRefused(load.places);
  const source = JSON.stringify(substituted);
  const id = createHash("sha256").update(source).digest("hex");
  return { machine, TimeoutSeconds: data.TimeoutSeconds, expressions: load.expressions, source, id };
}
