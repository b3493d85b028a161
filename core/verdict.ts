import type { Verdict } from "./assessment-types.ts";
import type { Bilingual } from "./ports.ts";

const WORDS: Record<Verdict, Bilingual> = {
  "no-impact": { ja: "影響なし", en: "no impact" },
  handled: { ja: "対処済み", en: "handled" },
  malicious: { ja: "悪意のある活動", en: "malicious activity" },
  "needs-a-person": { ja: "確認が必要", en: "a person must decide" },
};

const isVerdict = (word: string): word is Verdict => Object.hasOwn(WORDS, word);

/** The verdict in words; one that this release does not know stands as it is. */
export const verdictWords = (verdict: string): Bilingual =>
  isVerdict(verdict) ? WORDS[verdict] : { ja: verdict, en: verdict };
