// A mail as the bytes of RFC 5322, by nodemailer's composer: SES takes them as they are, but for Message-ID and Date.
import { type MailHeaders, mailToken } from "../core/mail-headers.ts";
import type { Mail } from "../core/ports.ts";

export async function mimeOf(mail: Mail, headers: MailHeaders): Promise<Buffer> {
  // With the first mail: few starts of a function are followed by one.
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const composer = new MailComposer({
    ...headers,
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
