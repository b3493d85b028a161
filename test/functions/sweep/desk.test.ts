// The desk hears of an inquiry that waits for it too long, and of an answer that did not reach the customer.
import { beforeEach, describe, expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import type { MailFate } from "../../../core/mail-event.ts";
import { mailTag } from "../../../core/mail-headers.ts";
import type { LogLine } from "../../../core/ports.ts";
import { noteMailEvent } from "../../../functions/sweep/note-mail-event.ts";
import { sweep } from "../../../functions/sweep/sweep.ts";
import { readCustomer, replaceCustomer } from "../../../records/customers.ts";
import { type ApiHouse, apiHouse } from "../../api-house.ts";

const ROOT = "/v1/customers/acme/inquiries";
const DESK = "desk@hikeshi.test";
const [FIRST, SECOND] = ["soc@acme.test", "second@acme.test"];
const HOUR = 3_600_000;

let house: ApiHouse;
let errors: LogLine[];
let inquiryId: string;
beforeEach(async () => {
  house = await apiHouse();
  errors = [];
  house.deps.log = { info: () => {}, warn: () => {}, error: (line) => void errors.push(line) };
  house.deps.house.support = [{ address: DESK, language: "en", kinds: ["inquiry-received"] }];
  const body = { subject: "Slow PC", text: "Why is it slow?", language: "en" };
  inquiryId = (await house.call("POST", ROOT, { as: "customer", body })).body.inquiryId;
  house.mails.length = 0;
});

const write = (as: string, text: string, more: object = {}) =>
  house.call("POST", `${ROOT}/${inquiryId}/messages`, { as, body: { text, language: "en", ...more } });
const subjects = () => house.mails.map(({ subject }) => subject);
/** An hour at a time, as the sweeper comes. */
async function pass(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) {
    house.clock.now += HOUR + 1000;
    await sweep(house.deps);
  }
}
async function policy(change: object): Promise<void> {
  const stored = await readCustomer(house.deps.table, "acme");
  if (stored === undefined) throw new Error("no customer");
  const { settings } = stored.value;
  const value = { ...stored.value, settings: { ...settings, policy: { ...settings.policy, ...change } } };
  await replaceCustomer(house.deps.table, value, stored.version);
}

describe("an inquiry that waits for the desk", () => {
  test("is mailed to it after four hours, with what the customer wrote, and again at growing intervals, five times", async () => {
    await pass(3);
    expect(subjects()).toEqual([]);
    await pass(1);
    expect(house.mails).toHaveLength(1);
    const [mail] = house.mails;
    expect(mail?.subject).toContain("An inquiry waits for an answer (reminder 1)");
    expect(mail?.text).toContain("It has waited for 4 hours, since");
    expect(mail?.text).toContain("Why is it slow?");
    expect(mail?.text).toContain(`/inquiries/${inquiryId}`);
    const after: number[] = [];
    for (let hour = 5; hour <= 400; hour += 1) {
      const before = house.mails.length;
      await pass(1);
      if (house.mails.length > before) after.push(hour);
    }
    expect(after).toEqual([12, 28, 60, 124]);
    expect(house.mails.at(-1)?.subject).toContain("(reminder 5)");
    expect(errors).toEqual([]);
  });

  test("is said in the desk's language", async () => {
    house.deps.house.support = [{ address: DESK, language: "ja", kinds: ["inquiry-received"] }];
    await pass(4);
    expect(house.mails[0]?.subject).toContain("お問い合わせが回答を待っています（再通知 1）");
    expect(house.mails[0]?.text).toContain("4 時間、回答を待っています。");
  });

  test("is told after the customer's own hours, where its settings say so", async () => {
    await policy({ answerWithinHours: 1 });
    await write("analyst", "Which one?");
    await write("customer", "PC-1.");
    house.mails.length = 0;
    await pass(1);
    expect(subjects()).toHaveLength(1);
  });

  test.each([
    ["answered", () => write("support", "Like this.")],
    ["done", () => write("support", "Like this.", { done: true })],
    [
      "called done by the customer",
      () => house.call("POST", `${ROOT}/${inquiryId}/status`, { as: "customer", body: { status: "done" } }),
    ],
  ])("is no more once it is %s", async (_how, end) => {
    await pass(3);
    expect((await end()).status).toBeLessThan(300);
    house.mails.length = 0;
    await pass(50);
    expect(subjects()).toEqual([]);
  });

  test("does not begin to wait anew when the customer writes again, and does when it writes after an answer", async () => {
    await pass(3);
    await write("customer", "It is urgent.");
    house.mails.length = 0;
    await pass(1);
    expect(house.mails[0]?.text).toContain("It is urgent.");
    await write("support", "Like this.");
    await write("customer", "It does not help.");
    house.mails.length = 0;
    await pass(3);
    expect(subjects()).toEqual([]);
    await pass(1);
    expect(house.mails[0]?.subject).toContain("(reminder 1)");
  });

  test("waits as well when the desk itself says that it is its turn", async () => {
    await write("support", "Like this.");
    house.clock.now += 1000;
    const body = { status: "waiting-for-us" };
    expect((await house.call("POST", `${ROOT}/${inquiryId}/status`, { as: "support", body })).status).toBe(200);
    house.mails.length = 0;
    await pass(4);
    expect(subjects()).toHaveLength(1);
  });

  test("is reminded of once, also where the sweeper dies on its way", async () => {
    const { table } = house.deps;
    house.clock.now += 4 * HOUR + 1000;
    const put: typeof table.put = async (item, expected) => {
      if (item.sk === "INQUIRY") throw new Unavailable("crash", "none");
      return table.put(item, expected);
    };
    await sweep({ ...house.deps, table: { ...table, put } });
    expect(subjects()).toEqual([]);
    for (let times = 0; times < 3; times += 1) {
      house.clock.now += 60_000;
      await sweep(house.deps);
    }
    expect(subjects()).toEqual([expect.stringContaining("An inquiry waits for an answer (reminder 1)")]);
  });

  test("shows nothing of it to who reads the thread", async () => {
    const { body } = await house.call("GET", `${ROOT}/${inquiryId}`, { as: "customer" });
    expect(body).not.toHaveProperty("waiting");
  });
});

