// A day of the customer's calendar, between two others.
import DatePicker from "@cloudscape-design/components/date-picker";
import { useText } from "../language.tsx";

interface DayPickerProps {
  /** As in `2024-05-24`; empty: none. */
  value: string;
  from: string;
  to?: string;
  onChange(day: string): void;
}

const two = (n: number): string => String(n).padStart(2, "0");
/** The calendar gives days as midnights of the browser's own zone. */
const dayOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

export function DayPicker({ value, from, to = "9999-12-31", onChange }: DayPickerProps) {
  const { language } = useText();
  return (
    <DatePicker
      value={value}
      locale={language}
      placeholder="YYYY/MM/DD"
      isDateEnabled={(date) => dayOf(date) >= from && dayOf(date) <= to}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}
