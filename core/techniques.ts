// MITRE ATT&CK: the name and the tactics of a technique, and the behaviours that the assessment decides by.
import { TECHNIQUE_LINES } from "./technique-names.ts";

interface Technique {
  name: string;
  tactics: readonly string[];
}

function techniquesOfLine(line: string): [string, Technique][] {
  const [tacticWords = "", rest = ""] = line.split(" | ");
  const [parent = "", subs = ""] = rest.split(" > ");
  const space = parent.indexOf(" ");
  const [id, name] = [parent.slice(0, space), parent.slice(space + 1)];
  const tactics = tacticWords.split(" ");
  const children = subs === "" ? [] : subs.split("; ");
  return [
    [id, { name, tactics }],
    ...children.map((sub): [string, Technique] => [
      `${id}.${sub.slice(0, 3)}`,
      { name: `${name}: ${sub.slice(4)}`, tactics },
    ]),
  ];
}

let made: ReadonlyMap<string, Technique> | undefined;
/** Made when it is first asked. */
function table(): ReadonlyMap<string, Technique> {
  made ??= new Map(TECHNIQUE_LINES.trim().split("\n").flatMap(techniquesOfLine));
  return made;
}

const parentOf = (id: string): string => id.slice(0, 5);
const techniqueOf = (id: string): Technique | undefined => table().get(id) ?? table().get(parentOf(id));

/** The official name, a sub-technique as "Parent: Sub"; of an unknown sub-technique the parent's. */
export const techniqueName = (id: string): string | undefined => techniqueOf(id)?.name;

/** ATT&CK tactics in kebab case, as in `lateral-movement`; empty where the technique is not in the table. */
export const tacticsOf = (id: string): readonly string[] => techniqueOf(id)?.tactics ?? [];

/** Whether `id` is one of these techniques or a sub-technique of one. */
export const isOneOf = (id: string, techniques: readonly string[]): boolean =>
  techniques.includes(id) || techniques.includes(parentOf(id));

/** `T1486 Data Encrypted for Impact`, for texts. */
export function techniqueLabel(id: string): string {
  const name = techniqueName(id);
  return name === undefined ? id : `${id} ${name}`;
}

/** What the assessment tells apart. */
export type Behaviour = "ransomware" | "exploitation" | "persistence" | "credential-theft" | "lateral-movement";

/** Technique ids, or tactics, that make a behaviour. */
const BEHAVIOURS: Record<Behaviour, { techniques: readonly string[]; tactic?: string; not?: readonly string[] }> = {
  ransomware: { techniques: ["T1486", "T1490", "T1485", "T1561"] },
  exploitation: { techniques: ["T1190", "T1203", "T1210", "T1068"] },
  // A logon with a valid account or over VPN changes nothing on the computer: not what we call persistence.
  persistence: { techniques: [], tactic: "persistence", not: ["T1078", "T1133"] },
  // Of the operating system or the domain, good for other computers; not a browser's saved passwords (T1555, T1539).
  "credential-theft": { techniques: ["T1003", "T1558", "T1187", "T1649"] },
  "lateral-movement": { techniques: ["T1021", "T1080", "T1210", "T1534", "T1550", "T1563", "T1570"] },
};

export function shows(behaviour: Behaviour, techniques: readonly string[]): boolean {
  const { techniques: ids, tactic, not = [] } = BEHAVIOURS[behaviour];
  return techniques.some(
    (id) => isOneOf(id, ids) || (tactic !== undefined && tacticsOf(id).includes(tactic) && !isOneOf(id, not)),
  );
}

/** Those of `techniques` that make the behaviour. */
export const showing = (behaviour: Behaviour, techniques: readonly string[]): string[] =>
  techniques.filter((id) => shows(behaviour, [id]));
