// An inquiry (お問い合わせ): a question of the customer's, about an incident or where nothing was detected, and its thread.
import * as z from "zod";
import { Language } from "./customer.ts";
import type { BilingualText } from "./incident.ts";
import type { Bilingual } from "./ports.ts";
import { Actor } from "./timeline.ts";

export const InquiryStatus = z.enum(["waiting-for-us", "waiting-for-customer", "done"]);
export type InquiryStatus = z.infer<typeof InquiryStatus>;

export const inquiryStatusWords: Record<InquiryStatus, Bilingual> = {
  "waiting-for-us": { ja: "サポートの回答待ち", en: "waiting for us" },
  "waiting-for-customer": { ja: "お客様の返信待ち", en: "waiting for you" },
  done: { ja: "完了", en: "done" },
};

/** Nothing was detected, but…: what the desk needs to know where there is no incident to look at. */
export const Suspicion = z.strictObject({
  /** As the customer calls it. */
  computer: z.string().min(1).max(253),
  account: z.string().min(1).max(256).optional(),
  noticedAt: z.iso.datetime({ offset: true }).optional(),
  /** What was done about it already. */
  done: z.string().min(1).max(2000).optional(),
});
export type Suspicion = z.infer<typeof Suspicion>;

export const Subject = z.string().min(1).max(200);
export const MessageText = z.string().min(1).max(8000);

export const Inquiry = z.object({
  customerId: z.string(),
  inquiryId: z.string(),
  subject: Subject,
  status: InquiryStatus,
  openedBy: Actor,
  openedAt: z.string(),
  /** Of the last message or change. */
  lastAt: z.string(),
  /** The incident it is about, or was turned into. */
  incidentId: z.string().optional(),
  /** Who turned it into that incident. */
  turnedInto: z.strictObject({ by: z.string(), at: z.string() }).optional(),
  suspicion: Suspicion.optional(),
});
export type Inquiry = z.infer<typeof Inquiry>;

/** One message of the thread, as written. `from`: `customer`, or `desk` (support and analysts). */
export const InquiryMessage = z.object({
  messageId: z.string(),
  at: z.string(),
  from: z.enum(["customer", "desk"]),
  actor: Actor,
  text: MessageText,
  language: Language,
});
export type InquiryMessage = z.infer<typeof InquiryMessage>;

/** A thread that is longer is two questions. */
export const MAX_MESSAGES = 100;

/** Where the thread stands after a message: the other side's turn, unless the desk says that it is done. */
export const statusAfter = (from: InquiryMessage["from"], isDone = false): InquiryStatus =>
  from === "customer" ? "waiting-for-us" : isDone ? "done" : "waiting-for-customer";

/** Shown on the form unless the customer's settings say otherwise. */
export const INQUIRY_NOTE: z.infer<typeof BilingualText> = {
  ja: "24時間365日受け付けています。MDRのコメント、タイムライン、コンピューターの情報は自動で添付されます。翻訳のみの依頼は対象外になります。",
  en: "Open 24/365. The MDR comments, the timeline and the facts of the computers are attached for you. Requests for translation only are not covered.",
};
