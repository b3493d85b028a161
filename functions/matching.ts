// Which route a request takes. Paths as in API Gateway: `{name}` stands for one part.
import type { Method } from "./api/api.ts";

export interface Routed {
  method: Method;
  path: string;
}

export type Match<Route extends Routed> =
  | { route: Route; params: Record<string, string> }
  | { allowed: Method[] }
  | undefined;

/** A path's parts: a text that must stand there, or the name of a parameter. */
type Part = { text: string } | { name: string };

export function createMatch<Route extends Routed>(routes: readonly Route[]) {
  const patterns = routes.map((route) => ({ route, parts: route.path.split("/").map(partOf) }));
  return (method: string, path: string): Match<Route> => {
    const given = path.split("/");
    const fitting = patterns.flatMap(({ route, parts }) => {
      const params = paramsOf(parts, given);
      return params === undefined ? [] : [{ route, params }];
    });
    const found = fitting.find(({ route }) => route.method === method);
    if (found !== undefined) return found;
    return fitting.length === 0 ? undefined : { allowed: [...new Set(fitting.map(({ route }) => route.method))] };
  };
}

const partOf = (part: string): Part => {
  const name = /^\{(\w+)\}$/.exec(part)?.[1];
  return name === undefined ? { text: part } : { name };
};

function paramsOf(parts: readonly Part[], given: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const text = given[index] ?? "";
    if ("text" in part) {
      if (part.text !== text) return undefined;
    } else if (text === "") return undefined;
    else params[part.name] = decoded(text);
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
