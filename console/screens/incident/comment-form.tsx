// Writing a comment: in Japanese, English or both; an analyst's may ask the customer to do something.

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { lazy, Suspense, useState } from "react";
import type { Language } from "../../../core/ports.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useErrorText } from "../../parts/states.tsx";
import { useChange } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";
import { type Recommendation, RecommendedEditor } from "./recommended-editor.tsx";

const Markdown = lazy(() => import("../../parts/markdown.tsx"));
type Written = Language | "both";
const NOTHING = { ja: "", en: "" };

export function CommentForm({ incident, quoted }: TabProps & { quoted: string }) {
  const { text, language } = useText();
  const { comments: t } = text;
  const { role } = useCustomer().person;
  const { customerId, incidentId } = incident;
  const tell = useTell();
  const errorText = useErrorText();
  const change = useChange("addComment");
  const [written, setWritten] = useState<Written>(language);
  const [words, setWords] = useState({ ...NOTHING, [language]: quoted });
  const [recommended, setRecommended] = useState<readonly Recommendation[]>([]);
  const languages: readonly Language[] = written === "both" ? ["ja", "en"] : [written];
  const isIncomplete =
    languages.some((one) => words[one].trim() === "") ||
    recommended.some(({ ja, en }) => ja.trim() === "" || en.trim() === "");
  const send = () =>
    change.mutate(
      { params: { customerId, incidentId }, body: bodyOf(languages, words, recommended) },
      {
        onSuccess: () => {
          setWords(NOTHING);
          setRecommended([]);
          tell({ type: "success", content: t.written });
        },
      },
    );
  return (
    <SpaceBetween size="m">
      <LanguageChoice written={written} onChange={setWritten} />
      {languages.map((one) => (
        <Words
          key={one}
          language={one}
          value={words[one]}
          onChange={(value) => setWords((all) => ({ ...all, [one]: value }))}
        />
      ))}
      {role === "analyst" ? <RecommendedEditor items={recommended} onChange={setRecommended} /> : null}
      {change.error === null ? null : <Alert type="error">{errorText(change.error).message}</Alert>}
      <Button
        variant="primary"
        disabled={isIncomplete}
        loading={change.isPending}
        loadingText={text.common.sending}
        onClick={send}
      >
        {t.send}
      </Button>
    </SpaceBetween>
  );
}

function bodyOf(
  languages: readonly Language[],
  words: Record<Language, string>,
  recommended: readonly Recommendation[],
) {
  return {
    ...(languages.includes("ja") ? { ja: words.ja.trim() } : {}),
    ...(languages.includes("en") ? { en: words.en.trim() } : {}),
    ...(recommended.length === 0 ? {} : { recommended: recommended.map(({ ja, en }) => ({ ja, en })) }),
  };
}

function LanguageChoice({ written, onChange }: { written: Written; onChange(written: Written): void }) {
  const { text } = useText();
  const { comments: t } = text;
  return (
    <SegmentedControl
      label={t.language}
      selectedId={written}
      options={[
        { id: "ja", text: t.recommendJa },
        { id: "en", text: t.recommendEn },
        { id: "both", text: t.both },
      ]}
      onChange={({ detail: { selectedId } }) =>
        onChange(selectedId === "ja" || selectedId === "en" ? selectedId : "both")
      }
    />
  );
}

function Words({ language, value, onChange }: { language: Language; value: string; onChange(value: string): void }) {
  const { text } = useText();
  const { comments: t } = text;
  return (
    <>
      <FormField label={language === "ja" ? t.textJa : t.textEn} constraintText={t.markdown}>
        <Textarea value={value} rows={5} onChange={({ detail }) => onChange(detail.value)} />
      </FormField>
      {value.trim() === "" ? null : (
        <div>
          <Box variant="awsui-key-label">{t.preview}</Box>
          <div lang={language}>
            <Suspense fallback={null}>
              <Markdown text={value} />
            </Suspense>
          </div>
        </div>
      )}
    </>
  );
}
