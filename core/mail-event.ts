// What a mail server says of a mail after it took it.
import * as z from "zod";
import type { Bilingual } from "./ports.ts";

/**
 * From the least to the worst. `delayed` it is still tried · `returned` given up, the address may be good ·
 * `bounced` there is no such address, or it takes nothing · `refused` the mail server did not send it ·
 * `complained` it came, and its reader called it spam.
 */
export const MailFate = z.enum(["delayed", "returned", "bounced", "refused", "complained"]);
export type MailFate = z.infer<typeof MailFate>;

/** Whoever was to be told was not, or does not want to be: somebody else must be. */
export const isLost = (fate: MailFate): boolean => fate !== "delayed" && fate !== "returned";

export const isWorse = (fate: MailFate, than: MailFate): boolean =>
  MailFate.options.indexOf(fate) > MailFate.options.indexOf(than);

/** What became of the mail: the rest of a sentence about it. */
export const fateWords: Record<MailFate, Bilingual> = {
  delayed: { ja: "の配信が遅れています", en: "is delayed" },
  returned: { ja: "は届きませんでした (一時的なエラー)", en: "did not arrive (a passing error)" },
  bounced: { ja: "は届きませんでした (宛先のエラー)", en: "did not arrive (the address does not work)" },
  refused: { ja: "はメールサーバーに拒否されました", en: "was not sent: the mail server refused it" },
  complained: { ja: "は受信者により迷惑メールとして報告されました", en: "was reported as spam by its reader" },
};

export const MailEvent = z.strictObject({
  customerId: z.string(),
  /** Absent for a mail that belongs to no incident. */
  incidentId: z.string().optional(),
  /** The notice's id as `mailTag` makes it. */
  notice: z.string(),
  fate: MailFate,
  /** The mail server's own instant, ISO. */
  at: z.string(),
});
export type MailEvent = z.infer<typeof MailEvent>;

/** Enough for its owner to know it, on a page that all the customer's people read. */
export const masked = (address: string): string => address.replace(/^(.).*(?=@)/s, "$1***");
