// The statuses (状況) of an incident, and the one table of what may follow what.
import * as z from "zod";
import { Refusal } from "./errors.ts";
import type { Bilingual } from "./ports.ts";

export const Status = z.enum(["open", "in-progress", "on-hold", "resolved", "closed", "reopened", "invalid"]);
export type Status = z.infer<typeof Status>;

const UNFINISHED_NEXT = ["in-progress", "on-hold", "resolved", "closed", "invalid"] as const;

const NEXT: Record<Status, readonly Status[]> = {
  open: UNFINISHED_NEXT,
  reopened: UNFINISHED_NEXT,
  "in-progress": ["on-hold", "resolved", "closed", "invalid"],
  "on-hold": ["in-progress", "resolved", "closed", "invalid"],
  resolved: ["reopened"],
  closed: ["reopened"],
  invalid: ["reopened"],
};

export const isFinished = (status: Status): boolean => NEXT[status].includes("reopened");

export const mayFollow = (from: Status, to: Status): boolean => NEXT[from].includes(to);

/** Refuses a change that the table does not hold, naming both statuses. */
export function checkStatusChange(from: Status, to: Status): void {
  if (!mayFollow(from, to)) {
    throw new Refusal("conflict", "status-change", `An incident that is ${from} cannot become ${to}.`);
  }
}

/** The guide's words, and its explanations of them (「設定されるステータス一覧」). */
export const statusWords: Record<Status, Bilingual & { meaning: Bilingual }> = {
  open: { ja: "作成済み", en: "open", meaning: { ja: "インシデント作成済み", en: "created, not worked on yet" } },
  "in-progress": { ja: "進行中", en: "in progress", meaning: { ja: "インシデント対応中", en: "being responded to" } },
  "on-hold": { ja: "保留", en: "on hold", meaning: { ja: "インシデント対応保留", en: "response is on hold" } },
  resolved: { ja: "解決", en: "resolved", meaning: { ja: "インシデント対応完了", en: "response is complete" } },
  closed: {
    ja: "閉じる",
    en: "closed",
    meaning: { ja: "ユーザー影響がないと判断された場合", en: "judged to have no impact on users" },
  },
  reopened: {
    ja: "再度開く",
    en: "reopened",
    meaning: { ja: "再度インシデント作成された場合", en: "the incident came back" },
  },
  invalid: {
    ja: "無効",
    en: "invalid",
    meaning: { ja: "調査によりインシデントではなかった場合", en: "the investigation found no incident" },
  },
};
