// 「この作業に心当たりはありますか」: from the mail to the answer, on a phone in Japanese and on a desktop in English; and an
// analyst who lets the response go on.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en } from "../../console/messages/en.ts";
import { ja } from "../../console/messages/ja.ts";
import { statusWords } from "../../core/status.ts";
import { until } from "../e2e/running-house.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit, type Visitor } from "./kit.ts";
import { askKnownWork } from "./known-work.ts";

const QUESTION = { ja: "この作業に心当たりはありますか。", en: "Do you know this work?" };
const DAY_MILLISECONDS = 86_400_000;

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("a question of the house", () => {
  let kit: Kit;
  beforeAll(async () => {
    kit = await openKit();
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  async function clean({ page, findings, problems }: Visitor) {
    expect(await findings()).toEqual([]);
    expect(problems).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).toBe(
      true,
    );
  }
  const address = (id: string) => `/customers/demo/incidents/${id}`;

  test("is where the mail's button leads, and takes a No on a phone; an analyst then resumes the response", async () => {
    const id = await askKnownWork(kit, "PHONE");
    const t = ja.incident.question;
    const link = await until("the mail", async () => {
      const mails = (await kit.house.mails()).filter(({ name }: any) => name.includes(".question."));
      const links = [...(mails.at(-1)?.html ?? "").matchAll(/href="(http[^"]+)"/g)].map(([, href]) => href ?? "");
      return links.find((href) => href.includes(id));
    });
    const customer = await kit.visit("ja", "phone");
    const { page } = customer;
    await page.goto(link);
    await customer.signIn("customer");
    const box = page.locator("main").getByText(QUESTION.ja, { exact: true });
    await box.waitFor();
    expect((await box.boundingBox())?.y ?? 9999).toBeLessThan(500);
    for (const words of [t.remindsThen, ja.incident.acts.answer]) await page.getByText(words).first().waitFor();
    await clean(customer);
    await page.goto(link.replace(/(\/incidents\/[^/?#]+).*/, "$1/recovery"));
    await page.getByText(QUESTION.ja, { exact: true }).waitFor();
    expect(await page.getByText(ja.recovery.notFor).count()).toBe(0);
    await page.getByRole("link", { name: ja.recovery.toAnswer }).click();
    await box.waitFor();
    await page.getByRole("button", { name: t.unknown }).click();
    const dialog = page.getByRole("dialog", { name: t.unknownTitle });
    await clean(customer);
    await dialog.getByRole("button", { name: ja.common.cancel }).click();
    await dialog.waitFor({ state: "hidden" });
    expect((await kit.house.incident(id)).question.answer).toBeUndefined();
    await page.getByRole("button", { name: t.unknown }).click();
    await dialog.getByRole("textbox", { name: t.note }).fill("誰も作業していません");
    await dialog.getByRole("button", { name: t.send }).click();
    await page.getByText(t.answered(t.unknown)).waitFor();
    await page.getByText(new RegExp(`${t.answeredBy}: 山田.*${ja.timeline.staff}`)).waitFor();
    await page.locator(".timeline").getByText("メモ: 誰も作業していません").waitFor({ timeout: 8000 });
    expect((await kit.house.incident(id)).waitingFor).toBe("analyst");
    // The customer is told who acts, and has no button of the analysts.
    await page.getByText(ja.incident.acts.analyst).waitFor({ timeout: 8000 });
    expect(await page.getByRole("button", { name: ja.incident.escalation.resume }).count()).toBe(0);
    await clean(customer);
    await page.context().close();
    await resume(id);
  }, 90_000);

  /** Told what happened; refused readably where somebody was faster; the answer of before answers nothing anew. */
  async function resume(id: string) {
    const { escalation: t } = en.incident;
    const analyst = await kit.visit("en");
    const { page } = analyst;
    await analyst.open(address(id), "analyst");
    await page.getByText("The customer does not know this work. Please decide.").first().waitFor();
    await page.getByRole("button", { name: t.resume }).click();
    const dialog = page.getByRole("dialog", { name: t.question });
    await dialog.getByText("The customer does not know this work. Please decide.").waitFor();
    const confirm = dialog.getByRole("button", { name: t.resume });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole("textbox", { name: t.reason }).fill("Looked into it");
    const faster = { until: new Date(Date.now() + DAY_MILLISECONDS).toISOString(), by: "Sato" };
    expect((await kit.house.api("analyst", "POST", `/v1${address(id)}/postponement`, faster)).status).toBe(200);
    await confirm.click();
    await dialog.getByText(en.refusals.version).waitFor();
    await clean({ ...analyst, problems: analyst.problems.splice(0).filter((problem) => !problem.includes("409")) });
    await expect.poll(() => confirm.isEnabled()).toBe(true);
    await confirm.click();
    await page.getByText(t.resumed(1)).waitFor();
    await page.locator(".timeline").getByText("Response resumed: Looked into it").waitFor({ timeout: 8000 });
    await page.locator("main").getByText(QUESTION.en, { exact: true }).first().waitFor({ timeout: 15_000 });
    await page.getByText(t.title).waitFor({ state: "detached" });
    await clean(analyst);
    await page.context().close();
  }

  test("takes a Yes until a day: the incident becomes invalid, and says who answered", async () => {
    const id = await askKnownWork(kit, "DESK");
    const t = en.incident.question;
    const customer = await kit.visit("en");
    const { page } = customer;
    await customer.open(address(id), "customer");
    await page.getByRole("button", { name: t.known }).click();
    const dialog = page.getByRole("dialog", { name: t.knownTitle });
    await dialog.getByText(t.knownMeans).waitFor();
    const send = dialog.getByRole("button", { name: t.send });
    const day = dialog.getByRole("textbox", { name: t.lastDay });
    expect(await send.isDisabled()).toBe(true);
    const dayAhead = (days: number) =>
      new Date(Date.now() + days * DAY_MILLISECONDS).toISOString().slice(0, 10).replaceAll("-", "/");
    await day.fill(dayAhead(-3));
    await dialog.getByText(t.wrongDay).waitFor();
    expect(await send.isDisabled()).toBe(true);
    await day.fill(dayAhead(10));
    await clean(customer);
    await send.click();
    await page.getByText(t.answered(t.known)).waitFor();
    await kit.house.untilStatus(id, "invalid");
    await page.getByText(statusWords.invalid.en).first().waitFor({ timeout: 15_000 });
    await page.locator(".timeline").getByText("work is known", { exact: true }).waitFor({ timeout: 8000 });
    expect(await page.getByRole("button", { name: t.unknown }).count()).toBe(0);
    await clean(customer);
    await page.context().close();
  }, 90_000);

  test("is read by support without buttons; who answers last is told readably that another was faster", async () => {
    const id = await askKnownWork(kit, "LATE");
    const t = ja.incident.question;
    const support = await kit.visit("ja");
    await support.open(address(id), "support");
    await support.page.locator("main").getByText(QUESTION.ja, { exact: true }).waitFor();
    expect(await support.page.getByRole("button", { name: t.unknown }).count()).toBe(0);
    await clean(support);
    await support.page.context().close();
    const analyst = await kit.visit("ja");
    const { page } = analyst;
    await analyst.open(address(id), "analyst");
    await page.getByRole("button", { name: t.unknown }).click();
    const dialog = page.getByRole("dialog", { name: t.unknownTitle });
    const known = { known: true, until: new Date(Date.now() + DAY_MILLISECONDS).toISOString() };
    expect((await kit.house.api("customer", "POST", `/v1${address(id)}/answer`, known)).status).toBe(202);
    await kit.house.untilStatus(id, "invalid");
    await dialog.getByRole("button", { name: t.send }).click();
    await dialog.getByText(new RegExp(`${ja.refusals.version}|${ja.refusals.finished}`)).waitFor();
    await page.context().close();
  }, 90_000);
});
