// A message of an inquiry takes effect: the thread's status shows it, and the other side is told. Repeatable; the sweeper does
// it for what a crash left.
import type { Recipient } from "../core/customer.ts";
import { type InquiryStatus, statusAfter } from "../core/inquiry.ts";
import type { DeskReminder, Notice, OwnNotice, Unreached } from "../core/notice.ts";
import { type ResponsePolicy, retentionEnd } from "../core/policy.ts";
import { readCustomer } from "../records/customers.ts";
import { changeInquiry, type InquiryRecord, type Message, markCarried, readMessages } from "../records/inquiries.ts";
import { createNotice } from "../records/notices.ts";
import { type Deps, nowAt } from "./deps.ts";
import { ownNotice } from "./own-notice.ts";
import { policyOf } from "./policy.ts";
import { deliver } from "./telling.ts";

type InquiryOwn = Extract<OwnNotice, { kind: "inquiry-received" | "inquiry-answered" }>;

const HOUR = 3_600_000;

/** Never throws because of a mail. */
export async function carry(deps: Deps, message: Message): Promise<void> {
  if (message.carried) return;
  const policy = await policyOf(deps, message.customerId);
  const inquiry = await changeInquiry(deps.table, message, (now) =>
    // An older message, carried late, says nothing about where the thread stands.
    message.at < now.lastAt ? undefined : moved(policy, now, statusAfter(message.from, message.isDone), message.at),
  );
  if (inquiry === undefined) return;
  const notices = await noticesOf(deps, inquiry, message);
  for (const notice of notices) await createNotice(deps.table, notice);
  await markCarried(deps.table, message);
  for (const notice of notices) await deliver(deps, notice);
}

/** Where the thread stands from then on. Who writes again while it waits does not begin the waiting anew. */
export function moved(
  policy: ResponsePolicy,
  { waiting, ...inquiry }: InquiryRecord,
  status: InquiryStatus,
  at: string,
): InquiryRecord {
  const remindAt = new Date(Date.parse(at) + policy.answerWithinHours * HOUR).toISOString();
  const begun = waiting ?? { since: at, reminders: 0, remindAt };
  const waits = status === "waiting-for-us" ? { waiting: begun } : {};
  return { ...inquiry, status, lastAt: at, expiresAtSeconds: retentionEnd(policy, at), ...waits };
}

async function noticesOf(deps: Deps, inquiry: InquiryRecord, message: Message) {
  const { messageId, from, isDone } = message;
  const [first] = await readMessages(deps.table, message);
  const facts = { ...factsOf(deps, inquiry, message), isFirst: first?.messageId === messageId };
  const notice =
    from === "customer"
      ? ({ kind: "inquiry-received", ...facts } as const)
      : ({ kind: "inquiry-answered", isDone, ...facts } as const);
  return inquiryNotices(deps, inquiry, notice, messageId);
}

const factsOf = (deps: Deps, { inquiryId, subject, incidentId }: InquiryRecord, message: Message) => ({
  inquiryId,
  subject,
  isFirst: false,
  author: message.actor.kind === "person" ? message.actor.name : deps.house.serviceName,
  text: message.text,
  textLanguage: message.language,
  ...(incidentId === undefined ? {} : { incidentId }),
});

async function inquiryNotices(deps: Deps, inquiry: InquiryRecord, notice: InquiryOwn, part: string) {
  const { customerId, inquiryId } = inquiry;
  const recipients = await recipientsOf(deps, customerId, notice.kind);
  const own = { customerId, notice, under: inquiryId, about: inquiryId, part, subjectId: part, at: nowAt(deps) };
  return recipients.map((recipient) => ownNotice(own, recipient));
}

/** What the desk must know of a thread beside its messages, with the message that it is about. The same `part` is told once. */
export const deskNotices = (
  deps: Deps,
  inquiry: InquiryRecord,
  message: Message,
  why: { waiting: DeskReminder } | { unreached: Unreached },
  part: string,
) => inquiryNotices(deps, inquiry, { kind: "inquiry-received", ...factsOf(deps, inquiry, message), ...why }, part);

/**
 * The desk, else the analysts; or the customer's recipients of answers. Where none of them asked for this kind (it is younger
 * than their settings), those of comments: nobody writes to an inquiry and is never answered.
 */
export async function recipientsOf(deps: Deps, customerId: string, kind: Notice["kind"]): Promise<Recipient[]> {
  const { analysts, support } = deps.house;
  const desk = support === undefined || support.length === 0 ? analysts : support;
  const all =
    kind === "inquiry-received"
      ? desk
      : ((await readCustomer(deps.table, customerId))?.value.settings.recipients ?? []);
  const asked = all.filter(({ kinds }) => kinds.includes(kind));
  return asked.length > 0 ? asked : all.filter(({ kinds }) => kinds.includes("comment"));
}
