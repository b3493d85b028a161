// Letting the response go on, once asked what that may do.
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useState } from "react";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useChange } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";
import { useSeenVersion } from "./seen-version.ts";

interface ResumeProps extends TabProps {
  /** What happened. */
  children: ReactNode;
  onClose(): void;
}

export default function ResumeDialog({ incident, children, onClose }: ResumeProps) {
  const { text } = useText();
  const { escalation: t } = text.incident;
  const tell = useTell();
  const change = useChange("resumeIncident");
  const seen = useSeenVersion(incident);
  const [reason, setReason] = useState("");
  const { customerId, incidentId } = incident;
  const confirm = () =>
    change.mutate(
      { params: { customerId, incidentId }, body: { reason: reason.trim() }, ifMatch: seen.ifMatch },
      {
        onError: seen.again,
        onSuccess: ({ round }) => {
          tell({ type: "success", content: t.resumed(round) });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t.question}
      confirm={t.resume}
      isBusy={change.isPending}
      error={change.error}
      isIncomplete={reason.trim() === ""}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      {children}
      <Box>{t.means}</Box>
      <FormField label={t.reason} constraintText={t.reasonText}>
        <Textarea value={reason} rows={3} onChange={({ detail }) => setReason(detail.value.slice(0, 1000))} />
      </FormField>
    </ConfirmDialog>
  );
}
