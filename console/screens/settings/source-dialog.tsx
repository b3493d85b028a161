// An admin adds or changes a source: its product, how its sender proves itself, when silence is told, its connector.
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useChange } from "../../queries.ts";
import { productName, productNames } from "./products.ts";
import type { Source } from "./source-draft.ts";
import { bodyOf, draftOf, type SourceDraft, wrongOf } from "./source-draft.ts";

interface SourceDialogProps {
  /** Absent: a new one. */
  source?: Source;
  /** Names that are in use. */
  taken: readonly string[];
  onClose(): void;
}

export function SourceDialog({ source, taken, onClose }: SourceDialogProps) {
  const { text } = useText();
  const { sources: t } = text.settings;
  const { customerId } = useCustomer();
  const tell = useTell();
  const put = useChange("putSource");
  const [draft, setDraft] = useState<SourceDraft>(() => draftOf(source));
  const [isAsked, setIsAsked] = useState(false);
  const wrong = wrongOf(draft, source === undefined ? taken : []);
  const body = bodyOf(draft, source);
  const confirm = () => {
    setIsAsked(true);
    if (body === undefined || Object.keys(wrong).length > 0) return;
    const onSuccess = () => {
      tell({ type: "success", content: t.saved(draft.name) });
      onClose();
    };
    put.mutate({ params: { customerId, source: draft.name }, body }, { onSuccess });
  };
  const change = (part: Partial<SourceDraft>) => setDraft({ ...draft, ...part });
  const fields = { draft, change, wrong: isAsked ? wrong : {} };
  return (
    <ConfirmDialog
      title={source === undefined ? t.add : t.editOf(source.name)}
      confirm={text.settings.save}
      isBusy={put.isPending}
      error={put.error}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      {source === undefined ? <Name {...fields} /> : null}
      <Origin {...fields} />
      <Connector {...fields} />
    </ConfirmDialog>
  );
}

interface FieldsProps {
  draft: SourceDraft;
  change(part: Partial<SourceDraft>): void;
  wrong: ReturnType<typeof wrongOf>;
}

function Name({ draft, change, wrong }: FieldsProps) {
  const { text } = useText();
  const { sources: t } = text.settings;
  return (
    <FormField label={t.name} description={t.nameText} errorText={wrong.name === undefined ? undefined : t[wrong.name]}>
      <Input value={draft.name} onChange={({ detail }) => change({ name: detail.value })} />
    </FormField>
  );
}

function Origin({ draft, change, wrong }: FieldsProps) {
  const { text } = useText();
  const { sources: t } = text.settings;
  const products = productNames.map((value) => ({ value, label: productName(value) }));
  return (
    <SpaceBetween size="m">
      <FormField label={t.product}>
        <Select
          options={products}
          selectedOption={products.find(({ value }) => value === draft.vendor) ?? null}
          onChange={({ detail }) => change({ vendor: detail.selectedOption.value ?? draft.vendor })}
        />
      </FormField>
      <FormField label={t.proof}>
        <RadioGroup
          value={draft.credential}
          items={(["signature", "secret"] as const).map((value) => ({ value, label: t.proofs[value] }))}
          onChange={({ detail }) => change({ credential: detail.value === "secret" ? "secret" : "signature" })}
        />
      </FormField>
      <FormField
        label={t.silentAfter}
        description={t.silentAfterText}
        errorText={wrong.silentAfterHours === undefined ? undefined : t.silentAfterWrong}
      >
        <Input
          type="number"
          inputMode="numeric"
          value={draft.silentAfterHours}
          onChange={({ detail }) => change({ silentAfterHours: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

function Connector({ draft, change, wrong }: FieldsProps) {
  const { text } = useText();
  const { sources: t } = text.settings;
  return (
    <SpaceBetween size="m">
      <Checkbox
        checked={draft.acts}
        description={t.connectorText}
        onChange={({ detail }) => change({ acts: detail.checked })}
      >
        {t.connectorOn}
      </Checkbox>
      {draft.acts ? (
        <SpaceBetween size="m">
          <FormField
            label={t.connectorSettings}
            errorText={wrong.connectorSettings === undefined ? undefined : t.jsonWrong}
          >
            <Textarea
              spellcheck={false}
              value={draft.connectorSettings}
              onChange={({ detail }) => change({ connectorSettings: detail.value })}
            />
          </FormField>
          <FormField
            label={t.connectorCredential}
            description={t.connectorCredentialText}
            errorText={wrong.connectorCredential === undefined ? undefined : t.jsonWrong}
          >
            <Textarea
              spellcheck={false}
              autoComplete={false}
              value={draft.connectorCredential}
              onChange={({ detail }) => change({ connectorCredential: detail.value })}
            />
          </FormField>
        </SpaceBetween>
      ) : null}
    </SpaceBetween>
  );
}
