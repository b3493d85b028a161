// Instants in the customer's time zone, with UTC beside it, as the mails print them; and how long ago.

import type { Language } from "../../core/ports.ts";
import { zoneTime } from "../../core/zone-time.ts";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";

export function Time({ at }: { at: string }) {
  return <ZoneTime at={at} zone={useCustomer().timeZone} />;
}

/** Where no customer is open: in another zone (IANA). */
export function ZoneTime({ at, zone }: { at: string; zone: string }) {
  const { language } = useText();
  return <time dateTime={at}>{zoneTime(at, zone, language)}</time>;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "3 hours ago" / 「3 時間前」. */
export function agoText(at: string, now: number, language: Language): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  const [unit, size] = UNITS.find(([, one]) => seconds >= one) ?? (["second", 1] as const);
  return new Intl.RelativeTimeFormat(language, { numeric: "always" }).format(-Math.floor(seconds / size), unit);
}

/** The full instant on hover. */
export function Ago({ at }: { at: string }) {
  const { language } = useText();
  const { timeZone } = useCustomer();
  return (
    <time dateTime={at} title={zoneTime(at, timeZone, language)}>
      {agoText(at, Date.now(), language)}
    </time>
  );
}
