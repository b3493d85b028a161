// Instants as a person reads them: in the customer's time zone, with UTC beside it.
import type { Language } from "./ports.ts";

/** Making a formatter takes a hundred times as long as using it: one is kept per zone, up to so many zones. */
const MOST_ZONES = 100;

function kept<T>(make: (timeZone: string) => T): (timeZone: string) => T {
  const known = new Map<string, T>();
  return (timeZone) => {
    const made = known.get(timeZone) ?? make(timeZone);
    if (known.size >= MOST_ZONES) known.clear();
    known.set(timeZone, made);
    return made;
  };
}

const wallFormat = kept(
  (timeZone) =>
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    }),
);

/** Whether this runtime knows the IANA time zone name, as in `Asia/Tokyo`. */
export function isTimeZone(name: string): boolean {
  try {
    wallFormat(name);
    return true;
  } catch {
    return false;
  }
}

interface Wall {
  date: string;
  time: string;
}

function wallClock(instant: Date, timeZone: string): Wall {
  const parts = wallFormat(timeZone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return {
    date: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}:${part("second")}`,
  };
}

/** The day, as in `2024-05-24`, on which the instant falls in the zone; an unknown zone reads as UTC. */
export const dayAt = (at: string, timeZone: string): string =>
  wallClock(new Date(at), isTimeZone(timeZone) ? timeZone : "UTC").date;

/**
 * The instant at which the zone's clocks show `day` (`2024-05-24`) and `time` (`17:03` or `17:03:09`); undefined where
 * that is none. Of a time that a change of the clocks skips or repeats it is one of the instants beside it.
 */
export function instantAt(day: string, time: string, timeZone: string): string | undefined {
  const wanted = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(wanted)) return undefined;
  const zone = isTimeZone(timeZone) ? timeZone : "UTC";
  let instant = wanted;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  for (let round = 0; round < 2; round += 1) {
    const shown = wallClock(new Date(instant), zone);
    instant += wanted - Date.parse(`${shown.date}T${shown.time}Z`);
  }
  return new Date(instant).toISOString();
}

// CLDR gives a zone's abbreviation only in locales where it is in common use: en-US says GMT+9, ja-JP says JST.
const LOCALES_WITH_ABBREVIATIONS = ["en-US", "ja-JP", "en-GB", "en-AU", "en-IN"];

const nameFormats = kept((timeZone) =>
  LOCALES_WITH_ABBREVIATIONS.map((locale) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" })),
);

/** The first locale's that is one, else what the first of them says. */
function abbreviation(instant: Date, timeZone: string): string {
  let first: string | undefined;
  for (const format of nameFormats(timeZone)) {
    const name = format.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? timeZone;
    if (/^[A-Z]{3,5}$/.test(name)) return name;
    first ??= name;
  }
  return first ?? timeZone;
}

/** `2024-05-24` as `2024年5月24日` or `2024-05-24`. */
export function dayText(day: string, language: Language): string {
  const [year, month, date] = day.split("-").map(Number);
  return language === "ja" && date !== undefined ? `${year}年${month}月${date}日` : day;
}

/**
 * `2024年5月24日 17:03:09 (JST)［08:03:09 UTC］` or `2024-05-24 17:03:09 JST (08:03:09 UTC)`; the UTC date stands there
 * only where it differs. An unknown zone reads as UTC, so that a wrong setting never holds a mail back.
 */
export function zoneTime(at: string, timeZone: string, language: Language): string {
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime())) return at;
  const zone = isTimeZone(timeZone) ? timeZone : "UTC";
  const local = wallClock(instant, zone);
  const name = abbreviation(instant, zone);
  const utc = wallClock(instant, "UTC");
  const utcText = `${utc.date === local.date ? "" : `${utc.date} `}${utc.time} UTC`;
  const day = dayText(local.date, language);
  if (language === "ja") return `${day} ${local.time} (${name})${name === "UTC" ? "" : `［${utcText}］`}`;
  return `${day} ${local.time} ${name}${name === "UTC" ? "" : ` (${utcText})`}`;
}
