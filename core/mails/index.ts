// A notice becomes a mail: the draft of its kind, the subject's tag, the button, the footer, the layout.
import { Refusal } from "../errors.ts";
import { shortId } from "../ids.ts";
import {
  inquiryOf,
  isOwnNotice,
  type Notice,
  type NoticeContext,
  type NoticeIncident,
  type OwnNotice,
} from "../notice.ts";
import { incidentsPage, inquiriesPage } from "../pages.ts";
import type { Language, Mail } from "../ports.ts";
import { zoneTime } from "../zone-time.ts";
import { domainOf, isAddress, mailbox } from "./address.ts";
import { comment } from "./comment.ts";
import { created } from "./created.ts";
import { finished, recovered } from "./ending.ts";
import { digest, escalated, silentSource, undelivered } from "./house.ts";
import { inquiryAnswered, inquiryReceived } from "./inquiry.ts";
import { isolated, isolationUnconfirmed } from "./isolation.ts";
import { type Block, type Body, htmlPage, plainText } from "./layout.ts";
import { mustAct } from "./must-act.ts";
import { question } from "./question.ts";
import { reminder } from "./reminder.ts";
import { testMail } from "./test-mail.ts";
import { line, subjectLine } from "./text.ts";
import { type Draft, paragraph, type Writing } from "./writing.ts";

function writing(context: NoticeContext, language: Language): Writing {
  return {
    language,
    context,
    say: (ja, en) => (language === "ja" ? ja : en),
    pick: (text) => line(text[language], 2000),
    at: (instant) => zoneTime(instant, context.customer.timeZone, language),
  };
}

function draftOf(w: Writing, notice: Exclude<Notice, OwnNotice>, incident: NoticeIncident): Draft {
  switch (notice.kind) {
    case "created":
      return created(w, incident);
    case "isolated":
      return isolated(w, notice, incident);
    case "isolation-unconfirmed":
      return isolationUnconfirmed(w, notice, incident);
    case "must-act":
      return mustAct(w, notice, incident);
    case "question":
      return question(w, notice, incident);
    case "reminder":
      return reminder(w, notice, incident);
    case "comment":
      return comment(w, notice, incident);
    case "recovered":
      return recovered(w, notice, incident);
    case "finished":
      return finished(w, notice, incident);
    case "escalated":
      return escalated(w, notice, incident);
    case "undelivered":
      return undelivered(w, notice, incident);
  }
}

function ownDraftOf(w: Writing, notice: OwnNotice): Draft {
  switch (notice.kind) {
    case "digest":
      return digest(w, notice);
    case "silent-source":
      return silentSource(w, notice);
    case "inquiry-received":
      return inquiryReceived(w, notice);
    case "inquiry-answered":
      return inquiryAnswered(w, notice);
    case "test":
      return testMail(w, notice);
  }
}

function incidentOf(context: NoticeContext): NoticeIncident {
  if (context.incident === undefined) throw new Error("This kind of notice needs its incident.");
  return context.incident;
}

/** The page that the mail's button opens: the incident, the inquiry, or the customer's list. Throws Refusal `console-url` where the console's address is not http(s). */
export function noticeLink(context: NoticeContext, incidentId: string | undefined, inquiryId?: string): URL {
  const { consoleUrl, customer } = context;
  const page =
    inquiryId === undefined
      ? incidentsPage(consoleUrl, customer.id, incidentId)
      : inquiriesPage(consoleUrl, customer.id, inquiryId);
  if (page === undefined)
    throw new Refusal("bad-request", "console-url", "The console's address is not an http or https URL.");
  return page;
}

function buttonOf(w: Writing, label: string, link: URL): Block {
  return {
    type: "button",
    label,
    url: link.href,
    note: w.say(
      `${link.host} のページが開きます。ログイン画面が表示された場合は、ログイン後にこのページへ移動します。ブラウザーのアドレス欄に上のアドレスを入力しても、同じページを開けます。`,
      `Opens a page of ${link.host}. If a sign-in page appears, this page follows after it. Typing the address above into your browser leads to the same page.`,
    ),
  };
}

const footer = (w: Writing): string[] => [
  w.say(
    `このメッセージは ${line(w.context.serviceName, 100)} によって送信されました。`,
    `This message was sent by ${line(w.context.serviceName, 100)}.`,
  ),
  w.say(
    "本メールは自動送信です。ご返信いただいても対応できません。",
    "It was sent automatically; replies to it are not read.",
  ),
  w.say("メールでパスワードをお尋ねすることはありません。", "We never ask for your password by mail."),
];

function bodyOf(w: Writing, draft: Draft, title: string, link: URL): Body {
  const customer = line(w.context.customer.name, 100);
  const salutation = draft.salutation ?? w.say(`${customer} ご担当者様`, `To the administrators of ${customer}`);
  const button = buttonOf(w, draft.button, link);
  const blocks = [paragraph(salutation), ...draft.blocks.map((block) => (block === "button" ? button : block))];
  return {
    language: w.language,
    title,
    action: draft.whole ? draft.action : w.say("お客様の作業：", "Your action: ") + draft.action,
    mustAct: draft.mustAct,
    blocks: blocks.filter((block) => block !== undefined),
    footer: footer(w),
  };
}

function subjectOf(w: Writing, { tag, mustAct: must, subject }: Draft, incidentId: string | undefined): string {
  const word = tag ?? (must ? w.say("要対応", "ACTION") : "MDR");
  const id = incidentId === undefined ? "" : ` [${shortId(incidentId)}]`;
  return subjectLine(w.say(`【${word}】${subject}`, `[${word}] ${subject}`)) + id;
}

/** For References and In-Reply-To: the same for all mails of an incident, or of an inquiry. */
export const threadOf = (incidentId: string, from: string): string =>
  `<incident-${incidentId.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 100)}@${domainOf(from)}>`;

/**
 * The mail of a notice for one recipient. `id` is the notice's key: the same id gives the same mail. Throws Refusal
 * `mail-address` where the recipient or the sender is not one address, `console-url` where the link has no base.
 */
export function mailOf(
  notice: Notice,
  context: NoticeContext,
  recipient: { address: string; language: Language },
  id: string,
): Mail {
  if (!isAddress(recipient.address)) {
    throw new Refusal("bad-request", "mail-address", "That is not one e-mail address.");
  }
  mailbox(context.from);
  const w = writing(context, recipient.language);
  const incident = isOwnNotice(notice) ? undefined : incidentOf(context);
  const draft = isOwnNotice(notice) ? ownDraftOf(w, notice) : draftOf(w, notice, incidentOf(context));
  const inquiryId = inquiryOf(notice);
  const thread = incident?.id ?? inquiryId;
  const subject = subjectOf(w, draft, thread);
  const body = bodyOf(w, draft, subject, noticeLink(context, incident?.id, inquiryId));
  return {
    to: recipient.address,
    from: context.from,
    subject,
    html: htmlPage(body),
    text: plainText(body),
    id,
    about: { customerId: context.customer.id, ...(thread === undefined ? {} : { incidentId: thread }) },
    language: recipient.language,
    ...(thread === undefined ? {} : { threadId: threadOf(thread, context.from) }),
  };
}
