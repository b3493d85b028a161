// In which language a person writes: it stays with the text.
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useText } from "../../language.tsx";
import { isLanguage, type Language, useLanguageItems } from "../../parts/languages.ts";

export function WrittenLanguage({ language, onChange }: { language: Language; onChange(language: Language): void }) {
  const { text } = useText();
  const { inquiries: t } = text;
  return (
    <FormField label={t.language}>
      <RadioGroup
        direction="horizontal"
        value={language}
        items={useLanguageItems()}
        onChange={({ detail }) => isLanguage(detail.value) && onChange(detail.value)}
      />
    </FormField>
  );
}
