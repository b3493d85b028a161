// The house's comment on an incident: what happened, what was done (only what is confirmed), what we ask for. Both languages, plain text.
import type { Assessment, AssessmentInput, KnownAction } from "./assessment-types.ts";
import { actorOf, clauseOf } from "./clauses.ts";
import { evidenceOf } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { exploitationStory, ransomwareStory, stealerStory } from "./narratives.ts";
import { doneSentences, isolationSentences, type Sentence, withheldSentences } from "./outcomes.ts";
import type { Bilingual } from "./ports.ts";
import { recommendedFor } from "./recommended.ts";
import { compareSeverity } from "./severity.ts";
import { listOf, slot } from "./wording.ts";

/** "Certutil dropped a suspicious executable" / 「Certutil が…しました」, or the rule's name. No full stop. */
function happened(finding: Finding): Bilingual {
  const [clause, actor] = [clauseOf(finding), actorOf(finding)];
  if (clause !== undefined && actor !== undefined) {
    const name = slot(actor);
    return { ja: `${name} が${clause.ja}`, en: `${name} ${clause.en}` };
  }
  const rule = slot(finding.rule.name);
  return { ja: `「${rule}」が検出されました`, en: `"${rule}" was detected` };
}

const leading = (findings: Finding[]): Finding | undefined =>
  [...findings].sort((a, b) => compareSeverity(b.severity, a.severity))[0];

function blockedComment(findings: Finding[]): Bilingual {
  const first = leading(findings);
  if (first === undefined) return { ja: "お客様の対応は不要です。", en: "No actions needed" };
  const what = happened(first);
  return {
    ja: `${what.ja}が、その後ブロックされました。お客様の対応は不要です。`,
    en: `${what.en}, which was subsequently blocked. No actions needed`,
  };
}

function handledComment(findings: Finding[]): Bilingual {
  const first = leading(findings.filter(({ outcome }) => outcome === "removed"));
  const what = first === undefined ? undefined : happened(first);
  return {
    ja: `${what === undefined ? "" : `${what.ja}が、`}セキュリティ製品により駆除されました。`,
    en: `${what === undefined ? "It" : `${what.en}, which`} was removed by the security product.`,
  };
}

/** What was seen where, alarming first, each clause once. */
function told(findings: Finding[]): Sentence[] {
  const ordered = [...findings].sort((a, b) => compareSeverity(b.severity, a.severity));
  const seen = Map.groupBy(ordered, (finding) => happened(finding).en);
  return [...seen.values()].slice(0, 5).flatMap((same) => {
    const computers = listOf([...new Set(same.map(({ computer }) => computer.name))], 3);
    return same.slice(0, 1).map((finding) => {
      const what = happened(finding);
      return { ja: `${computers.ja}：${what.ja}。`, en: `${computers.en}: ${what.en}.` };
    });
  });
}

const STORIES: Record<string, (input: AssessmentInput, running: Finding[], actions: KnownAction[]) => Sentence[]> = {
  ransomware: ransomwareStory,
  "exploitation-with-persistence": exploitationStory,
};

function maliciousComment(input: AssessmentInput, assessment: Assessment, actions: KnownAction[]): Bilingual {
  const { running } = evidenceOf(input);
  const stealer = stealerStory(input, assessment, running, actions);
  const own = STORIES[assessment.row]?.(input, running, actions) ?? [];
  const opening = own.length > 0 ? own : (stealer ?? told(running));
  const strongly = assessment.isolateAtOnce.length > 0 || assessment.withheld.length > 0;
  return joined([
    ...opening.slice(0, 1),
    ...(assessment.row === "ransomware" ? isolationSentences(assessment, actions) : []),
    ...opening.slice(1),
    ...(assessment.row === "ransomware" ? [] : isolationSentences(assessment, actions)),
    ...doneSentences(assessment, actions, own.length === 0 && stealer !== undefined),
    ...withheldSentences(assessment, input),
    ...(strongly && STORIES[assessment.row] !== undefined
      ? [
          {
            ja: "貴社のインシデント対応プロセスの開始を強く推奨します。",
            en: "We strongly recommend starting your incident response process.",
          },
        ]
      : []),
    ...(assessment.ask?.who === "analyst" ? [assessment.ask.why] : []),
  ]);
}

const joined = (sentences: Sentence[]): Bilingual => ({
  ja: sentences.map(({ ja }) => ja).join(""),
  en: sentences.map(({ en }) => en).join(" "),
});

function textOf(input: AssessmentInput, assessment: Assessment, actions: KnownAction[]): Bilingual {
  const { counted, running } = evidenceOf(input);
  if (assessment.row === "only-blocked") return blockedComment(counted);
  if (assessment.row === "handled-by-product") return handledComment(counted);
  if (assessment.verdict === "malicious") return maliciousComment(input, assessment, actions);
  if (assessment.verdict === "no-impact")
    return joined([assessment.reason, { ja: "お客様の対応は不要です。", en: "No actions needed." }]);
  return joined([...told(running).slice(0, 3), assessment.reason, ...(assessment.ask ? [assessment.ask.why] : [])]);
}

/** Says "isolated", "stopped" and "removed" only of what the product showed to be done. */
export function commentOn(
  input: AssessmentInput,
  assessment: Assessment,
  actions: KnownAction[],
): { comment: Bilingual; recommended: Bilingual[] } {
  return { comment: textOf(input, assessment, actions), recommended: recommendedFor(input, assessment) };
}
