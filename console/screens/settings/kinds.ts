// The kinds of notices that a customer chooses from; the rest goes to the house's own people, or is asked for (test mails).
import type { Messages } from "../../messages/en.ts";

export type Kind = keyof Messages["settings"]["kinds"];

export const KINDS: readonly Kind[] = [
  "created",
  "isolated",
  "isolation-unconfirmed",
  "must-act",
  "question",
  "reminder",
  "comment",
  "recovered",
  "finished",
  "digest",
  "silent-source",
  "inquiry-answered",
];

export const isKind = (kind: string): kind is Kind => KINDS.some((one) => one === kind);
