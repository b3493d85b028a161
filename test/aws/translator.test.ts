// The Translator on Amazon Translate: over a double that answers as its API reference says.
import { TranslateTextCommand } from "@aws-sdk/client-translate";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { createClients } from "../../aws/clients.ts";
import { createTranslator } from "../../aws/translator.ts";
import { COMMON, failureOf, thrown } from "./failures.ts";

function opened() {
  const { translate } = createClients();
  return { client: mockClient(translate), translator: createTranslator({ client: translate }) };
}

test("text goes with its languages, and comes back translated", async () => {
  const { client, translator } = opened();
  client.on(TranslateTextCommand).resolves({ TranslatedText: "<p>やあ</p>" });
  expect(await translator.translate("<p>Hi</p>", "en", "ja")).toBe("<p>やあ</p>");
  expect(client.commandCalls(TranslateTextCommand)[0]?.args[0].input).toEqual({
    Text: "<p>Hi</p>",
    SourceLanguageCode: "en",
    TargetLanguageCode: "ja",
  });
});

test.each(["TextSizeLimitExceededException", "UnsupportedLanguagePairException", "InvalidRequestException"])(
  "what it does not translate (%s) has no translation",
  async (name) => {
    const { client, translator } = opened();
    client.on(TranslateTextCommand).rejects(thrown(name));
    expect(await translator.translate("<p>Hi</p>", "en", "ja")).toBeUndefined();
  },
);

test.each(COMMON)("%s", async (_what, error, wanted) => {
  const { client, translator } = opened();
  client.on(TranslateTextCommand).rejects(error);
  // It changes nothing, so that no answer can have had an effect.
  expect(await failureOf(translator.translate("<p>x</p>", "en", "ja"))).toMatchObject(
    wanted.effect === undefined ? wanted : { ...wanted, effect: "none" },
  );
});
