// A test mail to everybody who would be told, when it is asked for: the same that a customer may ask for in the console.

import { Settings } from "../../core/customer.ts";
import { Refusal } from "../../core/errors.ts";
import type { House } from "../../core/house.ts";
import { mailOf } from "../../core/mails/index.ts";
import type { NoticeContext } from "../../core/notice.ts";
import type { Language, Mail, Mailer } from "../../core/ports.ts";
import { contextFor } from "../../functions/telling.ts";
import type { HouseFacts } from "./facts.ts";
import { type Finding, note, ok, wrong } from "./finding.ts";

interface Contact {
  address: string;
  language: Language;
  /** Absent for an analyst. */
  customerId?: string;
  context: NoticeContext;
}

const BY = "npm run doctor";

export async function mailFindings(
  { house, facts, mailer, newId }: { house: House; facts: HouseFacts; mailer: Mailer; newId(): string },
  isAsked: boolean,
): Promise<Finding[]> {
  const contacts = contactsOf(house, facts);
  if (!isAsked)
    return [note("test mails", `${contacts.length} contacts were not written to: --send sends each a test mail.`)];
  const findings: Finding[] = [];
  for (const contact of contacts)
    findings.push(
      await send(mailer, () => mailOf({ kind: "test", by: BY }, contact.context, contact, `test.${newId()}`), contact),
    );
  return findings;
}

/** Each address once. Analysts are written to as of the first customer: the button of a mail leads to somebody's incidents. */
function contactsOf(house: House, { customers }: HouseFacts): Contact[] {
  const of = ({ customerId, settings }: Pick<HouseFacts["customers"][number], "customerId" | "settings">) =>
    contextFor(house, customerId, settings);
  const theirs = customers.flatMap((customer) =>
    customer.settings.recipients.map(
      ({ address, language }): Contact => ({
        address,
        language,
        customerId: customer.customerId,
        context: of(customer),
      }),
    ),
  );
  const [first = { customerId: "house", settings: Settings.parse({ name: house.serviceName }) }] = customers;
  const analysts = house.analysts.map(({ address, language }): Contact => ({ address, language, context: of(first) }));
  const all = [...analysts, ...theirs];
  return [...new Map(all.reverse().map((contact) => [contact.address.toLowerCase(), contact])).values()].reverse();
}

async function send(mailer: Mailer, mail: () => Mail, { address, customerId }: Contact): Promise<Finding> {
  const about = `test mail to ${address}${customerId === undefined ? " (analyst)" : ` (${customerId})`}`;
  try {
    await mailer.send(mail());
    return ok(about, "It was taken: ask its reader whether it came.");
  } catch (error) {
    const why = error instanceof Refusal ? error.message : error instanceof Error ? error.name : "unknown";
    return wrong(about, `It was not taken (${why}): in SES's sandbox only verified addresses are.`);
  }
}
