// The Mailer port on SES: raw mails, so that threads and both bodies are as we made them.
import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { mailHeaders, mailTag } from "../core/mail-headers.ts";
import type { Mail, Mailer } from "../core/ports.ts";
import { ask, refuse, turnedAway } from "./errors.ts";
import { mimeOf } from "./mime.ts";
import { within } from "./patience.ts";

/** An attempt whose answer was lost may have sent the mail: one repeat, as the house itself would make later. */
export const createSes = (patience = 1): SESClient => new SESClient(within(8_000, 2, patience));

export interface MailerOptions {
  client: SESClient;
  /** Where SES publishes bounces, complaints and deliveries; they carry the tags. */
  configurationSet?: string;
  now(): number;
}

/** https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html */
const EXPECTED = {
  MessageRejected: refuse("bad-request", "mail-rejected", "SES does not take this mail."),
  MailFromDomainNotVerifiedException: refuse(
    "bad-request",
    "mail-sender",
    "SES does not send for the sender's MAIL FROM domain.",
  ),
  InvalidParameterValue: refuse("bad-request", "mail-invalid", "SES finds a value of this mail not valid."),
  AccountSendingPausedException: turnedAway("SES SendRawEmail: sending is paused for the account."),
  ConfigurationSetSendingPausedException: turnedAway("SES SendRawEmail: sending is paused for the configuration set."),
};

export const createMailer = ({ client, configurationSet, now }: MailerOptions): Mailer => ({
  async send(mail) {
    const headers = mailHeaders(mail, now());
    const Data = await mimeOf(mail, headers);
    const command = new SendRawEmailCommand({
      Source: headers.from.address,
      Destinations: [headers.to.address],
      RawMessage: { Data },
      Tags: tagsOf(mail),
      ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
    });
    await ask<unknown>({ what: "SES SendRawEmail", expected: EXPECTED }, () => client.send(command));
  },
});

const tagsOf = ({ id, about }: Mail): { Name: string; Value: string }[] =>
  Object.entries({ customer: about?.customerId, incident: about?.incidentId, notice: id }).flatMap(([Name, value]) =>
    value === undefined || value === "" ? [] : [{ Name, Value: mailTag(value) }],
  );
