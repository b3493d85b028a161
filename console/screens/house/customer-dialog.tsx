// An admin adds a customer; what the customer wants is set in its settings afterwards.
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { isLanguage, type Language, useLanguageItems } from "../../parts/languages.ts";
import { useTell } from "../../parts/notices.tsx";
import { useChange } from "../../queries.ts";

/** As core/customer.ts wants it. */
const ID = /^[a-z0-9][a-z0-9-]{1,31}$/;

export function CustomerDialog({ onClose }: { onClose(): void }) {
  const { text } = useText();
  const { house: t, settings } = text;
  const tell = useTell();
  const navigate = useNavigate();
  const create = useChange("createCustomer");
  const languages = useLanguageItems();
  const [customerId, setCustomerId] = useState("");
  const [name, setName] = useState("");
  const [language, setLanguage] = useState<Language>("ja");
  const isRight = ID.test(customerId) && customerId !== "house";
  const confirm = () =>
    create.mutate(
      { params: {}, body: { customerId, settings: { name: name.trim(), language } } },
      {
        onSuccess: () => {
          tell({ type: "success", content: t.added(name.trim()) });
          onClose();
          void navigate(`/customers/${customerId}/settings`);
        },
      },
    );
  return (
    <ConfirmDialog
      title={t.add}
      confirm={settings.save}
      isBusy={create.isPending}
      error={create.error}
      isIncomplete={!isRight || name.trim() === ""}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <FormField label={t.name}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField label={t.id} description={t.idText} errorText={customerId === "" || isRight ? undefined : t.idWrong}>
        <Input value={customerId} onChange={({ detail }) => setCustomerId(detail.value)} />
      </FormField>
      <FormField label={settings.general.language} description={settings.general.languageText}>
        <RadioGroup
          items={languages}
          value={language}
          onChange={({ detail }) => isLanguage(detail.value) && setLanguage(detail.value)}
        />
      </FormField>
    </ConfirmDialog>
  );
}
