// A mail as the bytes of RFC 5322, by nodemailer's composer.
import MailComposer from "nodemailer/lib/mail-composer";
import { mailHeaders, mailToken } from "../core/mail-headers.ts";
import type { Mail } from "../core/ports.ts";

/** `sentAt` in epoch milliseconds; the same arguments give the same bytes. Throws Refusal as mailHeaders does. */
export function mimeOf(mail: Mail, sentAt: number): Promise<Buffer> {
  const composer = new MailComposer({
    ...mailHeaders(mail, sentAt),
    text: mail.text,
    html: mail.html,
    // Lines stay short, and nothing in a body can look like the boundary, which the mail id foretells.
    encoding: "base64",
    textEncoding: "B",
    baseBoundary: mailToken(mail),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
