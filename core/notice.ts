// The notices (通知メール): what there is to tell, whom it concerns, and the key that sends each once.
import { createHash } from "node:crypto";
import * as z from "zod";
import type { ActionKind } from "./action.ts";
import type { MailFate } from "./mail-event.ts";
import type { Bilingual, Language } from "./ports.ts";
import type { Severity } from "./severity.ts";
import type { Status } from "./status.ts";

export const NoticeKind = z.enum([
  "created",
  "isolated",
  "isolation-unconfirmed",
  "must-act",
  "question",
  "reminder",
  "comment",
  "recovered",
  "finished",
  "escalated",
  "digest",
  "silent-source",
  "undelivered",
  "inquiry-received",
  "inquiry-answered",
  "test",
]);
export type NoticeKind = z.infer<typeof NoticeKind>;

/** What each notice is called. */
export const noticeWords: Record<NoticeKind, Bilingual> = {
  created: { ja: "インシデント作成", en: "incident created" },
  isolated: { ja: "ネットワーク隔離", en: "isolated" },
  "isolation-unconfirmed": { ja: "隔離未確認", en: "isolation not confirmed" },
  "must-act": { ja: "要対応", en: "you must act" },
  question: { ja: "作業の確認", en: "question about known work" },
  reminder: { ja: "再通知", en: "reminder" },
  comment: { ja: "コメント", en: "comment added" },
  recovered: { ja: "復旧", en: "recovered" },
  finished: { ja: "対応完了", en: "finished" },
  escalated: { ja: "アナリストへの引き継ぎ", en: "escalated to the analysts" },
  digest: { ja: "検出のまとめ", en: "daily digest" },
  "silent-source": { ja: "送信元の途絶", en: "silent source" },
  undelivered: { ja: "通知メールの不達", en: "a notice did not arrive" },
  "inquiry-received": { ja: "お問い合わせの受付", en: "inquiry received" },
  "inquiry-answered": { ja: "お問い合わせへの回答", en: "inquiry answered" },
  test: { ja: "テストメール", en: "test mail" },
};

/** Settings and record values as they are: whatever they hold is cleaned and escaped when the mail is made. */
export interface NoticeContext {
  serviceName: string;
  /** `no-reply@example.com` or `Name <no-reply@example.com>`; its domain anchors the thread. */
  from: string;
  /** The console's address without path or with a prefix, http or https. */
  consoleUrl: string;
  customer: {
    id: string;
    name: string;
    timeZone: string;
    supportPhone?: string;
    supportUrl?: string;
    csirt?: string;
  };
  /** Absent only for a notice that belongs to no incident: a digest, a silent source. */
  incident?: NoticeIncident;
}

export interface NoticeIncident {
  id: string;
  /** 1 for the first; from 2 on the incident was reopened. */
  round: number;
  title: Bilingual;
  severity: Severity;
  status: Status;
  createdAt: string;
  /** Names. */
  computers: string[];
}

export interface ActionCount {
  kind: ActionKind;
  count: number;
}

/**
 * Why the house did not act by itself: `exempt` the computer is exempt · `unreadable` the exemption could not be read
 * · `unsupported` the product cannot do it · `policy` the customer switched it off · `ceiling` too many isolations.
 */
export const NotActedReason = z.enum(["exempt", "unreadable", "unsupported", "policy", "ceiling"]);
export type NotActedReason = z.infer<typeof NotActedReason>;

/** What a reminder waits for: `release` of an isolated computer, a `response` on an exempt one, an `answer`, or open `actions`. */
export const ReminderFor = z.enum(["release", "response", "answer", "actions"]);
export type ReminderFor = z.infer<typeof ReminderFor>;

