/**
 * Epoch milliseconds of an RFC 3339 timestamp "with the further restrictions that an uppercase T character MUST be used
 * to separate date and time, and an uppercase Z character MUST be present in the absence of a numeric time zone offset"
 * (spec, Wait State); undefined for anything else.
 */
export function parseTimestamp(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, time, fraction = "", zone] = parts;
  // Date.parse turns the 30th of February into March; the day must come back as it went in.
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== Number(day)) return undefined;
  const instant = Date.parse(`${year}-${month}-${day}${time}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(instant) ? undefined : instant;
}
