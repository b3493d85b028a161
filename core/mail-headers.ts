// What the header of a mail says, as a value: each host hands it to its MIME composer as it is.
import { createHash } from "node:crypto";
import { Refusal } from "./errors.ts";
import { domainOf, type Mailbox, mailbox } from "./mails/address.ts";
import type { Mail } from "./ports.ts";

/** Named as nodemailer's MailComposer names its options. */
export interface MailHeaders {
  from: Mailbox;
  to: Mailbox;
  subject: string;
  /** With angle brackets, as the two below. SES replaces it by its own. */
  messageId: string;
  inReplyTo?: string;
  references?: string;
  date: Date;
  headers: Record<string, string>;
}

const THREAD = /^<[A-Za-z0-9._-]{1,120}@[A-Za-z0-9.-]{1,253}>$/;

const digestOf = (id: string): string => createHash("sha256").update(id).digest("hex").slice(0, 32);

/** Boundaries and the like that are the same on every repeat. */
export const mailToken = (mail: Pick<Mail, "id">): string => digestOf(`mime ${mail.id}`);

/**
 * `sentAt` in epoch milliseconds. Throws Refusal `mail-address`, `mail-subject` or `mail-thread` for a value that
 * could break out of its header field.
 */
export function mailHeaders(mail: Mail, sentAt: number): MailHeaders {
  if (/\p{Cc}|=\?/u.test(mail.subject)) {
    throw new Refusal("bad-request", "mail-subject", "The subject holds control characters or an encoded word.");
  }
  if (mail.threadId !== undefined && !THREAD.test(mail.threadId)) {
    throw new Refusal("bad-request", "mail-thread", "The thread's anchor is not a message id.");
  }
  const from = mailbox(mail.from);
  return {
    from,
    to: mailbox(mail.to),
    subject: mail.subject,
    messageId: `<${digestOf(mail.id)}@${domainOf(mail.from)}>`,
    ...(mail.threadId === undefined ? {} : { inReplyTo: mail.threadId, references: mail.threadId }),
    date: new Date(sentAt),
    headers: {
      // RFC 3834: no vacation reply to us; Exchange heeds only the second one.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "Content-Language": mail.language,
    },
  };
}

/**
 * An id as the value of a message tag: [A-Za-z0-9_-], 256 characters at most; other characters as `_<hex>_`, and a
 * hash instead of what is too long. Two ids never share one, so who reads a bounce finds its notice by comparing.
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html
 */
export function mailTag(id: string): string {
  const tag = id.replace(/[^A-Za-z0-9-]/gu, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`);
  return tag.length <= 256 ? tag : `_sha256_${createHash("sha256").update(id).digest("hex")}`;
}
