import type { Place } from "./refused.ts";

/** Puts `substitutions[name]` for `${name}`, in every string value, as CloudFormation's DefinitionSubstitutions do. */
export function substitute(
  json: unknown,
  substitutions: Readonly<Record<string, string>>,
  places: Place[],
  path = "",
): unknown {
  if (typeof json === "string")
    return json.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
      const value = Object.hasOwn(substitutions, name) ? substitutions[name] : undefined;
      if (value === undefined) places.push({ path, message: `has no substitution for ${whole}` });
      return value ?? whole;
    });
  if (Array.isArray(json))
    return json.map((item, index) => substitute(item, substitutions, places, `${path}[${index}]`));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      substitute(value, substitutions, places, path === "" ? key : `${path}.${key}`),
    ]),
  );
}
