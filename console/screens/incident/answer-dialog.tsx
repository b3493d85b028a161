// One answer to the house's question, once asked what it means: known work is vouched for until a day.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { dayAt, instantAt } from "../../../core/zone-time.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { DayPicker } from "../../parts/day-picker.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useChange } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";
import { useSeenVersion } from "./seen-version.ts";

/** The API takes 366 days from now on; a day ends after its beginning. */
const DAYS = 365;
const DAY_MILLISECONDS = 86_400_000;

export default function AnswerDialog({ incident, known, onClose }: TabProps & { known: boolean; onClose(): void }) {
  const { text } = useText();
  const { question: t } = text.incident;
  const { timeZone } = useCustomer();
  const tell = useTell();
  const change = useChange("answerQuestion");
  const seen = useSeenVersion(incident);
  const [day, setDay] = useState("");
  const [note, setNote] = useState("");
  const { customerId, incidentId } = incident;
  const { from, to } = daysFrom(Date.now(), timeZone);
  const until = instantAt(day, "23:59:59", timeZone);
  const isWrong = day !== "" && (until === undefined || day < from || day > to);
  const confirm = () => {
    const body = {
      known,
      ...(known && until !== undefined ? { until } : {}),
      ...(note.trim() === "" ? {} : { note: note.trim() }),
    };
    change.mutate(
      { params: { customerId, incidentId }, body, ifMatch: seen.ifMatch },
      {
        onError: seen.again,
        onSuccess: () => {
          tell({ type: "success", content: t.sent });
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={known ? t.knownTitle : t.unknownTitle}
      confirm={t.send}
      isBusy={change.isPending}
      error={change.error}
      isIncomplete={known && (until === undefined || isWrong)}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Box>{known ? t.knownMeans : t.unknownMeans}</Box>
      {known ? <Alert type="warning">{t.knownCare}</Alert> : null}
      {known ? (
        <FormField label={t.lastDay} constraintText={t.lastDayText} {...(isWrong ? { errorText: t.wrongDay } : {})}>
          <DayPicker value={day} from={from} to={to} onChange={setDay} />
        </FormField>
      ) : null}
      <FormField label={t.note} constraintText={t.noteText}>
        <Textarea value={note} rows={2} onChange={({ detail }) => setNote(detail.value.slice(0, 2000))} />
      </FormField>
    </ConfirmDialog>
  );
}

const daysFrom = (now: number, timeZone: string) => ({
  from: dayAt(new Date(now).toISOString(), timeZone),
  to: dayAt(new Date(now + DAYS * DAY_MILLISECONDS).toISOString(), timeZone),
});
