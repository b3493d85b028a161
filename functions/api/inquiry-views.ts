// What the routes of inquiries share: how one looks, whose it is, and its incident's facts as text.
import * as z from "zod";
import type { Role } from "../../core/customer.ts";
import { BilingualText } from "../../core/incident.ts";
import { Inquiry, InquiryMessage } from "../../core/inquiry.ts";
import { attachmentOf } from "../../core/inquiry-attachment.ts";
import { MailFate, masked } from "../../core/mail-event.ts";
import type { Bilingual } from "../../core/ports.ts";
import { timelineText } from "../../core/timeline-text.ts";
import { computersOf, readComputer } from "../../records/computers.ts";
import type { IncidentRecord } from "../../records/incidents.ts";
import { type InquiryRecord, type Message, readInquiry } from "../../records/inquiries.ts";
import type { NoticeRecord } from "../../records/notices.ts";
import { readRecommended } from "../../records/recommended.ts";
import type { Stored } from "../../records/store.ts";
import { readOccurred } from "../../records/timeline.ts";
import type { Deps } from "../deps.ts";
import { type ApiRequest, notFound } from "./api.ts";
import { customerOf } from "./incident-of.ts";
import { computerView } from "./views.ts";

/** Those who answer, and those who ask. */
export const DESK: readonly Role[] = ["analyst", "support"];
export const sideOf = (role: Role): "customer" | "desk" => (role === "customer" ? "customer" : "desk");

export const InquiryView = z.strictObject(Inquiry.shape);
export const inquiryView = ({
  expiresAtSeconds: _e,
  waiting: _w,
  ...shown
}: InquiryRecord): z.output<typeof InquiryView> => shown;

export const MessageView = z.strictObject({
  ...InquiryMessage.shape,
  /** Mails about it that did not come to their reader, with the address masked; `text` also says whether somebody else got it. */
  undelivered: z
    .array(z.strictObject({ to: z.string(), fate: MailFate, at: z.string(), text: BilingualText }))
    .optional(),
});
type MessageView = z.output<typeof MessageView>;

/** `notices`: the inquiry's. Who of the desk got no mail is not the customer's affair. */
export function messageView(message: Message, notices: readonly NoticeRecord[], role: Role): MessageView {
  const { messageId, at, from, actor, text, language } = message;
  const isShown = from === "desk" || sideOf(role) === "desk";
  const undelivered = notices.flatMap(({ notice, subjectId, undelivered: lost, recipient, noticeId }) => {
    if (lost === undefined || subjectId !== messageId || !isShown) return [];
    const to = masked(recipient.address);
    const instead = notices.some(({ insteadOf }) => insteadOf === noticeId) ? { instead: "contact" as const } : {};
    const about = { notice: notice.kind, fate: lost.fate, recipient: to, ...instead };
    return [{ to, fate: lost.fate, at: lost.at, text: timelineText({ kind: "notice-undelivered", ...about }) }];
  });
  const shown = { messageId, at, from, actor, text, language };
  if (undelivered.length === 0) return shown;
  return { ...shown, undelivered: undelivered.toSorted((a, b) => a.at.localeCompare(b.at)) };
}

export async function inquiryOf(
  deps: Deps,
  request: Pick<ApiRequest<unknown, unknown>, "params" | "customer">,
): Promise<Stored<InquiryRecord>> {
  const { customerId } = customerOf(request);
  const stored = await readInquiry(deps.table, customerId, request.params.inquiryId ?? "");
  if (stored === undefined) throw notFound("inquiry");
  return stored;
}

const MOST_COMPUTERS = 100;
const MOST_ENTRIES = 500;

/** As the incident is now. */
export async function attachmentFor(
  deps: Deps,
  incident: IncidentRecord,
  { timeZone, at }: { timeZone: string; at: string },
): Promise<Bilingual> {
  const members = await computersOf(deps.table, incident);
  const shown = members.slice(0, MOST_COMPUTERS);
  const computers = await Promise.all(
    shown.map(({ computerId }) => readComputer(deps.table, incident.customerId, computerId)),
  );
  const page = await readOccurred(deps.table, incident, { limit: MOST_ENTRIES, descending: true });
  return attachmentOf({
    incident,
    timeZone,
    computers: computers.flatMap((computer) => (computer === undefined ? [] : [computerView(computer, at)])),
    moreComputers: members.length - shown.length,
    recommended: (await readRecommended(deps.table, incident)).map(({ text, done }) => ({
      text,
      isDone: done !== undefined,
    })),
    entries: page.values,
    moreEntries: page.next !== undefined,
  });
}
