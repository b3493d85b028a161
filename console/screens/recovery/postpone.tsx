// Not now: who will act and when; the next reminder waits until then.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TimeInput from "@cloudscape-design/components/time-input";
import { useState } from "react";
import { dayAt, instantAt } from "../../../core/zone-time.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { DayPicker } from "../../parts/day-picker.tsx";
import { useMayAct } from "../../parts/isolate.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useErrorText } from "../../parts/states.tsx";
import { useChange } from "../../queries.ts";
import type { IncidentDetail } from "../incident-detail.ts";

const DAYS = 14;
const DAY_MILLISECONDS = 86_400_000;

export function Postpone({ incident }: { incident: IncidentDetail }) {
  const { text } = useText();
  const { recovery: t } = text;
  if (!useMayAct()) return null;
  return (
    <ExpandableSection variant="container" headerText={t.postpone} headerDescription={t.postponeText}>
      <Form incident={incident} />
    </ExpandableSection>
  );
}

function Form({ incident: { customerId, incidentId, version } }: { incident: IncidentDetail }) {
  const { text } = useText();
  const { recovery: t } = text;
  const { timeZone, person } = useCustomer();
  const tell = useTell();
  const errorText = useErrorText();
  const change = useChange("postponeIncident");
  const [by, setBy] = useState(person.role === "customer" ? person.name : "");
  const [day, setDay] = useState("");
  const [time, setTime] = useState("");
  const now = Date.now();
  const until = instantAt(day, time, timeZone);
  const isWrong = until !== undefined && !isAhead(until, now);
  const send = () => {
    if (until === undefined) return;
    const request = { params: { customerId, incidentId }, body: { until, by: by.trim() }, ifMatch: `"${version}"` };
    change.mutate(request, { onSuccess: () => tell({ type: "success", content: t.postponed(by.trim()) }) });
  };
  return (
    <SpaceBetween size="m">
      <FormField label={t.postponeBy}>
        <Input
          value={by}
          placeholder={t.postponeByPlaceholder}
          onChange={({ detail }) => setBy(detail.value.slice(0, 200))}
        />
      </FormField>
      <FormField label={t.postponeDay} constraintText={t.postponeLimit}>
        <DayPicker
          value={day}
          from={dayAt(new Date(now).toISOString(), timeZone)}
          to={dayAt(new Date(now + DAYS * DAY_MILLISECONDS).toISOString(), timeZone)}
          onChange={setDay}
        />
      </FormField>
      <FormField label={t.postponeTime(timeZone)} {...(isWrong ? { errorText: t.postponeWrong } : {})}>
        <TimeInput value={time} format="hh:mm" placeholder="hh:mm" onChange={({ detail }) => setTime(detail.value)} />
      </FormField>
      {change.error === null ? null : <Alert type="error">{errorText(change.error).message}</Alert>}
      <Button
        loading={change.isPending}
        loadingText={text.common.sending}
        disabled={by.trim() === "" || until === undefined || isWrong}
        onClick={send}
      >
        {t.postponeAction}
      </Button>
    </SpaceBetween>
  );
}

const isAhead = (until: string, now: number): boolean =>
  Date.parse(until) > now && Date.parse(until) <= now + DAYS * DAY_MILLISECONDS;
