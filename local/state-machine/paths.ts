// Most expressions of a definition are a path into `$states`, or compare one with a text. These are read here, since the
// interpreter of JSONata takes ten times as long or longer for the same value; where the two might differ it is asked.
import type { Scope } from "./jsonata.ts";

type States = Scope["states"];
/** Nothing where only the interpreter knows. */
type Reader = (states: States) => { value: unknown } | undefined;

const form = /^\$states((?:\.[A-Za-z]\w*)+)(?: = '([^'\\]*)')?$/;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSONata maps a path over arrays, and takes what is absent for nothing: both are left to it. */
function follow(states: States, names: readonly string[]): unknown {
  let value: unknown = states;
  for (const name of names) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function readerOf(source: string): Reader | undefined {
  const [, path, text] = form.exec(source) ?? [];
  if (path === undefined) return undefined;
  const names = path.slice(1).split(".");
  return (states) => {
    const value = follow(states, names);
    if (value === undefined || (text !== undefined && typeof value !== "string")) return undefined;
    return { value: text === undefined ? value : value === text };
  };
}

const readers = new Map<string, Reader | undefined>();

/** The expression's value, with parts of `states` in it; nothing where only the interpreter knows. */
export function readPath(source: string, states: States): { value: unknown } | undefined {
  if (!readers.has(source)) readers.set(source, readerOf(source));
  return readers.get(source)?.(states);
}
