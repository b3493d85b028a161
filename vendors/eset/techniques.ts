// MITRE ATT&CK ids of a detection: those that the payload states, and those of a few rules that are public.

/*
 * ESET's syslog and the Connect schemas carry no techniques, and ESET publishes its rules to its customers only. So this
 * table holds what a public document states, and nothing that was guessed from a rule's name.
 * A0313: the operations guide's timeline prints "T1105 - Ingress Tool Transfer" and
 * "T1140 - Deobfuscate/Decode Files or Information" under this rule.
 */
const RULES: ReadonlyMap<string, readonly string[]> = new Map([["A0313", ["T1105", "T1140"]]]);

const MOST = 64;
const ID = /\bT\d{4}(?:\.\d{3})?\b/g;

function idsIn(value: unknown, depth: number): string[] {
  if (typeof value === "string") return value.slice(0, 4096).match(ID) ?? [];
  if (depth === 0 || typeof value !== "object" || value === null) return [];
  return Object.values(value)
    .slice(0, MOST)
    .flatMap((inner) => idsIn(inner, depth - 1));
}

/** `stated`: any fields that may hold ids (a list, "T1105, T1140", objects with an id). Without doubles, at most 64. */
export const techniquesOf = (ruleId: string, ...stated: unknown[]): string[] =>
  [...new Set([...stated.flatMap((value) => idsIn(value, 3)), ...(RULES.get(ruleId) ?? [])])].slice(0, MOST);
