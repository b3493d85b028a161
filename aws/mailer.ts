// The Mailer port on SES: raw mails, so that threads and both bodies are as we made them.
import { createHash } from "node:crypto";
import { type SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { mailHeaders } from "../core/mail-headers.ts";
import type { Mail, Mailer } from "../core/ports.ts";
import { ask, refuse, turnedAway } from "./errors.ts";
import { mimeOf } from "./mime.ts";

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

/**
 * An id as the value of a message tag: [A-Za-z0-9_-], 256 characters at most; other characters as `_<hex>_`, and a
 * hash instead of what is too long. Two ids never share one, so who reads a bounce finds its notice by comparing.
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html
 */
export function mailTag(id: string): string {
  const tag = id.replace(/[^A-Za-z0-9-]/gu, (character) => `_${(character.codePointAt(0) ?? 0).toString(16)}_`);
  return tag.length <= 256 ? tag : `_sha256_${createHash("sha256").update(id).digest("hex")}`;
}
