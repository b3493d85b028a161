// Adds or changes a person: name, role, language, and the account that the sign-in service knows.
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import type { Person, Role } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { isLanguage, useLanguageItems } from "../../parts/languages.ts";
import { useTell } from "../../parts/notices.tsx";

/** How a change went; the dialog that asked for it shows it. */
export interface PeopleChange<T> {
  isPending: boolean;
  error: Error | null;
  run(what: T, onSuccess: () => void): void;
  /** Forgets the error. */
  reset(): void;
}

export type PersonDraft = Omit<Person, "personId">;

interface PersonDialogProps {
  /** Absent: a new one. */
  person: Person | undefined;
  /** Of a new one, unless changed. */
  issuer: string;
  roles: readonly Role[];
  put: PeopleChange<PersonDraft>;
  onClose(): void;
}

export function PersonDialog({ person, issuer, roles, put, onClose }: PersonDialogProps) {
  const { text } = useText();
  const { people: t } = text.settings;
  const tell = useTell();
  const [draft, setDraft] = useState<PersonDraft>(() => ({
    issuer: person?.issuer ?? issuer,
    subject: person?.subject ?? "",
    name: person?.name ?? "",
    role: person?.role ?? roles[0] ?? "customer",
    language: person?.language ?? "ja",
  }));
  const languages = useLanguageItems();
  const choices = roles.map((value) => ({ value, label: text.shell.roles[value] }));
  const change = (part: Partial<PersonDraft>) => setDraft({ ...draft, ...part });
  const given = { ...draft, name: draft.name.trim(), subject: draft.subject.trim(), issuer: draft.issuer.trim() };
  const confirm = () =>
    put.run(given, () => {
      tell({ type: "success", content: t.saved(given.name) });
      onClose();
    });
  return (
    <ConfirmDialog
      title={person === undefined ? t.add : t.editOf(person.name)}
      confirm={text.settings.save}
      isBusy={put.isPending}
      error={put.error}
      isIncomplete={given.name === "" || given.subject === "" || given.issuer === ""}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <FormField label={t.name}>
        <Input value={draft.name} onChange={({ detail }) => change({ name: detail.value })} />
      </FormField>
      <FormField label={t.role}>
        <Select
          options={choices}
          selectedOption={choices.find(({ value }) => value === draft.role) ?? null}
          onChange={({ detail }) =>
            change({ role: roles.find((one) => one === detail.selectedOption.value) ?? draft.role })
          }
        />
      </FormField>
      <FormField label={t.language}>
        <RadioGroup
          items={languages}
          value={draft.language}
          onChange={({ detail }) => isLanguage(detail.value) && change({ language: detail.value })}
        />
      </FormField>
      <FormField label={t.subject} description={t.subjectText}>
        <Input
          value={draft.subject}
          readOnly={person !== undefined}
          onChange={({ detail }) => change({ subject: detail.value })}
        />
      </FormField>
      <FormField label={t.issuer} description={t.issuerText}>
        <Input
          value={draft.issuer}
          readOnly={person !== undefined}
          onChange={({ detail }) => change({ issuer: detail.value })}
        />
      </FormField>
    </ConfirmDialog>
  );
}
