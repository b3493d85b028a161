// The numbers of the response policy as a form holds them, within the API's own limits (core/policy.ts; a test holds the two together).
import type { Settings } from "./use-settings.ts";

type Policy = Omit<Settings["policy"], "allowList">;

interface Limits {
  min: number;
  max: number;
  /** Whole numbers only. */
  isWhole: boolean;
}

export const LIMITS = {
  ceilingComputers: { min: 0, max: 1000, isWhole: true },
  ceilingMinutes: { min: 1, max: 1440, isWhole: true },
  ceilingPercent: { min: 0, max: 100, isWhole: false },
  confirmWithinSeconds: { min: 10, max: 3600, isWhole: true },
  remindAfterHours: { min: 0.01, max: 720, isWhole: false },
  answerWithinHours: { min: 0.01, max: 720, isWhole: false },
  reopenWithinDays: { min: 0, max: 365, isWhole: false },
  correlateWithinHours: { min: 0, max: 720, isWhole: false },
  retentionDays: { min: 1, max: 3650, isWhole: true },
} as const satisfies Record<string, Limits>;

export type NumberName = keyof typeof LIMITS;
export type Numbers = Record<NumberName, string>;

export function numbersOf({ isolationCeiling: ceiling, ...policy }: Policy): Numbers {
  return {
    ceilingComputers: String(ceiling.computers),
    ceilingMinutes: String(ceiling.minutes),
    ceilingPercent: String(ceiling.percent),
    confirmWithinSeconds: String(policy.confirmWithinSeconds),
    remindAfterHours: String(policy.remindAfterHours),
    answerWithinHours: String(policy.answerWithinHours),
    reopenWithinDays: String(policy.reopenWithinDays),
    correlateWithinHours: String(policy.correlateWithinHours),
    retentionDays: String(policy.retentionDays),
  };
}

export function isRight(name: NumberName, typed: string): boolean {
  const { min, max, isWhole }: Limits = LIMITS[name];
  const value = Number(typed);
  return typed.trim() !== "" && value >= min && value <= max && (!isWhole || Number.isInteger(value));
}

/** What of a policy the form's numbers are; undefined while one is wrong. */
export function policyNumbersOf(draft: Numbers): Partial<Policy> | undefined {
  const names: readonly NumberName[] = [
    "ceilingComputers",
    "ceilingMinutes",
    "ceilingPercent",
    "confirmWithinSeconds",
    "remindAfterHours",
    "answerWithinHours",
    "reopenWithinDays",
    "correlateWithinHours",
    "retentionDays",
  ];
  if (!names.every((name) => isRight(name, draft[name]))) return undefined;
  return {
    isolationCeiling: {
      computers: Number(draft.ceilingComputers),
      minutes: Number(draft.ceilingMinutes),
      percent: Number(draft.ceilingPercent),
    },
    confirmWithinSeconds: Number(draft.confirmWithinSeconds),
    remindAfterHours: Number(draft.remindAfterHours),
    answerWithinHours: Number(draft.answerWithinHours),
    reopenWithinDays: Number(draft.reopenWithinDays),
    correlateWithinHours: Number(draft.correlateWithinHours),
    retentionDays: Number(draft.retentionDays),
  };
}
