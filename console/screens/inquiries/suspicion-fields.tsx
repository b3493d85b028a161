// Nothing was detected, but…: what the desk needs to know where there is no incident to look at.
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import TimeInput from "@cloudscape-design/components/time-input";
import { dayAt, instantAt } from "../../../core/zone-time.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { DayPicker } from "../../parts/day-picker.tsx";
import type { InquiryDetail } from "./words.tsx";

export interface SuspicionDraft {
  computer: string;
  account: string;
  /** In the customer's zone, as in `2024-05-24` and `17:03`; both or none. */
  day: string;
  time: string;
  done: string;
}
export const NO_SUSPICION: SuspicionDraft = { computer: "", account: "", day: "", time: "", done: "" };

/** Undefined where something is missing or wrong. */
export function suspicionOf(
  { computer, account, day, time, done }: SuspicionDraft,
  timeZone: string,
  now: number,
): InquiryDetail["suspicion"] {
  const isDated = day !== "" || time !== "";
  const noticedAt = isDated ? instantAt(day, time, timeZone) : undefined;
  if (computer.trim() === "" || (isDated && !isPast(noticedAt, now))) return undefined;
  return {
    computer: computer.trim(),
    ...(account.trim() === "" ? {} : { account: account.trim() }),
    ...(noticedAt === undefined ? {} : { noticedAt }),
    ...(done.trim() === "" ? {} : { done: done.trim() }),
  };
}

const isPast = (at: string | undefined, now: number): boolean => at !== undefined && Date.parse(at) <= now;

interface SuspicionFieldsProps {
  draft: SuspicionDraft;
  onChange(draft: SuspicionDraft): void;
}

export function SuspicionFields({ draft, onChange }: SuspicionFieldsProps) {
  const { text } = useText();
  const { inquiries: t } = text;
  const { timeZone } = useCustomer();
  const change = (part: Partial<SuspicionDraft>) => onChange({ ...draft, ...part });
  const now = Date.now();
  const optional = (label: string) => (
    <span>
      {label} <i>{`– ${t.optional}`}</i>
    </span>
  );
  const isDated = draft.day !== "" || draft.time !== "";
  const isWrong = isDated && !isPast(instantAt(draft.day, draft.time, timeZone), now);
  return (
    <SpaceBetween size="m">
      <FormField label={t.computer} description={t.computerText}>
        <Input value={draft.computer} onChange={({ detail }) => change({ computer: detail.value.slice(0, 253) })} />
      </FormField>
      <FormField label={optional(t.account)}>
        <Input value={draft.account} onChange={({ detail }) => change({ account: detail.value.slice(0, 256) })} />
      </FormField>
      <FormField label={optional(t.noticedDay)} errorText={isWrong ? t.noticedWrong : undefined}>
        <DayPicker
          value={draft.day}
          from="2000-01-01"
          to={dayAt(new Date(now).toISOString(), timeZone)}
          onChange={(day) => change({ day })}
        />
      </FormField>
      <FormField label={optional(t.noticedTime(timeZone))}>
        <TimeInput
          value={draft.time}
          format="hh:mm"
          placeholder="hh:mm"
          onChange={({ detail }) => change({ time: detail.value })}
        />
      </FormField>
      <FormField stretch label={optional(t.already)}>
        <Textarea value={draft.done} onChange={({ detail }) => change({ done: detail.value.slice(0, 2000) })} />
      </FormField>
    </SpaceBetween>
  );
}
