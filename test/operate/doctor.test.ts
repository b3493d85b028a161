// The doctor: what is wrong before a house goes live is said in a sentence, and ends it with 1.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { admin } from "../../operate/administrator.ts";
import { runCustomer } from "../../operate/customer/run.ts";
import { doctor } from "../../operate/doctor/run.ts";
import { readSource } from "../../records/customers.ts";
import { recordHeard } from "../../records/heard.ts";
import { thrown } from "../aws/failures.ts";
import { ADDRESS } from "./address.ts";
import { type Typed, typed } from "./house-fetch.ts";
import { NOW, startStage, type TestStage } from "./stage.ts";

const AT = new Date(NOW).toISOString();

/** https://www.rfc-editor.org/rfc/rfc2047 */
const decodedWord = (isBase64: boolean, text: string): string =>
  isBase64
    ? Buffer.from(text, "base64").toString("utf8")
    : decodeURIComponent(text.replaceAll("_", " ").replaceAll("%", "%25").replaceAll("=", "%"));

describe("of a stage on AWS", () => {
  let stage: TestStage;
  let sesv2: ReturnType<typeof mockClient>;
  let ses: ReturnType<typeof mockClient>;
  let concurrency = 1000;
  let subscription = `${ADDRESS.AlarmTopic}:0a1b`;

  beforeEach(async () => {
    stage = await startStage();
    concurrency = 1000;
    subscription = `${ADDRESS.AlarmTopic}:0a1b`;
    stage.answer = ({ path, body }) =>
      path.includes("account-settings")
        ? { body: JSON.stringify({ AccountLimit: { ConcurrentExecutions: concurrency } }) }
        : {
            body: body.includes("ListSubscriptionsByTopic") ? `<SubscriptionArn>${subscription}</SubscriptionArn>` : "",
          };
    sesv2 = mockClient(SESv2Client);
    sesv2.on(GetAccountCommand).resolves({
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      EnforcementStatus: "HEALTHY",
      SendQuota: { Max24HourSend: 50_000, SentLast24Hours: 10, MaxSendRate: 14 },
    });
    sesv2.on(GetEmailIdentityCommand).resolves({ VerifiedForSendingStatus: true });
    ses = mockClient(SESClient);
    ses.on(SendRawEmailCommand).resolves({ MessageId: "1" });
    await admin("--stage prod --sub s --name Sato".split(" "), stage.world);
    await customer("create acme --name Acme");
    for (const address of ["one@acme.test", "two@acme.test"]) await customer(`recipients acme --add ${address}`);
    await customer("source acme generic");
    const source = await readSource(stage.table, "acme", "generic");
    if (source === undefined) throw new Error("There is no source.");
    await recordHeard(stage.table, "acme", source, AT);
  });
  afterEach(async () => {
    sesv2.restore();
    ses.restore();
    await stage.close();
  });

  const customer = (line: string) => runCustomer([...line.split(" "), "--stage", "prod"], stage.world);
  async function examine(...more: string[]): Promise<{ code: number; bad: string[] }> {
    stage.world.out = "";
    stage.world.err = "";
    const code = await doctor(["--stage", "prod", ...more], stage.world);
    return { code, bad: stage.world.out.split("\n").filter((line) => /^(WRONG|NOT CHECKED)/.test(line)) };
  }

  test("that is ready says so, and writes to nobody by itself", async () => {
    expect(await examine()).toEqual({ code: 0, bad: [] });
    expect(stage.world.out).toContain("3 contacts were not written to: --send sends each a test mail.");
    expect(stage.world.out).toContain(`source acme/generic: It was last heard at ${AT}.`);
    expect(stage.world.out.endsWith("Nothing is wrong.\n")).toBe(true);
    expect(ses.commandCalls(SendRawEmailCommand)).toEqual([]);
  });

  test("with --send writes to each contact once, in its language, by the stage's configuration set", async () => {
    expect(await examine("--send")).toEqual({ code: 0, bad: [] });
    const sent = ses.commandCalls(SendRawEmailCommand).map(({ args }) => args[0].input);
    expect(sent.map(({ Destinations }) => Destinations?.[0]).sort()).toEqual([
      "analysts@hikeshi.example",
      "one@acme.test",
      "two@acme.test",
    ]);
    for (const { Source, ConfigurationSetName } of sent)
      expect([Source, ConfigurationSetName]).toEqual(["mdr@hikeshi.example", "hikeshi-prod"]);
    // What the console's button sends, and no second text of it.
    for (const { RawMessage } of sent) {
      const words = Buffer.from(RawMessage?.Data ?? [])
        .toString("latin1")
        .matchAll(/=\?UTF-8\?([BQ])\?([^?]+)\?=/g);
      const subject = [...words].map(([, kind, text = ""]) => decodedWord(kind === "B", text)).join("");
      expect(subject).toContain("【テスト】通知メールの受信テストです");
    }
  });

  test("in the sandbox says so, and which contact was not taken", async () => {
    sesv2
      .on(GetAccountCommand)
      .resolves({ ProductionAccessEnabled: false, SendingEnabled: true, SendQuota: { Max24HourSend: 200 } });
    ses.on(SendRawEmailCommand).rejects(thrown("MessageRejected"));
    const { code, bad } = await examine("--send");
    expect(code).toBe(1);
    expect(bad).toHaveLength(4);
    expect(bad[0]).toMatch(/SES: It is in the sandbox of ap-northeast-1: .*Ask for production access/);
    expect(bad[3]).toMatch(/test mail to two@acme\.test \(acme\): It was not taken \(SES does not take this mail\.\)/);
    expect(stage.world.err).toMatch(/^4 of \d+ are wrong/);
  });

  test.each([
    ["paused", { SendingEnabled: false }, /Sending is paused or under review/],
    ["under review", { EnforcementStatus: "PROBATION" }, /\(PROBATION\)/],
    [
      "used up",
      { SendQuota: { Max24HourSend: 200, SentLast24Hours: 190, MaxSendRate: 1 } },
      /190 of 200 mails a day .* ask for a higher quota/,
    ],
  ])("whose sending is %s", async (_what, more, words) => {
    const well = { ProductionAccessEnabled: true, SendingEnabled: true, SendQuota: { Max24HourSend: -1 } };
    sesv2.on(GetAccountCommand).resolves({ ...well, ...more });
    expect(await examine()).toEqual({ code: 1, bad: [expect.stringMatching(words)] });
  });

  test("whose sender is not verified, whose account is small, whose alarms nobody reads", async () => {
    sesv2
      .on(GetEmailIdentityCommand, { EmailIdentity: "mdr@hikeshi.example" })
      .resolves({ VerifiedForSendingStatus: false });
    concurrency = 10;
    subscription = "PendingConfirmation";
    const { bad } = await examine();
    expect(bad).toEqual([
      expect.stringContaining("mdr@hikeshi.example is not verified: open the link"),
      expect.stringContaining("Only 10 functions may run at once"),
      expect.stringContaining("The alarm address has not confirmed"),
    ]);
    sesv2.on(GetEmailIdentityCommand).rejects(thrown("NotFoundException"));
    expect((await examine()).bad[0]).toContain("SES does not know mdr@hikeshi.example");
  });

  test("what may not be looked at is not called right", async () => {
    sesv2.on(GetAccountCommand).rejects(thrown("AccessDeniedException"));
    stage.answer = () => ({ status: 403, body: "" });
    const { code, bad } = await examine();
    expect(code).toBe(1);
    expect(bad).toEqual([
      expect.stringMatching(/^NOT CHECKED {2}SES: It could not be looked at \(AccessDeniedException\)/),
      expect.stringMatching(/^NOT CHECKED {2}Lambda: .*lambda 403/),
      expect.stringMatching(/^NOT CHECKED {2}alarms: .*sns 403/),
    ]);
  });

  test("whose sources cannot be verified, were never heard, or act without a credential", async () => {
    for (const name of [...stage.parameters.keys()]) if (name.includes("/customers/")) stage.parameters.delete(name);
    await customer("source acme eset");
    const { bad } = await examine();
    expect(bad).toEqual([
      expect.stringContaining("source acme/eset: It was never heard"),
      expect.stringContaining(
        "source acme/generic: Its sender has no secret, and is refused: npm run customer -- --stage prod secret acme generic.",
      ),
    ]);
  });

  test("of which nobody is told", async () => {
    await customer("recipients acme --remove two@acme.test");
    expect((await examine()).bad).toEqual([]);
    expect(stage.world.out).toContain("One contact is told; where its mail bounces");
    await customer("recipients acme --add one@acme.test --kinds created,finished");
    expect((await examine()).bad).toEqual([
      expect.stringMatching(/Nobody is told of isolated, isolation-unconfirmed, must-act, question:/),
    ]);
    await customer("recipients acme --remove one@acme.test");
    await customer("create new --name New");
    expect((await examine()).bad).toEqual([
      expect.stringContaining("customer acme: Nobody is told of its incidents"),
      expect.stringContaining("customer new: Nobody is told of its incidents"),
      expect.stringContaining("customer new: Nothing can be heard of it"),
    ]);
  });

  test("without credentials says of each thing that it was not looked at", async () => {
    mockClient(SSMClient).onAnyCommand().rejects(thrown("CredentialsProviderError"));
    const { code, bad } = await examine();
    expect(code).toBe(1);
    expect(bad[0]).toContain("There are no credentials for AWS that work (CredentialsProviderError)");
    for (const about of [
      "SES",
      "sender",
      "Lambda",
      "alarms",
      "people",
      "customers",
      "sources",
      "test mails",
      "bootstrap",
    ])
      expect(bad.join("\n"), about).toMatch(new RegExp(`^NOT CHECKED {2}${about}: .`, "m"));
  });

  test("that was never deployed, in an account that CDK does not know", async () => {
    stage.parameters.clear();
    const { bad } = await examine();
    expect(bad[0]).toContain("There is no stage prod in ap-northeast-1 of this account: deploy it (npm run deploy)");
    expect(bad[1]).toContain("CDK cannot deploy to ap-northeast-1 yet: npx cdk bootstrap.");
  });
});

describe("of a house on one machine", () => {
  let at: Typed;
  beforeEach(async () => {
    at = await typed();
  });
  const examine = (...more: string[]) => doctor(["--data", at.folder, ...more], at.world);

  test("looks at the same of its customers, and sends test mails into its mailbox", async () => {
    expect(await examine("--send")).toBe(1);
    expect(at.world.out).toContain("mails: They stay on this machine");
    expect(at.world.out).toContain(
      "WRONG        customer acme: Nothing can be heard of it: npm run customer -- source acme …",
    );
    expect(at.world.out).toContain("ok           test mail to soc@acme.test (acme): It was taken");
    expect(readdirSync(join(at.folder, "mailbox"))).toHaveLength(2);
    expect(at.world.err).toMatch(/are wrong/);
  });

  test("that does not run is said in a sentence", async () => {
    at.world.fetch = () => Promise.reject(new TypeError("fetch failed"));
    expect(await examine()).toBe(1);
    expect(at.world.err).toContain("No house answers at");
  });
});
