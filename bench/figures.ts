// Medians, percentiles, ratios of interleaved pairs, and how they are printed.

export const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** `share` in 0..1; not a number where there are no values. */
export function percentile(values: readonly number[], share: number): number {
  const all = sorted(values);
  return all[Math.min(all.length - 1, Math.floor(share * all.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Median of a round's ratios. */
export const ratio = (pairs: readonly (readonly [number, number])[]): number => median(pairs.map(([a, b]) => a / b));

const fair = (same: number): boolean => same >= 0.95 && same <= 1.05;

export interface Verdict {
  name: string;
  value: number;
  /** The ratio of the floor to itself, measured the same way in the same run. */
  same: number;
  target: string;
  met: boolean;
}

export const verdictLine = ({ name, value, same, target, met }: Verdict): string =>
  `${name}: ${value.toFixed(2)} (target ${target}, A/A ${same.toFixed(2)}) ${fair(same) ? (met ? "met" : "MISSED") : `inconclusive: A/A is outside 0.95-1.05 (${met ? "met" : "missed"} here)`}`;

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;

/** Prints a line at most every two seconds while work is under way; `stop` ends it. */
export function progress(text: () => string): () => void {
  const timer = setInterval(() => console.log(`  … ${text()}`), 1900);
  return () => clearInterval(timer);
}
