// Instants as AWS and OCSF write them: RFC 3339, or a number since 1970 in seconds or parts of them.

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/i;
const NUMBER = /^\d{1,20}(\.\d+)?(E\d{1,2})?$/i;

/**
 * Milliseconds. OCSF's schema says milliseconds and published events have seconds, so the size decides: below 10^11 seconds
 * (until the year 5138), then milliseconds, micro- and nanoseconds.
 */
function milliseconds(written: number): number {
  if (written < 1e11) return written * 1000;
  if (written < 1e14) return written;
  return written < 1e17 ? written / 1000 : written / 1e6;
}

/** ISO instant in UTC with four digits for the year; undefined for what is none. */
export function instantOf(written: unknown): string | undefined {
  const text = typeof written === "number" ? String(written) : written;
  if (typeof text !== "string") return undefined;
  const at = NUMBER.test(text) ? milliseconds(Number(text)) : RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || at <= 0 || at >= 253_402_300_800_000) return undefined;
  return new Date(at).toISOString();
}
