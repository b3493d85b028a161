// The reader's language: our texts, Cloudscape's own, and the document's `lang`. Each language is loaded when it is wanted.
import I18nProvider, { type I18nProviderProps } from "@cloudscape-design/components/i18n";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { Language } from "../core/ports.ts";
import type { Messages } from "./messages/en.ts";

interface Loaded {
  language: Language;
  text: Messages;
  cloudscape: I18nProviderProps.Messages;
}
interface Spoken {
  language: Language;
  /** Every text of the console, in the reader's language. */
  text: Messages;
  setLanguage(language: Language): void;
}

const LOADERS: Record<Language, () => Promise<Loaded>> = {
  ja: async () => {
    const [own, cloudscape] = await Promise.all([
      import("./messages/ja.ts"),
      import("@cloudscape-design/components/i18n/messages/all.ja"),
    ]);
    return { language: "ja", text: own.ja, cloudscape: cloudscape.default };
  },
  en: async () => {
    const [own, cloudscape] = await Promise.all([
      import("./messages/en.ts"),
      import("@cloudscape-design/components/i18n/messages/all.en"),
    ]);
    return { language: "en", text: own.en, cloudscape: cloudscape.default };
  },
};

const KEPT = "hikeshi.language";
const isLanguage = (value: unknown): value is Language => value === "ja" || value === "en";

/** `?language=`, else what was chosen before, else the browser's. */
export function firstLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get("language");
  const kept = window.localStorage.getItem(KEPT);
  if (isLanguage(asked)) return asked;
  if (isLanguage(kept)) return kept;
  return navigator.language.toLowerCase().startsWith("ja") ? "ja" : "en";
}

const LanguageContext = createContext<Spoken | undefined>(undefined);

export function useText(): Spoken {
  const spoken = useContext(LanguageContext);
  if (spoken === undefined) throw new Error("There is no LanguageProvider above.");
  return spoken;
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState<Language>(firstLanguage);
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    let isCurrent = true;
    document.documentElement.lang = wanted;
    void LOADERS[wanted]().then((next) => isCurrent && setLoaded(next));
    return () => {
      isCurrent = false;
    };
  }, [wanted]);
  if (loaded === undefined) return null;
  const setLanguage = (language: Language) => {
    window.localStorage.setItem(KEPT, language);
    setWanted(language);
  };
  return (
    <LanguageContext value={{ language: loaded.language, text: loaded.text, setLanguage }}>
      <I18nProvider locale={loaded.language} messages={[loaded.cloudscape]}>
        {children}
      </I18nProvider>
    </LanguageContext>
  );
}
