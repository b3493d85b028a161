// お問い合わせ: from an incident with everything attached, or without one; the answer, and an incident made of it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clean } from "./clean.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit, type Visitor } from "./kit.ts";

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("inquiries in the console", () => {
  let kit: Kit;
  let incidentId: string;
  beforeAll(async () => {
    kit = await openKit();
    incidentId = (await kit.house.incidents())[0].incidentId;
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  const read = async (inquiryId: string) =>
    (await kit.house.api("customer", "GET", `/v1/customers/demo/inquiries/${inquiryId}`)).body as any;
  const idOf = ({ page }: Visitor) => page.url().split("/").at(-1) ?? "";

  test("one press on an incident, a question, the desk's answer seen live, done (ja)", async () => {
    const customer = await kit.visit("ja");
    const { page } = customer;
    await customer.open(`/customers/demo/incidents/${incidentId}`, "customer");
    await page.getByRole("button", { name: "お問い合わせ", exact: true }).click();
    await page.getByText("翻訳のみの依頼は対象外になります。").waitFor();
    await page.getByRole("button", { name: "自動で添付される内容" }).click();
    await page.getByText("## コメント（全文）").waitFor();
    await clean(customer);
    await page.getByRole("textbox", { name: "お問い合わせ内容" }).fill("隔離を終了しても問題ないでしょうか。");
    await page.getByRole("button", { name: "送信", exact: true }).click();
    await page.getByText("お問い合わせを受け付けました。").waitFor();
    await page.waitForURL(/inq-/);
    const inquiryId = idOf(customer);
    const opened = await read(inquiryId);
    expect(opened.incidentId).toBe(incidentId);
    expect(opened.attachment.ja).toContain("SV-SQL01");
    expect(opened.messages.map(({ text }: any) => text)).toEqual(["隔離を終了しても問題ないでしょうか。"]);
    await clean(customer);

    const desk = await kit.visit("ja");
    await desk.open("/customers/demo/inquiries?show=all", "support");
    await desk.page.getByRole("link", { name: opened.subject }).click();
    await desk.page.getByText("隔離を終了しても問題ないでしょうか。").waitFor();
    await clean(desk);
    await desk.page.getByRole("textbox", { name: "返信" }).fill("推奨対応の完了後に終了してください。<b>重要</b>");
    await desk.page.getByRole("button", { name: "返信を送信" }).click();
    await desk.page.getByText("返信を送信しました。").waitFor();
    await desk.page.context().close();

    await page.getByText("推奨対応の完了後に終了してください。<b>重要</b>").waitFor({ timeout: 6000 });
    await page.getByText("お客様の返信待ち").waitFor();
    const mails = (await kit.house.mails()).map(({ name }: any) => name);
    expect(mails.some((name: string) => name.includes("inquiry-received"))).toBe(true);
    await page.getByRole("button", { name: "完了にする" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "完了にする" }).click();
    await page.getByText("お問い合わせを完了にしました。").waitFor();
    expect((await read(inquiryId)).status).toBe("done");
    await page.context().close();
  }, 60_000);

  test("nothing was detected, but…: an analyst makes an incident of it (en, phone and desktop)", async () => {
    const customer = await kit.visit("en", "phone");
    const { page } = customer;
    await customer.open("/customers/demo/inquiries/new", "customer");
    const send = page.getByRole("button", { name: "Send", exact: true });
    await page.getByRole("textbox", { name: "Subject" }).fill("Windows nobody opened");
    await page.getByRole("textbox", { name: "Question" }).fill("A black window appears for a moment.");
    expect(await send.isDisabled()).toBe(true);
    await page.getByRole("textbox", { name: "Computer", exact: true }).fill("SV-SQL01");
    await clean(customer);
    await send.click();
    await page.waitForURL(/inq-/);
    const inquiryId = idOf(customer);
    await clean(customer);
    expect((await read(inquiryId)).suspicion).toEqual({ computer: "SV-SQL01" });
    await page.context().close();

    const analyst = await kit.visit("en");
    await analyst.open(`/customers/demo/inquiries/${inquiryId}`, "analyst");
    await analyst.page.getByRole("button", { name: "Make it an incident" }).click();
    const dialog = analyst.page.getByRole("dialog", { name: "Make it an incident" });
    await dialog.getByRole("button", { name: /^Computer/ }).click();
    await analyst.page.getByRole("option", { name: "SV-SQL01" }).click();
    await clean(analyst);
    await dialog.getByRole("button", { name: "Make it an incident" }).click();
    await analyst.page.waitForURL(/\/incidents\/inc-/);
    expect((await read(inquiryId)).turnedInto.by).toBeTruthy();
    expect(idOf(analyst)).toBe((await read(inquiryId)).incidentId);
    await analyst.page.context().close();
  }, 60_000);

  test("the recovery page leads to the form with the incident in it; the lists are searched, and the address says for what (en)", async () => {
    const customer = await kit.visit("en");
    const { page } = customer;
    await customer.open(`/customers/demo/incidents/${incidentId}/recovery`, "customer");
    await page.getByRole("link", { name: "Ask about this incident" }).click();
    await page.getByRole("heading", { level: 1, name: "Inquiry about an incident" }).waitFor();
    const { title } = await kit.house.incident(incidentId);
    expect(await page.getByRole("textbox", { name: "Subject" }).inputValue()).toBe(title.en);
    await page.getByRole("link", { name: incidentId }).waitFor();
    await page.goto(new URL("/customers/demo/inquiries", kit.house.url).href);
    const rows = page.getByRole("table", { name: "Inquiries" }).locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByRole("searchbox", { name: "Search subjects" }).fill("nobody OPENED");
    await expect.poll(() => rows.count()).toBe(1);
    expect(new URL(page.url()).search).toBe("?subject=nobody+OPENED");
    await page.goto(new URL(`/customers/demo/inquiries?incident=${incidentId}&status=done`, kit.house.url).href);
    await expect.poll(() => rows.count()).toBe(1);
    await clean(customer);
    await page.context().close();

    const desk = await kit.visit("en");
    await desk.open(`/customers/demo/incidents/${incidentId}/recovery`, "support");
    await desk.page.getByText("The computer's user: by phone or in person").waitFor();
    expect(await desk.page.getByRole("link", { name: "Ask about this incident" }).count()).toBe(0);
    await desk.page.goto(new URL("/customers/demo/inquiries?show=all&subject=no+such", kit.house.url).href);
    await desk.page.getByText("Nothing fits the filter.").waitFor();
    await desk.page.getByRole("button", { name: "Clear the filter" }).click();
    await desk.page.getByRole("link", { name: "Windows nobody opened" }).waitFor();
    expect(new URL(desk.page.url()).search).toBe("?show=all");
    await clean(desk);
    await desk.page.context().close();
  }, 60_000);

  test("lists say what they are without anything to show, and who may not ask is told so (en)", async () => {
    const visitor = await kit.visit("en");
    await visitor.open("/customers/demo/inquiries?status=waiting-for-customer", "support");
    await visitor.page.getByText("Nothing fits the filter.").waitFor();
    await clean(visitor);
    await visitor.page.goto(new URL("/customers/demo/inquiries/new", kit.house.url).href);
    await visitor.page.getByText("Inquiries are opened by the customer.").waitFor();
    await clean(visitor);
    await visitor.page.goto(new URL("/customers/demo/inquiries/inq-none", kit.house.url).href);
    await visitor.page.getByText("Not found").waitFor();
    await visitor.page.context().close();
  }, 60_000);
});
