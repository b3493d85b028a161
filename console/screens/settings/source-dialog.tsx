// An admin adds or changes a source: its product, how its sender proves itself, when silence is told, its connector.
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { ApiError } from "../../api.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useChange } from "../../queries.ts";
import { Connector } from "./connector-fields.tsx";
import { namedIn } from "./connector-values.ts";
import { fieldsFor, productName, productNames } from "./products.ts";
import { bodyOf, draftOf, ofProduct, type Source, type SourceDraft, type Wrong, wrongOf } from "./source-draft.ts";

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
  const wrong = wrongOf(draft, source === undefined ? taken : [], source);
  const confirm = () => {
    setIsAsked(true);
    if (Object.keys(wrong).length > 0) return;
    const body = bodyOf(draft, source);
    const onSuccess = () => {
      tell({ type: "success", content: t.saved(draft.name) });
      onClose();
    };
    put.mutate({ params: { customerId, source: draft.name }, body }, { onSuccess });
  };
  const change = (part: Partial<SourceDraft>) => setDraft({ ...draft, ...part });
  const refused = put.error instanceof ApiError ? namedIn(put.error.fields, fieldsFor(draft.acting, draft.vendor)) : [];
  const shown = { ...wrong, settings: [...(wrong.settings ?? []), ...refused] };
  const fields = { draft, change, wrong: isAsked ? shown : {} };
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
      <Connector {...fields} source={source} />
    </ConfirmDialog>
  );
}

interface FieldsProps {
  draft: SourceDraft;
  change(part: Partial<SourceDraft>): void;
  wrong: Wrong;
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
          onChange={({ detail }) => change(ofProduct(draft, detail.selectedOption.value ?? draft.vendor))}
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
