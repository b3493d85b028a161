// What of the AWS account would keep mails from leaving, calls from being answered, or alarms from being read.
import {
  GetAccountCommand,
  type GetAccountCommandOutput,
  GetEmailIdentityCommand,
  type SESv2Client,
} from "@aws-sdk/client-sesv2";
import { mailbox } from "../../core/mails/address.ts";
import type { Address } from "../stage.ts";
import { type Finding, look, ok, wrong } from "./finding.ts";

export interface Account {
  region: string;
  address: Address;
  ses: SESv2Client;
  /** A signed call to a service without a client of ours; resolves to its answer's text, and throws where it is refused. */
  call(service: "lambda" | "sns", path: string, form?: Record<string, string>): Promise<string>;
}

/** Below it a single storm uses all of it up; new accounts have 10. */
const MIN_CONCURRENCY = 100;
const USED_UP = 0.8;

export async function accountFindings(account: Account): Promise<Finding[]> {
  const checks: [string, (account: Account) => Promise<Finding[]>][] = [
    ["SES", sending],
    ["sender", sender],
    ["Lambda", concurrency],
    ["alarms", alarms],
  ];
  const found = await Promise.all(checks.map(([about, check]) => look(about, () => check(account))));
  return found.flat();
}

async function sending({ ses, region }: Account): Promise<Finding[]> {
  const account = await ses.send(new GetAccountCommand({}));
  const sandbox = account.ProductionAccessEnabled
    ? ok("SES", "It is out of the sandbox: mails reach every address.")
    : wrong(
        "SES",
        `It is in the sandbox of ${region}: mails reach verified addresses only. Ask for production access (SES console, Account dashboard).`,
      );
  return [sandbox, ...paused(account), quota(account)];
}

const paused = ({ SendingEnabled, EnforcementStatus }: GetAccountCommandOutput): Finding[] =>
  SendingEnabled && (EnforcementStatus ?? "HEALTHY") === "HEALTHY"
    ? [ok("SES", "Sending is on.")]
    : [
        wrong(
          "SES",
          `Sending is paused or under review (${EnforcementStatus ?? "paused"}): see the SES console, Account dashboard.`,
        ),
      ];

function quota({
  SendQuota: { Max24HourSend = 0, SentLast24Hours = 0, MaxSendRate = 0 } = {},
}: GetAccountCommandOutput): Finding {
  const words = `${SentLast24Hours} of ${Max24HourSend} mails a day are used, ${MaxSendRate} a second at most`;
  // -1: without limit.
  return Max24HourSend >= 0 && SentLast24Hours >= Max24HourSend * USED_UP
    ? wrong("SES", `${words}: ask for a higher quota (Service Quotas, SES).`)
    : ok("SES", `${words}.`);
}

async function sender({ ses, address: { House } }: Account): Promise<Finding[]> {
  const { address } = mailbox(House.from);
  try {
    const { VerifiedForSendingStatus } = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: address }));
    return VerifiedForSendingStatus
      ? [ok("sender", `${address} is verified.`)]
      : [wrong("sender", `${address} is not verified: open the link in the mail that AWS sent to it.`)];
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "NotFoundException") throw error;
    return [wrong("sender", `SES does not know ${address}: deploy again.`)];
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
async function concurrency({ call }: Account): Promise<Finding[]> {
  const answer = /"ConcurrentExecutions"\s*:\s*(\d+)/.exec(await call("lambda", "/2016-08-19/account-settings/"))?.[1];
  if (answer === undefined) throw new Error("no such field");
  return Number(answer) >= MIN_CONCURRENCY
    ? [ok("Lambda", `${answer} functions may run at once.`)]
    : [
        wrong(
          "Lambda",
          `Only ${answer} functions may run at once in this account: ask for 1000 (Service Quotas, Lambda).`,
        ),
      ];
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
async function alarms({ call, address: { AlarmTopic } }: Account): Promise<Finding[]> {
  const form = { Action: "ListSubscriptionsByTopic", Version: "2010-03-31", TopicArn: AlarmTopic };
  const answer = await call("sns", "/", form);
  if (/PendingConfirmation/.test(answer))
    return [wrong("alarms", "The alarm address has not confirmed: open the link in the mail from AWS Notifications.")];
  return answer.includes(`${AlarmTopic}:`)
    ? [ok("alarms", "The alarm address has confirmed.")]
    : [wrong("alarms", "Nobody is told of alarms: deploy again.")];
}
