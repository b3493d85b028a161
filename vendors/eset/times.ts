// ESET's two ways to write an instant: syslog's "27-Mar-2024 09:54:20" (UTC) and Connect's RFC 3339.

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const SYSLOG = /^(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2})$/;
/** CEF and LEEF: "Jun 04 2017 14:10:0", LEEF with " GMT" after it. */
const LOG_LINE = /^([A-Za-z]{3}) (\d{1,2}) (\d{4}) (\d{1,2}):(\d{1,2}):(\d{1,2})(?: (?:GMT|UTC))?$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;

function syslogInstant(written: string): string | undefined {
  const [, ofLine, dayOfLine, ...rest] = LOG_LINE.exec(written) ?? [];
  const [, day, month, year, hour, minute, second] = SYSLOG.exec(written) ?? ["", dayOfLine, ofLine, ...rest];
  const index = MONTHS.indexOf(month?.toLowerCase() ?? "");
  if (index === -1 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const date = new Date(Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second)));
  return date.getUTCDate() === Number(day) && date.getUTCFullYear() === Number(year) ? date.toISOString() : undefined;
}

/**
 * ISO instant in UTC, or undefined. Syslog's format and its zone: help.eset.com/protect_cloud/en-US/events-exported-to-json-format.html
 * ("UTC time of occurrence of the event. Format is %d-%b-%Y %H:%M:%S").
 */
export function instant(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  if (!RFC3339.test(written)) return syslogInstant(written);
  const milliseconds = Date.parse(written);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

/** As ESET Connect writes and reads them: whole seconds. */
export const timestamp = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** An ISO instant cut to the second, the finest that all channels share. */
export const toTheSecond = (at: string): string => `${at.slice(0, 19)}Z`;
