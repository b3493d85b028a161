// Instants as a person reads them: in the customer's time zone, with UTC beside it.
import type { Language } from "./ports.ts";

/** Whether this runtime knows the IANA time zone name, as in `Asia/Tokyo`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
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
  const parts = new Intl.DateTimeFormat("en-US", {
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
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return {
    date: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}:${part("second")}`,
  };
}

// CLDR gives a zone's abbreviation only in locales where it is in common use: en-US says GMT+9, ja-JP says JST.
const LOCALES_WITH_ABBREVIATIONS = ["en-US", "ja-JP", "en-GB", "en-AU", "en-IN"];

function abbreviation(instant: Date, timeZone: string): string {
  const names = LOCALES_WITH_ABBREVIATIONS.map(
    (locale) =>
      new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" })
        .formatToParts(instant)
        .find((part) => part.type === "timeZoneName")?.value ?? timeZone,
  );
  return names.find((name) => /^[A-Z]{3,5}$/.test(name)) ?? names[0] ?? timeZone;
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
