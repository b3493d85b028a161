// A message of an inquiry takes effect: the thread's status shows it, and the other side is told. Repeatable; the sweeper does
// it for what a crash left.
import type { Recipient } from "../core/customer.ts";
import { statusAfter } from "../core/inquiry.ts";
import type { Notice } from "../core/notice.ts";
import { retentionEnd } from "../core/policy.ts";
import { readCustomer } from "../records/customers.ts";
import { changeInquiry, type InquiryRecord, type Message, markCarried, readMessages } from "../records/inquiries.ts";
import { createNotice } from "../records/notices.ts";
import { type Deps, nowAt } from "./deps.ts";
import { ownNotice } from "./own-notice.ts";
import { policyOf } from "./policy.ts";
import { deliver } from "./telling.ts";

/** Never throws because of a mail. */
export async function carry(deps: Deps, message: Message): Promise<void> {
  if (message.carried) return;
  const policy = await policyOf(deps, message.customerId);
  const inquiry = await changeInquiry(deps.table, message, (now) =>
    // An older message, carried late, says nothing about where the thread stands.
    message.at < now.lastAt
      ? undefined
      : {
          ...now,
          status: statusAfter(message.from, message.isDone),
          lastAt: message.at,
          expiresAtSeconds: retentionEnd(policy, message.at),
        },
  );
  if (inquiry === undefined) return;
  const notices = await noticesOf(deps, inquiry, message);
  for (const notice of notices) await createNotice(deps.table, notice);
  await markCarried(deps.table, message);
  for (const notice of notices) await deliver(deps, notice);
}

async function noticesOf(deps: Deps, inquiry: InquiryRecord, message: Message) {
  const { customerId, inquiryId, subject, incidentId } = inquiry;
  const { messageId, from, actor, text, language, isDone } = message;
  const [first] = await readMessages(deps.table, message);
  const facts = {
    inquiryId,
    subject,
    isFirst: first?.messageId === messageId,
    author: actor.kind === "person" ? actor.name : deps.house.serviceName,
    text,
    textLanguage: language,
    ...(incidentId === undefined ? {} : { incidentId }),
  };
  const notice =
    from === "customer"
      ? ({ kind: "inquiry-received", ...facts } as const)
      : ({ kind: "inquiry-answered", isDone, ...facts } as const);
  const recipients = await recipientsOf(deps, customerId, notice.kind);
  const own = { customerId, notice, under: inquiryId, about: inquiryId, part: messageId, at: nowAt(deps) };
  return recipients.map((recipient) => ownNotice({ ...own, subjectId: messageId }, recipient));
}

/**
 * The desk, else the analysts; or the customer's recipients of answers. Where none of them asked for this kind (it is younger
 * than their settings), those of comments: nobody writes to an inquiry and is never answered.
 */
async function recipientsOf(deps: Deps, customerId: string, kind: Notice["kind"]): Promise<Recipient[]> {
  const { analysts, support } = deps.house;
  const desk = support === undefined || support.length === 0 ? analysts : support;
  const all =
    kind === "inquiry-received"
      ? desk
      : ((await readCustomer(deps.table, customerId))?.value.settings.recipients ?? []);
  const asked = all.filter(({ kinds }) => kinds.includes(kind));
  return asked.length > 0 ? asked : all.filter(({ kinds }) => kinds.includes("comment"));
}
