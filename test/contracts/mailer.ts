// What any implementation of the Mailer port must do.
import { describe, expect, test } from "vitest";
import type { Mail, Mailer } from "../../core/ports.ts";

/** A mail as its reader sees it. */
export interface Received {
  to: string;
  subject: string;
  html: string;
  text: string;
}
export interface MailerUnderTest {
  mailer: Mailer;
  received(): Promise<Received[]>;
}

export const MAIL: Mail = {
  to: "soc@customer.example",
  from: "Hikeshi MDR <mdr@hikeshi.example>",
  subject: "[Action required] 【要対応】 SV-SQL01 🚒",
  html: "<p>NW隔離 &amp; 復旧</p>",
  text: "NW隔離 & 復旧\n",
  id: "inc-1.1.isolated.abc",
  threadId: "<incident-inc-1@hikeshi.example>",
  language: "ja",
};

export function mailerContract(name: string, create: () => Promise<MailerUnderTest>): void {
  describe(`${name}: mails`, () => {
    test("once send resolves the mail is with its reader, as it was written", async () => {
      const { mailer, received } = await create();
      await mailer.send(MAIL);
      const { to, subject, html, text } = MAIL;
      expect(await received()).toMatchObject([{ to, subject, html, text }]);
    });

    test("mails sent at once all arrive, also the same one twice", async () => {
      const { mailer, received } = await create();
      await Promise.all(
        [MAIL, { ...MAIL, id: "other", to: "it@customer.example" }, MAIL].map((mail) => mailer.send(mail)),
      );
      expect((await received()).map(({ to }) => to).sort()).toEqual([
        "it@customer.example",
        "soc@customer.example",
        "soc@customer.example",
      ]);
    });

    test.each([
      ["to", "a@b.example\r\nBcc: c@d.example"],
      ["to", "a@b.example, c@d.example"],
      ["subject", "x\r\nBcc: c@d.example"],
      ["from", "x\r\nBcc: c@d.example <a@b.example>"],
      ["threadId", "<a@b.example>\r\nBcc: c@d.example"],
    ] as const)("a %s of %j will never be sent: Refusal, and nothing arrives", async (field, value) => {
      const { mailer, received } = await create();
      await expect(mailer.send({ ...MAIL, [field]: value })).rejects.toMatchObject({ name: "Refusal" });
      expect(await received()).toEqual([]);
    });
  });
}