describe("an answer that does not arrive", () => {
  /** The mail server's word of the last mail to an address. */
  async function hear(to: string, fate: MailFate): Promise<void> {
    const mail = house.mails.findLast((one) => one.to === to);
    if (mail === undefined) throw new Error(`No mail went to ${to}.`);
    house.clock.now += 1000;
    const at = new Date(house.clock.now).toISOString();
    const event = { customerId: "acme", incidentId: inquiryId, notice: mailTag(mail.id), fate, at };
    expect(await noteMailEvent(house.deps, event)).toEqual({ outcome: "noted" });
  }
  const recipients = (...addresses: string[]) =>
    readCustomer(house.deps.table, "acme").then((stored) => {
      if (stored === undefined) throw new Error("no customer");
      const kinds = ["inquiry-answered" as const];
      const all = addresses.map((address, index) => ({
        address,
        language: "en" as const,
        kinds: index === 0 ? kinds : [],
      }));
      const value = { ...stored.value, settings: { ...stored.value.settings, recipients: all } };
      return replaceCustomer(house.deps.table, value, stored.version);
    });
  const thread = async (as: string) => (await house.call("GET", `${ROOT}/${inquiryId}`, { as })).body.messages;

  test("stands on the thread, with the address masked, and the next contact is told", async () => {
    await recipients(FIRST, SECOND);
    await write("support", "Like this.");
    expect(house.mails.map(({ to }) => to)).toEqual([FIRST]);
    await hear(FIRST, "bounced");
    expect(house.mails.map(({ to }) => to)).toEqual([FIRST, SECOND]);
    expect(house.mails[1]?.text).toBe(house.mails[0]?.text);
    for (const as of ["support", "customer"])
      expect((await thread(as)).at(-1)).toMatchObject({
        text: "Like this.",
        undelivered: [
          {
            to: "s***@acme.test",
            fate: "bounced",
            text: {
              en: "The notice to s***@acme.test (inquiry answered) did not arrive (the address does not work); the next contact is told",
            },
          },
        ],
      });
    expect((await thread("support"))[0]).not.toHaveProperty("undelivered");
  });

  test("where nobody is left, the desk is told with the address and its own words, once an address", async () => {
    await recipients(FIRST, SECOND);
    await write("support", "Like this.");
    await hear(FIRST, "bounced");
    await hear(SECOND, "bounced");
    await hear(SECOND, "bounced");
    expect(house.mails.map(({ to }) => to)).toEqual([FIRST, SECOND, DESK]);
    const told = house.mails[2];
    expect(told?.subject).toContain("An answer did not reach the customer");
    expect(told?.text).toContain(`The notice to ${SECOND} did not arrive (the address does not work).`);
    expect(told?.text).toContain("Like this.");
    expect((await thread("support")).at(-1).undelivered).toMatchObject([
      { to: "s***@acme.test", text: { en: expect.stringMatching(/next contact is told$/) } },
      { to: "s***@acme.test", text: { en: expect.stringMatching(/does not work\)$/) } },
    ]);
    expect(errors).toEqual([]);
  });

  test("that is only late stands on the thread, and nobody else is told", async () => {
    await recipients(FIRST, SECOND);
    await write("support", "Like this.");
    await hear(FIRST, "delayed");
    expect(house.mails).toHaveLength(1);
    expect((await thread("support")).at(-1).undelivered).toMatchObject([
      { fate: "delayed", text: { ja: expect.stringMatching(/の配信が遅れています$/) } },
    ]);
  });

  test("changes the thread's version, so that an open page sees it", async () => {
    await recipients(FIRST);
    await write("support", "Like this.");
    const read = (headers = {}) => house.call("GET", `${ROOT}/${inquiryId}`, { as: "support", headers });
    const { headers } = await read();
    const known = { "if-none-match": headers.etag ?? "" };
    expect((await read(known)).status).toBe(304);
    await hear(FIRST, "bounced");
    expect((await read(known)).status).toBe(200);
  });

  test("a mail to the desk that is lost goes to the next of the desk; only the desk sees it", async () => {
    house.deps.house.support = [DESK, "other@hikeshi.test"].map((address, index) => ({
      address,
      language: "en",
      kinds: index === 0 ? ["inquiry-received"] : ["comment"],
    }));
    await write("customer", "Hello?");
    await hear(DESK, "bounced");
    expect((await thread("support")).at(-1).undelivered).toMatchObject([{ to: "d***@hikeshi.test" }]);
    expect((await thread("customer")).at(-1)).not.toHaveProperty("undelivered");
    expect(errors).toMatchObject([{ outcome: "no-analyst-is-left" }]);
  });
});
