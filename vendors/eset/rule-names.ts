// Rule ids and names as ESET Inspect writes them: "Nslookup wrote a file [F0500]" has its id in brackets at the end.
import { cleanText } from "../fields.ts";

const ENDING = /^(.*?)\s*\[([^[\]]{1,32})\]$/s;
const TECHNIQUE = /^T\d{4}(\.\d{3})?$/;
const RULE_ID = /^[A-Z]{1,2}\d{3,5}[A-Za-z]?$/;

export interface InspectRule {
  id: string | undefined;
  name: string;
  techniques: string[];
}

/** Takes `[A0313]` and `[T1105]` off the end, in any order; other brackets belong to the name. */
export function inspectRule(written: string): InspectRule {
  const rule: InspectRule = { id: undefined, name: written.trim(), techniques: [] };
  for (let round = 0; round < 16; round += 1) {
    const [, before, inside] = ENDING.exec(rule.name) ?? [];
    if (before === undefined || inside === undefined || before === "") break;
    if (TECHNIQUE.test(inside)) rule.techniques.unshift(inside);
    else if (rule.id === undefined && RULE_ID.test(inside)) rule.id = inside;
    else break;
    rule.name = before;
  }
  return rule;
}

/** An antivirus alarm: its id is the threat's name, so that all channels agree; its name says the type first. */
export function threatRule(threat: string, type: string | undefined): { id: string; name: string } {
  const id = cleanText(threat, 256) ?? "unnamed threat";
  return { id, name: cleanText(type === undefined ? threat : `${type} ${threat}`, 512) ?? id };
}
