// 初動対応からの除外: set with a reason and, where wanted, an end; and ended.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { dayAt, instantAt } from "../../../core/zone-time.ts";
import type { Answer } from "../../api.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { DayPicker } from "../../parts/day-picker.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useChange } from "../../queries.ts";

interface DialogProps {
  computer: Pick<Answer<"readComputer">, "computerId" | "name" | "version">;
  onClose(): void;
}

export function ExemptDialog({ computer: { computerId, name, version }, onClose }: DialogProps) {
  const { text } = useText();
  const { inventory: t } = text;
  const { customerId, timeZone } = useCustomer();
  const tell = useTell();
  const change = useChange("exemptComputer");
  const [reason, setReason] = useState("");
  const [day, setDay] = useState("");
  const today = dayAt(new Date().toISOString(), timeZone);
  const until = instantAt(day, "23:59:59", timeZone);
  const isPast = day !== "" && (until === undefined || day < today);
  const confirm = () =>
    change.mutate(
      {
        params: { customerId, computerId },
        body: { reason: reason.trim(), ...(until === undefined ? {} : { until }) },
        ifMatch: `"${version}"`,
      },
      {
        onSuccess: () => {
          tell({ type: "success", content: t.exempted(name) });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t.exemptQuestion(name)}
      confirm={t.exemptConfirm}
      isBusy={change.isPending}
      error={change.error}
      isIncomplete={reason.trim() === "" || isPast}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Alert type="warning">{t.exemptMeans}</Alert>
      <FormField label={t.exemptReason} constraintText={t.exemptReasonText}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value.slice(0, 500))} />
      </FormField>
      <FormField
        label={t.exemptUntil}
        constraintText={t.exemptUntilText}
        {...(isPast ? { errorText: t.exemptPast } : {})}
      >
        <DayPicker value={day} from={today} onChange={setDay} />
      </FormField>
    </ConfirmDialog>
  );
}

export function EndExemptionDialog({ computer: { computerId, name, version }, onClose }: DialogProps) {
  const { text } = useText();
  const { inventory: t } = text;
  const { customerId } = useCustomer();
  const tell = useTell();
  const change = useChange("endExemption");
  const confirm = () =>
    change.mutate(
      { params: { customerId, computerId }, ifMatch: `"${version}"` },
      {
        onSuccess: () => {
          tell({ type: "success", content: t.ended(name) });
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t.endQuestion(name)}
      confirm={t.endAction}
      isBusy={change.isPending}
      error={change.error}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Box>{t.endMeans}</Box>
    </ConfirmDialog>
  );
}
