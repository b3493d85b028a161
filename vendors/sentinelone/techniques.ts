// MITRE ATT&CK ids of indicators: `tactics[].techniques[].name`, and older consoles in words ("MITRE : Persistence {T1547}").
const MOST = 64;
const ID = /\bT\d{4}(?:\.\d{3})?\b/g;

function idsIn(value: unknown, depth: number): string[] {
  // A technique's link has the id of its parent too.
  if (typeof value === "string") return /^https?:/.test(value) ? [] : (value.slice(0, 4096).match(ID) ?? []);
  if (depth === 0 || typeof value !== "object" || value === null) return [];
  return Object.values(value)
    .slice(0, MOST)
    .flatMap((inner) => idsIn(inner, depth - 1));
}

/** Without doubles, at most 64; not looked for deeper than six levels. */
export const attackIds = (value: unknown): string[] => [...new Set(idsIn(value, 6))].slice(0, MOST);
