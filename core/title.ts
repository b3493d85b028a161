// The title (件名) of an incident: what its first finding says, in both languages.
import { actorOf, clauseOf } from "./clauses.ts";
import type { Finding } from "./finding.ts";
import type { Bilingual } from "./ports.ts";
import { techniqueName } from "./techniques.ts";
import { slot } from "./wording.ts";

/** "Certutil has dropped a suspicious executable"; else the technique's name, else the rule's. Plain text on one line. */
export function titleOf(finding: Finding): Bilingual {
  const [clause, actor] = [clauseOf(finding), actorOf(finding)];
  if (clause !== undefined && actor !== undefined) {
    const name = slot(actor);
    return { ja: `${name} が${clause.ja}`, en: `${name} has ${clause.en}` };
  }
  const technique = finding.techniques.map(techniqueName).find((name) => name !== undefined);
  const text = technique === undefined ? slot(finding.rule.name) : technique;
  return { ja: text, en: text };
}
