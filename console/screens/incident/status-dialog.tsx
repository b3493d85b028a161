// An analyst's change of the status, refused where somebody was faster.
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { mayFollow, type Status, statusWords } from "../../../core/status.ts";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useChange } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";
import { useSeenVersion } from "./seen-version.ts";

type Next = Exclude<Status, "open">;
const NEXTS: readonly Next[] = ["in-progress", "on-hold", "resolved", "closed", "reopened", "invalid"];
const WAITERS = ["customer", "analyst"] as const;

export default function StatusDialog({ incident, onClose }: TabProps & { onClose(): void }) {
  const { text, language } = useText();
  const { incident: t } = text;
  const tell = useTell();
  const change = useChange("changeStatus");
  const nexts = NEXTS.filter((next) => mayFollow(incident.status, next));
  const [status, setStatus] = useState<Next | undefined>(nexts[0]);
  const [waitingFor, setWaitingFor] = useState<(typeof WAITERS)[number]>("customer");
  const [reason, setReason] = useState("");
  const statuses = nexts.map((value) => ({
    value,
    label: statusWords[value][language],
    description: statusWords[value].meaning[language],
  }));
  const waiters = WAITERS.map((value) => ({ value, label: text.waiting[value] }));
  const { customerId, incidentId } = incident;
  const seen = useSeenVersion(incident);
  const confirm = () => {
    if (status === undefined) return;
    const body = { status, reason: reason.trim(), ...(status === "on-hold" ? { waitingFor } : {}) };
    change.mutate(
      { params: { customerId, incidentId }, body, ifMatch: seen.ifMatch },
      {
        onError: seen.again,
        onSuccess: (answer) => {
          const said = t.statusChanged(statusWords[answer.status][language]);
          tell(
            answer.pending === undefined
              ? { type: "success", content: said }
              : { type: "info", content: t.statusPending },
          );
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={t.changeStatus}
      confirm={t.changeStatus}
      isBusy={change.isPending}
      error={change.error}
      isIncomplete={status === undefined || reason.trim() === ""}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <FormField label={t.changeStatusTo}>
        <Select
          options={statuses}
          selectedOption={statuses.find(({ value }) => value === status) ?? null}
          onChange={({ detail }) => setStatus(nexts.find((next) => next === detail.selectedOption.value))}
        />
      </FormField>
      {status === "on-hold" ? (
        <FormField label={t.changeWaitingFor}>
          <Select
            options={waiters}
            selectedOption={waiters.find(({ value }) => value === waitingFor) ?? null}
            onChange={({ detail }) => setWaitingFor(detail.selectedOption.value === "analyst" ? "analyst" : "customer")}
          />
        </FormField>
      ) : null}
      <FormField label={t.changeReason} constraintText={t.changeReasonText}>
        <Textarea value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </ConfirmDialog>
  );
}
