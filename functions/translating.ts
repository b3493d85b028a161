// A machine translation of what a person wrote: kept, else made now. It may fail without anything else failing.
import type { Language } from "../core/ports.ts";
import { translateText } from "../core/translation.ts";
import { keepTranslation, readTranslation, type TranslationKey } from "../records/translations.ts";
import { type Deps, nowAt } from "./deps.ts";

interface Written {
  text: string;
  language: Language;
}

/** Nothing where there is no translator, where it fails, or where it lost what had to stay as it is. */
export async function translated(deps: Deps, wanted: TranslationKey, written: Written): Promise<string | undefined> {
  const kept = await readTranslation(deps.table, wanted);
  if (kept !== undefined) return kept.text;
  const text = await made(deps, wanted, written);
  if (text !== undefined) await keepTranslation(deps.table, { ...wanted, text, at: nowAt(deps) });
  return text;
}

async function made(deps: Deps, { incidentId, to }: TranslationKey, { text, language }: Written) {
  const { translator, log } = deps;
  if (translator === undefined) return undefined;
  const line = { function: "translate", incident: incidentId };
  try {
    const made = await translateText((html, from, into) => translator.translate(html, from, into), text, {
      from: language,
      to,
    });
    if (made === undefined) log.warn({ ...line, outcome: "not-usable" });
    return made;
  } catch (error) {
    log.warn({ ...line, outcome: error instanceof Error ? error.name : "unknown" });
    return undefined;
  }
}
