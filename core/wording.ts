// Small pieces of text that comments, titles, reasons and recommended actions share. Plain text; escaping is the reader's.

import { type ActionKind, actionWords } from "./action.ts";
import type { PlannedAction } from "./assessment-types.ts";
import type { Bilingual } from "./ports.ts";

/** One value of a record on one line: no control or direction-changing characters, at most 80 characters. */
export function slot(value: string): string {
  const clean = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const characters = [...clean];
  return characters.length > 80 ? `${characters.slice(0, 79).join("")}…` : clean;
}

/** "A, B and C" / 「A、B、C」; from the (most + 1)th on a number. */
export function listOf(values: readonly string[], most = 5): Bilingual {
  const clean = values.map(slot);
  if (clean.length > most) {
    const rest = clean.length - most;
    const shown = clean.slice(0, most);
    return { ja: `${shown.join("、")} ほか ${rest} 件`, en: `${shown.join(", ")} and ${rest} more` };
  }
  const last = clean.at(-1) ?? "";
  const before = clean.slice(0, -1);
  return { ja: clean.join("、"), en: before.length === 0 ? last : `${before.join(", ")} and ${last}` };
}

/** `CORP\\svc-backup` → `svc-backup`. */
export const accountName = (account: string): string => slot(account.split("\\").at(-1) ?? account);

const COUNTED: readonly Exclude<ActionKind, "release">[] = ["isolate", "kill", "remove"];

/** What a plan would do, counted: 「ネットワーク隔離、プロセス停止 2件、駆除 1件」. */
export function planWords(plan: readonly PlannedAction[]): Bilingual {
  const parts = COUNTED.map((kind) => ({ kind, count: plan.filter((one) => one.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) =>
      kind === "isolate"
        ? actionWords.isolate
        : { ja: `${actionWords[kind].ja} ${count}件`, en: `${actionWords[kind].en} (${count})` },
    );
  return { ja: parts.map(({ ja }) => ja).join("、"), en: parts.map(({ en }) => en).join(", ") };
}
