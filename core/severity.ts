import * as z from "zod";
import type { Bilingual } from "./ports.ts";

export const Severity = z.enum(["low", "medium", "high", "critical"]);
export type Severity = z.infer<typeof Severity>;

const ORDER: Record<Severity, number> = { low: 0, medium: 1, high: 2, critical: 3 };

/** Negative, zero or positive, as for sorting. */
export const compareSeverity = (a: Severity, b: Severity): number => ORDER[a] - ORDER[b];

export const atLeast = (severity: Severity, threshold: Severity): boolean => compareSeverity(severity, threshold) >= 0;

export const highestSeverity = (severities: readonly Severity[]): Severity =>
  severities.reduce((highest, next) => (compareSeverity(next, highest) > 0 ? next : highest), "low");

export const severityWords: Record<Severity, Bilingual> = {
  low: { ja: "低", en: "low" },
  medium: { ja: "中", en: "medium" },
  high: { ja: "高", en: "high" },
  critical: { ja: "緊急", en: "critical" },
};
