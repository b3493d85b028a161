// The Mailer on SES: what it hands over, and what becomes of SES's answers.
import { SendRawEmailCommand } from "@aws-sdk/client-ses";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, test } from "vitest";
import { createClients } from "../../aws/clients.ts";
import { createMailer } from "../../aws/mailer.ts";
import { mailTag } from "../../core/mail-headers.ts";
import { mailOf } from "../../core/mails/index.ts";
import { noticeKey } from "../../core/notice.ts";
import { parseEml } from "../../local/eml.ts";
import { MAIL, mailerContract } from "../contracts/mailer.ts";
import { context, noticeOf } from "../core/mails-samples.ts";
import { COMMON, failureOf, thrown } from "./failures.ts";

const AT = Date.UTC(2026, 0, 5);

function mocked(configurationSet?: string) {
  const { ses } = createClients();
  const client = mockClient(ses);
  client.on(SendRawEmailCommand).resolves({ MessageId: "1" });
  const more = configurationSet === undefined ? {} : { configurationSet };
  const sent = () => client.commandCalls(SendRawEmailCommand).map(({ args }) => args[0].input);
  return { client, sent, mailer: createMailer({ client: ses, now: () => AT, ...more }) };
}

mailerContract("aws/mailer.ts", async () => {
  const { mailer, sent } = mocked();
  return {
    mailer,
    received: async () => sent().map(({ RawMessage }) => parseEml(Buffer.from(RawMessage?.Data ?? []))),
  };
});

describe("a mail handed to SES", () => {
  test("names its sender and its one reader outside the text too", async () => {
    const { mailer, sent } = mocked();
    await mailer.send(MAIL);
    expect(sent()).toMatchObject([{ Source: "mdr@hikeshi.example", Destinations: ["soc@customer.example"] }]);
    expect(sent()[0]).not.toHaveProperty("ConfigurationSetName");
  });

  test("has the incident's thread in its header, which SES keeps", async () => {
    const { mailer, sent } = mocked();
    await mailer.send(MAIL);
    const raw = Buffer.from(sent()[0]?.RawMessage?.Data ?? []).toString("latin1");
    expect(raw).toMatch(/^In-Reply-To: <incident-inc-1@hikeshi\.example>\r$/m);
    expect(raw).toMatch(/^References: <incident-inc-1@hikeshi\.example>\r$/m);
  });

  test("has the configuration set, and the ids of customer, incident and notice as tags", async () => {
    const { mailer, sent } = mocked("hikeshi");
    const id = noticeKey({ about: "inc-1", round: 1, kind: "created", recipient: "a@b.example" });
    await mailer.send(mailOf(noticeOf("created"), context, { address: "a@b.example", language: "en" }, id));
    expect(sent()).toMatchObject([{ ConfigurationSetName: "hikeshi" }]);
    expect(sent()[0]?.Tags).toEqual([
      { Name: "customer", Value: mailTag(context.customer.id) },
      { Name: "incident", Value: mailTag(context.incident?.id ?? "") },
      { Name: "notice", Value: mailTag(id) },
    ]);
  });

  test("has no tag for what there is none of", async () => {
    const { mailer, sent } = mocked();
    await mailer.send({ ...MAIL, about: { customerId: "acme" } });
    expect(sent()[0]?.Tags?.map(({ Name }) => Name)).toEqual(["customer", "notice"]);
  });
});

test("tags hold only what SES takes, and no two ids share one", () => {
  const ids = [
    "acme",
    "a.b",
    "a_b",
    "a_2e_b",
    "a b",
    "火消し",
    "x".repeat(300),
    `${"x".repeat(299)}y`,
    "inc-1.1.isolated.c_3a_1.0f",
  ];
  const tags = ids.map(mailTag);
  for (const tag of tags) expect(tag).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
  expect(new Set(tags).size).toBe(ids.length);
  expect(mailTag("inc-0a1b2c")).toBe("inc-0a1b2c");
});

describe("failures", () => {
  test.each([
    ["MessageRejected", { name: "Refusal", code: "mail-rejected" }],
    ["MailFromDomainNotVerifiedException", { name: "Refusal", code: "mail-sender" }],
    ["InvalidParameterValue", { name: "Refusal", code: "mail-invalid" }],
    ["AccountSendingPausedException", { name: "Unavailable", effect: "none" }],
    ["ConfigurationSetSendingPausedException", { name: "Unavailable", effect: "none" }],
    ["ConfigurationSetDoesNotExistException", { name: "Aws.ConfigurationSetDoesNotExistException" }],
  ])("%s", async (name, wanted) => {
    const { client, mailer } = mocked();
    client.onAnyCommand().rejects(thrown(name, { httpStatusCode: 400 }));
    expect(await failureOf(mailer.send(MAIL))).toMatchObject(wanted);
  });

  test.each(COMMON)("%s", async (_what, error, wanted) => {
    const { client, mailer } = mocked();
    client.onAnyCommand().rejects(error);
    expect(await failureOf(mailer.send(MAIL))).toMatchObject(wanted);
  });
});
