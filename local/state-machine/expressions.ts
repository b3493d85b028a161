// What Step Functions forbids in a JSONata expression, found in its syntax tree when the definition is loaded.

import jsonata, { type Expression } from "jsonata";

/** The source of a JSONata string, `{% … %}`; undefined for any other string. */
export function expressionSource(text: string): string | undefined {
  return text.startsWith("{%") && text.endsWith("%}") && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/** The members of `$states` that a field may speak of. */
export type StatesMember = "input" | "context" | "result" | "errorOutput";

type Node = Record<string, unknown>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parts of the tree that are evaluated against a value at hand, where `$` and plain names are allowed. */
const contextual = new Set(["predicate", "stages", "group", "pattern", "update", "delete", "terms"]);

function variableProblem(node: Node, inContext: boolean): string | undefined {
  if (node.value === "$") return "must not reference $$";
  if (node.value === "" && !inContext) return "must not reference $ at the top level";
  if (node.value === "eval") return "must not use $eval, which Step Functions does not support";
  return undefined;
}

function nodeProblem(node: Node, inContext: boolean): string | undefined {
  if (node.type === "variable") return variableProblem(node, inContext);
  const implicit = ["name", "wildcard", "descendant", "parent"].includes(String(node.type));
  return implicit && !inContext ? "must not reference unqualified field names at the top level" : undefined;
}

function statesProblem(steps: Node[], allowed: ReadonlySet<StatesMember>): string | undefined {
  const [root, member] = steps;
  if (root?.type !== "variable" || root.value !== "states" || member?.type !== "name") return undefined;
  const known: readonly unknown[] = [...allowed];
  return known.includes(member.value) ? undefined : `must not reference $states.${String(member.value)} here`;
}

function pathProblems(node: Node, inContext: boolean, allowed: ReadonlySet<StatesMember>): string[] {
  const steps = Array.isArray(node.steps) ? node.steps.filter(isNode) : [];
  const problems = steps.flatMap((step, index) => problemsIn(step, inContext || index > 0, allowed));
  const states = statesProblem(steps, allowed);
  return states === undefined ? problems : [states, ...problems];
}

function problemsIn(value: unknown, inContext: boolean, allowed: ReadonlySet<StatesMember>): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => problemsIn(item, inContext, allowed));
  if (!isNode(value)) return [];
  if (value.type === "path") {
    const rest = Object.entries(value).filter(([key]) => key !== "steps");
    return [...pathProblems(value, inContext, allowed), ...partProblems(rest, inContext, allowed)];
  }
  const own = nodeProblem(value, inContext);
  const parts = partProblems(Object.entries(value), inContext, allowed);
  return own === undefined ? parts : [own, ...parts];
}

function partProblems(parts: [string, unknown][], inContext: boolean, allowed: ReadonlySet<StatesMember>): string[] {
  return parts.flatMap(([key, part]) => problemsIn(part, inContext || contextual.has(key), allowed));
}

/** Compiles an expression, or says what Step Functions would refuse in it. */
export function compileExpression(
  source: string,
  allowed: ReadonlySet<StatesMember>,
): { expression: Expression } | { problems: string[] } {
  try {
    const expression = jsonata(source);
    const problems = [...new Set(problemsIn(expression.ast(), false, allowed))];
    return problems.length === 0 ? { expression } : { problems };
  } catch (error) {
    const { message } = error instanceof Error || isNode(error) ? error : { message: "cannot be parsed" };
    return { problems: [`is no JSONata: ${String(message)}`] };
  }
}
