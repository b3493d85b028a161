// Adds or changes one recipient: address, language, kinds of notices.
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { isLanguage, useLanguageItems } from "../../parts/languages.ts";
import { useTell } from "../../parts/notices.tsx";
import { isKind, KINDS, type Kind } from "./kinds.ts";
import { type Recipient, useSaveSettings, useSettings } from "./use-settings.ts";

/** One address; the API has the last word. */
const ADDRESS = /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+$/;

/** All shown kinds are all there are; else what is chosen, and the kinds that this form does not show as they were. */
function kindsOf(chosen: readonly Kind[], before: Recipient["kinds"] = []): Recipient["kinds"] | undefined {
  if (chosen.length === KINDS.length) return undefined;
  return [...before.filter((kind) => !isKind(kind)), ...chosen];
}

export function RecipientDialog({ recipient, onClose }: { recipient: Recipient | undefined; onClose(): void }) {
  const { text } = useText();
  const { recipients: t } = text.settings;
  const tell = useTell();
  const { data } = useSettings();
  const { save, isPending, error } = useSaveSettings();
  const languages = useLanguageItems();
  const [address, setAddress] = useState(recipient?.address ?? "");
  const [language, setLanguage] = useState(recipient?.language ?? data?.settings.language ?? "ja");
  const [kinds, setKinds] = useState<readonly Kind[]>(recipient?.kinds.filter(isKind) ?? KINDS);
  const [isAsked, setIsAsked] = useState(false);
  const all = data?.settings.recipients ?? [];
  const wanted = address.trim();
  const isTaken = all.some((one) => one.address === wanted && one.address !== recipient?.address);
  const addressError = !ADDRESS.test(wanted) ? t.addressWrong : isTaken ? t.addressTwice : undefined;
  const confirm = () => {
    setIsAsked(true);
    if (data === undefined || addressError !== undefined || kinds.length === 0) return;
    const chosen = kindsOf(kinds, recipient?.kinds);
    const next = { address: wanted, language, ...(chosen === undefined ? {} : { kinds: chosen }) };
    const recipients =
      recipient === undefined ? [...all, next] : all.map((one) => (one.address === recipient.address ? next : one));
    const onSuccess = () => {
      tell({ type: "success", content: t.saved(wanted) });
      onClose();
    };
    save(data, { ...data.settings, recipients }, { onSuccess });
  };
  const toggle = (kind: Kind, isOn: boolean) =>
    setKinds(KINDS.filter((one) => (one === kind ? isOn : kinds.includes(one))));
  return (
    <ConfirmDialog
      title={recipient === undefined ? t.add : t.editOf(recipient.address)}
      confirm={text.settings.save}
      isBusy={isPending}
      error={error}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <FormField label={t.address} errorText={isAsked ? addressError : undefined}>
        <Input type="email" value={address} onChange={({ detail }) => setAddress(detail.value)} />
      </FormField>
      <FormField label={t.language}>
        <RadioGroup
          items={languages}
          value={language}
          onChange={({ detail }) => isLanguage(detail.value) && setLanguage(detail.value)}
        />
      </FormField>
      <FormField label={t.kinds} errorText={isAsked && kinds.length === 0 ? t.kindsText : undefined}>
        <SpaceBetween size="xxs">
          <Checkbox
            checked={kinds.length === KINDS.length}
            indeterminate={kinds.length > 0 && kinds.length < KINDS.length}
            onChange={({ detail }) => setKinds(detail.checked ? KINDS : [])}
          >
            {t.all}
          </Checkbox>
          {KINDS.map((kind) => (
            <Checkbox key={kind} checked={kinds.includes(kind)} onChange={({ detail }) => toggle(kind, detail.checked)}>
              {text.settings.kinds[kind]}
            </Checkbox>
          ))}
        </SpaceBetween>
      </FormField>
    </ConfirmDialog>
  );
}
