// A test mail to everybody who would be told, when it is asked for.
import type { Recipient } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import type { House } from "../../core/house.ts";
import { htmlPage, plainText } from "../../core/mails/layout.ts";
import type { Mail, Mailer } from "../../core/ports.ts";
import type { HouseFacts } from "./facts.ts";
import { type Finding, note, ok, wrong } from "./finding.ts";

interface Contact extends Pick<Recipient, "address" | "language"> {
  customerId?: string;
}

export async function mailFindings(
  { house, facts, mailer, newId }: { house: House; facts: HouseFacts; mailer: Mailer; newId(): string },
  isAsked: boolean,
): Promise<Finding[]> {
  const contacts = contactsOf(house, facts);
  if (!isAsked)
    return [note("test mails", `${contacts.length} contacts were not written to: --send sends each a test mail.`)];
  const findings: Finding[] = [];
  for (const contact of contacts) findings.push(await send(mailer, testMail(house, contact, newId()), contact));
  return findings;
}

/** Each address once. */
function contactsOf({ analysts }: House, { customers }: HouseFacts): Contact[] {
  const theirs = customers.flatMap(({ customerId, recipients }) =>
    recipients.map(({ address, language }) => ({ address, language, customerId })),
  );
  const all: Contact[] = [...analysts.map(({ address, language }) => ({ address, language })), ...theirs];
  return [...new Map(all.reverse().map((contact) => [contact.address.toLowerCase(), contact])).values()].reverse();
}

async function send(mailer: Mailer, mail: Mail, { address, customerId }: Contact): Promise<Finding> {
  const about = `test mail to ${address}${customerId === undefined ? " (analyst)" : ` (${customerId})`}`;
  try {
    await mailer.send(mail);
    return ok(about, "It was taken: ask its reader whether it came.");
  } catch (error) {
    const why = error instanceof Refusal ? error.message : error instanceof Error ? error.name : "unknown";
    return wrong(about, `It was not taken (${why}): in SES's sandbox only verified addresses are.`);
  }
}

export function testMail({ serviceName, from }: House, { address, language, customerId }: Contact, id: string): Mail {
  const isJapanese = language === "ja";
  const say = (ja: string, en: string) => (isJapanese ? ja : en);
  const subject = say("【MDR】通知メールのテストです", "[MDR] This is a test of the notices");
  const body = {
    language,
    title: subject,
    action: say("お客様の作業：不要です。", "Your action: none."),
    mustAct: false,
    blocks: [
      {
        type: "paragraph" as const,
        text: say(
          `${serviceName} の通知メールが届くことを確認するためのテストです。インシデントは発生していません。`,
          `This mail tests whether the notices of ${serviceName} reach you. There is no incident.`,
        ),
      },
      {
        type: "paragraph" as const,
        text: say(
          "このメールが迷惑メールに分類された場合は、差出人を許可してください。",
          "If it was sorted out as spam, please allow its sender.",
        ),
      },
    ],
    footer: [say("本メールは自動送信です。", "It was sent automatically.")],
  };
  const about = customerId === undefined ? {} : { about: { customerId } };
  return {
    to: address,
    from,
    subject,
    html: htmlPage(body),
    text: plainText(body),
    id: `test.${id}`,
    ...about,
    language,
  };
}
