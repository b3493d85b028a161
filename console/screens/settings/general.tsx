// Names, languages, time zone, whom to call, and what the form for inquiries says.
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useText } from "../../language.tsx";
import { isLanguage, useLanguageItems } from "../../parts/languages.ts";
import { type FieldsProps, SettingsForm } from "./settings-form.tsx";
import type { Body, Settings } from "./use-settings.ts";

const TEXTS = ["name", "csirt", "supportPhone", "supportUrl", "noteJa", "noteEn"] as const;
type Draft = Pick<Settings, "language" | "timeZone"> & Record<(typeof TEXTS)[number], string>;

const draftOf = ({ name, language, timeZone, csirt, supportPhone, supportUrl, inquiryNote }: Settings): Draft => ({
  name,
  language,
  timeZone,
  csirt: csirt ?? "",
  supportPhone: supportPhone ?? "",
  supportUrl: supportUrl ?? "",
  noteJa: inquiryNote?.ja ?? "",
  noteEn: inquiryNote?.en ?? "",
});

const isUrl = (text: string): boolean => ["http:", "https:"].includes(URL.parse(text)?.protocol ?? "");

interface Wrong {
  name?: string;
  supportUrl?: string;
  note?: string;
}

function wrongOf(draft: Draft, text: ReturnType<typeof useText>["text"]): Wrong {
  const { general: t, required } = text.settings;
  const url = draft.supportUrl.trim();
  return {
    ...(draft.name.trim() === "" ? { name: required } : {}),
    ...(url === "" || isUrl(url) ? {} : { supportUrl: t.supportUrlWrong }),
    ...((draft.noteJa.trim() === "") === (draft.noteEn.trim() === "") ? {} : { note: t.noteBoth }),
  };
}

/** An empty field is one that is not set. */
function bodyOf(draft: Draft, settings: Settings): Body {
  const { csirt: _c, supportPhone: _p, supportUrl: _u, inquiryNote: _n, ...rest } = settings;
  const [name = "", csirt, supportPhone, supportUrl, ja, en] = TEXTS.map((one) => draft[one].trim() || undefined);
  const { language, timeZone } = draft;
  return {
    ...rest,
    name,
    language,
    timeZone,
    ...(csirt === undefined ? {} : { csirt }),
    ...(supportPhone === undefined ? {} : { supportPhone }),
    ...(supportUrl === undefined ? {} : { supportUrl }),
    ...(ja === undefined || en === undefined ? {} : { inquiryNote: { ja, en } }),
  };
}

export function General() {
  const { text } = useText();
  return (
    <SettingsForm
      title={text.settings.general.title}
      draftOf={draftOf}
      bodyOf={(draft, settings) => (Object.keys(wrongOf(draft, text)).length > 0 ? undefined : bodyOf(draft, settings))}
      fields={(props) => <Fields {...props} />}
    />
  );
}

function Fields(props: FieldsProps<Draft>) {
  const { draft, change, isReadOnly } = props;
  const { text } = useText();
  const { general: t } = text.settings;
  const languages = useLanguageItems();
  const wrong = wrongOf(draft, text);
  return (
    <SpaceBetween size="l">
      <FormField label={t.name} errorText={wrong.name}>
        <Input readOnly={isReadOnly} value={draft.name} onChange={({ detail }) => change({ name: detail.value })} />
      </FormField>
      <FormField label={t.language} description={t.languageText}>
        <RadioGroup
          readOnly={isReadOnly}
          items={languages}
          value={draft.language}
          onChange={({ detail }) => isLanguage(detail.value) && change({ language: detail.value })}
        />
      </FormField>
      <TimeZone {...props} />
      <FormField label={t.csirt} description={t.csirtText}>
        <Input readOnly={isReadOnly} value={draft.csirt} onChange={({ detail }) => change({ csirt: detail.value })} />
      </FormField>
      <FormField label={t.supportPhone}>
        <Input
          inputMode="tel"
          readOnly={isReadOnly}
          value={draft.supportPhone}
          onChange={({ detail }) => change({ supportPhone: detail.value })}
        />
      </FormField>
      <FormField label={t.supportUrl} errorText={wrong.supportUrl}>
        <Input
          type="url"
          readOnly={isReadOnly}
          value={draft.supportUrl}
          onChange={({ detail }) => change({ supportUrl: detail.value })}
        />
      </FormField>
      <FormField label={t.noteJa} description={t.noteText} errorText={wrong.note}>
        <Textarea
          readOnly={isReadOnly}
          value={draft.noteJa}
          onChange={({ detail }) => change({ noteJa: detail.value })}
        />
      </FormField>
      <FormField label={t.noteEn} errorText={wrong.note}>
        <Textarea
          readOnly={isReadOnly}
          value={draft.noteEn}
          onChange={({ detail }) => change({ noteEn: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

function TimeZone({ draft, change, isReadOnly }: FieldsProps<Draft>) {
  const { text } = useText();
  const { general: t } = text.settings;
  const zones = [...new Set([draft.timeZone, "Asia/Tokyo", "UTC", ...Intl.supportedValuesOf("timeZone")])];
  const options = zones.map((value) => ({ value, label: value }));
  return (
    <FormField label={t.timeZone} description={t.timeZoneText}>
      <Select
        readOnly={isReadOnly}
        options={options}
        selectedOption={{ value: draft.timeZone, label: draft.timeZone }}
        filteringType="auto"
        filteringPlaceholder={t.findTimeZone}
        filteringAriaLabel={t.findTimeZone}
        empty={t.noTimeZone}
        virtualScroll
        onChange={({ detail }) => change({ timeZone: detail.selectedOption.value ?? draft.timeZone })}
      />
    </FormField>
  );
}