/** Only what is confirmed on record may stand where a field says so. Instants are ISO strings. */
export type Notice =
  | { kind: "created" }
  | { kind: "isolated"; computer: string; confirmedAt: string; reason: Bilingual }
  | { kind: "isolation-unconfirmed"; computer: string; lastState: Bilingual; minutes: number }
  | {
      kind: "must-act";
      computer: string;
      why: NotActedReason;
      exemptReason?: string;
      exemptUntil?: string;
      /** What was not done. */
      wouldHave: ActionCount[];
      /** What was done all the same, confirmed. */
      done?: ActionCount[];
      firstReminderAt: string;
    }
  | {
      kind: "question";
      /** How many in all; `names` may be the first few. */
      count: number;
      names: string[];
      account?: string;
      firstReminderAt: string;
    }
  | {
      kind: "reminder";
      /** From 1 on. */
      number: number;
      waitingFor: ReminderFor;
      computers: { name: string; isolatedAt?: string }[];
      elapsedHours: number;
      openActions: Bilingual[];
    }
  | {
      kind: "comment";
      author: string;
      /** A person's text as written, or the house's own in both languages. */
      text: string | Bilingual;
      textLanguage?: Language;
      /** A person's, where it was written in both languages. */
      texts?: Bilingual;
      recommended: Bilingual[];
    }
  | { kind: "recovered"; computer: string; releasedAt: string; actor: string; watchUntil: string }
  /** `actions`: confirmed ones only. */
  | {
      kind: "finished";
      verdict: Bilingual;
      actions: { kind: ActionKind; target: string }[];
      recommendedCount: number;
    }
  /** To the analysts. */
  | { kind: "escalated"; what: Bilingual }
  /** To the analysts: nobody is left who could be told instead. */
  | { kind: "undelivered"; notice: NoticeKind; address: string; fate: MailFate }
  | {
      kind: "digest";
      /** The customer's day, as in `2024-05-24`. */
      day: string;
      incidents: { id: string; title: Bilingual; computer: string; severity: Severity; status: Status }[];
    }
  /** Once per silence. `hours`: for how long a source may be silent. */
  | { kind: "silent-source"; to: "customer" | "analysts"; source: string; lastHeardAt: string; hours: number }
  /** To the desk: what a customer wrote, and that it still waits; or that the desk's own answer (`text`) arrived nowhere. */
  | ({ kind: "inquiry-received"; waiting?: DeskReminder; unreached?: Unreached } & InquiryNotice)
  /** To the customer: what the desk wrote. */
  | ({ kind: "inquiry-answered"; isDone: boolean } & InquiryNotice)
  /** To one recipient, who sees that mails arrive. */
  | { kind: "test"; by: string };

export interface DeskReminder {
  /** From 1 on. */
  number: number;
  since: string;
  hours: number;
}

export interface Unreached {
  address: string;
  fate: MailFate;
}

export interface InquiryNotice {
  inquiryId: string;
  subject: string;
  /** The first message of the thread. */
  isFirst: boolean;
  author: string;
  /** As written. */
  text: string;
  textLanguage: Language;
  incidentId?: string;
}

const OWN_KINDS = ["digest", "silent-source", "inquiry-received", "inquiry-answered", "test"] as const;

/** Those that belong to no incident. */
export type OwnNotice = Extract<Notice, { kind: (typeof OWN_KINDS)[number] }>;
export const isOwnNotice = (notice: Notice): notice is OwnNotice => OWN_KINDS.some((kind) => kind === notice.kind);

/** The inquiry that it is about. */
export const inquiryOf = (notice: Notice): string | undefined => ("inquiryId" in notice ? notice.inquiryId : undefined);

export interface NoticeKeyPieces {
  /** The incident's id; the customer's id and, for a digest, the day. */
  about: string;
  round: number;
  kind: NoticeKind;
  /** What tells two notices of one kind apart: computer and isolation generation, reminder number, comment id, source and when it was last heard. */
  part?: string;
  recipient: string;
}

const keyPiece = (piece: string): string =>
  piece.replace(/[^A-Za-z0-9-]/gu, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`);

/**
 * The same on every repeat, different wherever a mail of its own is due; only [A-Za-z0-9._-]. The recipient's address
 * stands in it as a hash: keys are listed and logged.
 */
export function noticeKey({ about, round, kind, part, recipient }: NoticeKeyPieces): string {
  const who = createHash("sha256").update(recipient.trim().toLowerCase()).digest("hex").slice(0, 16);
  return [keyPiece(about), String(round), kind, keyPiece(part ?? ""), who].join(".");
}
