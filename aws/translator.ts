// The Translator port on Amazon Translate, which leaves what bears translate="no" as it is:
// https://docs.aws.amazon.com/translate/latest/dg/customizing-translations-tags.html
import { TranslateClient, TranslateTextCommand, type TranslateTextCommandOutput } from "@aws-sdk/client-translate";
import type { Translator } from "../core/ports.ts";
import { ask } from "./errors.ts";
import { within } from "./patience.ts";

export const createTranslate = (patience = 1): TranslateClient => new TranslateClient(within(5_000, 2, patience));

/** Text that it refuses (too long, a language pair that it lacks) is not translated; trouble throws as everywhere. */
export const createTranslator = ({ client }: { client: TranslateClient }): Translator => ({
  async translate(html, from, to) {
    const command = new TranslateTextCommand({ Text: html, SourceLanguageCode: from, TargetLanguageCode: to });
    const none = () => undefined;
    const expected = {
      TextSizeLimitExceededException: none,
      UnsupportedLanguagePairException: none,
      InvalidRequestException: none,
    };
    const answer = await ask<TranslateTextCommandOutput | undefined>(
      { what: "Translate TranslateText", reads: true, expected },
      () => client.send(command),
    );
    return answer?.TranslatedText;
  },
});
