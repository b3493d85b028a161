// Vouches for a file by its hash, with a reason and an end.
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { dayAt, instantAt } from "../../../core/zone-time.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { DayPicker } from "../../parts/day-picker.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { InsideLink } from "../../parts/links.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useChange } from "../../queries.ts";

interface AllowDialogProps {
  /** Empty: the person enters one. */
  hash: string;
  name: string;
  /** Where the file was seen. */
  incidentId: string | undefined;
  onClose(): void;
}

const SHA256 = /^[0-9a-f]{64}$/;
const SHA1 = /^[0-9a-f]{40}$/;
const DAY = 86_400_000;
const MOST_DAYS = 365;

/** As the API wants it; undefined where it is no hash. */
function hashOf(typed: string): { sha256: string } | { sha1: string } | undefined {
  const text = typed.trim().toLowerCase();
  if (SHA256.test(text)) return { sha256: text };
  return SHA1.test(text) ? { sha1: text } : undefined;
}

export function AllowDialog({ hash, name, incidentId, onClose }: AllowDialogProps) {
  const { text } = useText();
  const { allowed: t } = text.settings;
  const { customerId, timeZone } = useCustomer();
  const tell = useTell();
  const allow = useChange("allowFile");
  const [draft, setDraft] = useState({ hash, name, reason: "", day: "" });
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const [from, to] = [0, MOST_DAYS].map((days) => dayAt(new Date(Date.now() + days * DAY).toISOString(), timeZone));
  const until = instantAt(draft.day, "23:59:59", timeZone);
  const isUntil = until !== undefined && draft.day >= (from ?? "") && draft.day <= (to ?? "");
  const file = hashOf(draft.hash);
  const [fileName, reason] = [draft.name.trim(), draft.reason.trim()];
  const confirm = () => {
    if (file === undefined || until === undefined) return;
    const named = fileName === "" ? {} : { name: fileName };
    const seen = incidentId === undefined ? {} : { incidentId };
    const onSuccess = () => {
      tell({ type: "success", content: t.saved(fileName === "" ? draft.hash : fileName) });
      onClose();
    };
    allow.mutate({ params: { customerId }, body: { ...file, ...named, ...seen, reason, until } }, { onSuccess });
  };
  return (
    <ConfirmDialog
      title={t.add}
      confirm={t.add}
      isBusy={allow.isPending}
      error={allow.error}
      isIncomplete={file === undefined || reason === "" || !isUntil}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Alert type="warning">{t.warning}</Alert>
      <FormField
        label={t.hash}
        description={t.hashText}
        errorText={draft.hash.trim() === "" || file !== undefined ? undefined : t.hashWrong}
      >
        <Input value={draft.hash} spellcheck={false} onChange={({ detail }) => change({ hash: detail.value })} />
      </FormField>
      <FormField label={t.name}>
        <Input value={draft.name} onChange={({ detail }) => change({ name: detail.value.slice(0, 260) })} />
      </FormField>
      {incidentId === undefined ? null : (
        <FormField label={t.incident}>
          <InsideLink to={`/customers/${customerId}/incidents/${incidentId}/executables`}>{incidentId}</InsideLink>
        </FormField>
      )}
      <FormField label={t.reason} constraintText={t.reasonText}>
        <Input value={draft.reason} onChange={({ detail }) => change({ reason: detail.value.slice(0, 500) })} />
      </FormField>
      <FormField
        label={t.untilDay}
        constraintText={t.untilText}
        errorText={draft.day === "" || isUntil ? undefined : t.untilWrong}
      >
        <DayPicker
          value={draft.day}
          from={from ?? ""}
          {...(to === undefined ? {} : { to })}
          onChange={(day) => change({ day })}
        />
      </FormField>
    </ConfirmDialog>
  );
}
