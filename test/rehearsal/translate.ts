// Plays Amazon Translate: each paragraph comes back marked with its language, and what bears translate="no" as it is.
import type { Service } from "./endpoint.ts";
import { jsonService, ServiceError } from "./json-service.ts";

/** Ours; Amazon Translate has more. */
const LANGUAGES = ["ja", "en"];
const MOST_BYTES = 10_000;

/** https://docs.aws.amazon.com/translate/latest/APIReference/API_TranslateText.html */
export const createTranslate = (): Service =>
  jsonService({
    TranslateText: {
      asks: () => [["translate:TranslateText", "*"]],
      run({ Text, SourceLanguageCode, TargetLanguageCode }) {
        if (Buffer.byteLength(Text) > MOST_BYTES) throw new ServiceError("TextSizeLimitExceededException");
        if (![SourceLanguageCode, TargetLanguageCode].every((one) => LANGUAGES.includes(one)))
          throw new ServiceError("UnsupportedLanguagePairException");
        const TranslatedText = Text.replaceAll("<p>", `<p>[${TargetLanguageCode}] `);
        return { TranslatedText, SourceLanguageCode, TargetLanguageCode };
      },
    },
  });
