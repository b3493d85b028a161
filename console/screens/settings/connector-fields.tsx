// The connector of a source as a form: which product acts, and the fields that this one needs.
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import Toggle from "@cloudscape-design/components/toggle";
import { useText } from "../../language.tsx";
import type { Values } from "./connector-values.ts";
import { actingOf, actingProducts, type ConnectorField, fieldsFor, productName } from "./products.ts";
import { actedBy, type Source, type SourceDraft, type Wrong } from "./source-draft.ts";

interface ConnectorProps {
  draft: SourceDraft;
  /** As it stands; absent: a new one. */
  source: Source | undefined;
  change(part: Partial<SourceDraft>): void;
  wrong: Wrong;
}

export function Connector({ draft, source, change, wrong }: ConnectorProps) {
  const { text } = useText();
  const { sources: t } = text.settings;
  const { acting, vendor } = draft;
  const own = actingProducts.filter((one) => one === vendor);
  const others = actingProducts.filter((one) => one !== vendor);
  const products = [
    { value: "", label: t.actsNot },
    ...[...own, ...others].map((value) => ({ value, label: productName(value) })),
  ];
  const fields = fieldsFor(acting, vendor);
  const inSettings = {
    values: draft.connectorSettings,
    wrong: wrong.settings ?? [],
    change: (values: Values) => change({ connectorSettings: values }),
  };
  const rare = fields.filter(isRare);
  return (
    <SpaceBetween size="m">
      <FormField label={t.acting} description={t.actingText}>
        <Select
          options={products}
          selectedOption={products.find(({ value }) => value === acting) ?? null}
          onChange={({ detail }) => change(actedBy(draft, detail.selectedOption.value ?? "", source))}
        />
      </FormField>
      <Fields fields={fields.filter((field) => !isRare(field))} {...inSettings} />
      {rare.length === 0 ? null : (
        <ExpandableSection
          headerText={t.moreSettings}
          defaultExpanded={rare.some(({ name }) => draft.connectorSettings[name])}
        >
          <Fields fields={rare} {...inSettings} />
        </ExpandableSection>
      )}
      {acting === "" ? null : (
        <SpaceBetween size="m">
          <div>
            <strong>{t.connectorCredential}</strong>
            <div>{source?.connector === undefined ? t.credentialText : t.credentialKept}</div>
          </div>
          <Fields
            fields={actingOf(acting).credential}
            values={draft.connectorCredential}
            wrong={wrong.credential ?? []}
            change={(values) => change({ connectorCredential: values })}
          />
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}

const RARE: readonly ConnectorField["name"][] = ["consoleUrl", "timeoutSeconds", "apiUrl", "exemptTag"];
const isRare = ({ name }: ConnectorField): boolean => RARE.includes(name) || name.startsWith("windowsCommands.");

interface FieldsProps {
  fields: readonly ConnectorField[];
  values: Values;
  wrong: readonly string[];
  change(values: Values): void;
}

function Fields({ fields, values, wrong, change }: FieldsProps) {
  const { text } = useText();
  const { sources: t } = text.settings;
  return (
    <SpaceBetween size="m">
      {fields.map((field) => {
        const { label, meaning } = t.fields[field.name];
        const input = (
          <FieldInput
            field={field}
            value={values[field.name] ?? ""}
            onChange={(value) => change({ ...values, [field.name]: value })}
          />
        );
        if (field.kind === "switch") return <div key={field.name}>{input}</div>;
        const isNeeded = field.isNeeded === true;
        return (
          <FormField
            key={field.name}
            label={isNeeded ? label : t.optional(label)}
            description={meaning}
            errorText={wrong.includes(field.name) ? (isNeeded ? t.fieldNeeded : t.fieldWrong) : undefined}
          >
            {input}
          </FormField>
        );
      })}
    </SpaceBetween>
  );
}

interface FieldInputProps {
  field: ConnectorField;
  value: string;
  onChange(value: string): void;
}

function FieldInput({ field, value, onChange }: FieldInputProps) {
  const { text } = useText();
  const { label, meaning } = text.settings.sources.fields[field.name];
  switch (field.kind) {
    case "switch":
      return (
        <Toggle
          checked={value !== ""}
          description={meaning}
          onChange={({ detail }) => onChange(detail.checked ? "true" : "")}
        >
          {label}
        </Toggle>
      );
    case "choice": {
      const options = field.options.map((one) => ({ value: one, label: one }));
      return (
        <Select
          options={options}
          selectedOption={options.find((one) => one.value === value) ?? null}
          placeholder={text.settings.sources.choose}
          onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
        />
      );
    }
    case "lines":
      return <Textarea spellcheck={false} value={value} onChange={({ detail }) => onChange(detail.value)} />;
    default:
      return (
        <Input
          type={field.kind === "secret" ? "password" : field.kind}
          autoComplete={false}
          spellcheck={false}
          value={value}
          onChange={({ detail }) => onChange(detail.value)}
        />
      );
  }
}
