// In which language a person writes: it stays with the text.
import FormField from "@cloudscape-design/components/form-field";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import { useText } from "../../language.tsx";
import { isLanguage, type Language, useLanguageItems } from "../../parts/languages.ts";

export function WrittenLanguage({ language, onChange }: { language: Language; onChange(language: Language): void }) {
  const { text } = useText();
  const { inquiries: t } = text;
  return (
    <FormField label={t.language}>
      <SegmentedControl
        label={t.language}
        selectedId={language}
        options={useLanguageItems().map(({ value, label }) => ({ id: value, text: label }))}
        onChange={({ detail }) => isLanguage(detail.selectedId) && onChange(detail.selectedId)}
      />
    </FormField>
  );
}
