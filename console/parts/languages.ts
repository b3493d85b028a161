// The languages as choices of a form.
import { useText } from "../language.tsx";

export type Language = "ja" | "en";
const LANGUAGES: readonly Language[] = ["ja", "en"];

export const isLanguage = (value: unknown): value is Language => LANGUAGES.some((one) => one === value);

export function useLanguageItems(): { value: Language; label: string }[] {
  const { text } = useText();
  return LANGUAGES.map((value) => ({ value, label: text.settings.languages[value] }));
}
