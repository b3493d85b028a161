// Settings, administration and quarantine: what each role may change, and what it means.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clean } from "./clean.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit } from "./kit.ts";

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("settings in the console", () => {
  let kit: Kit;
  beforeAll(async () => {
    kit = await openKit();
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  const settings = async () => (await kit.house.api("customer", "GET", "/v1/customers/demo/settings")).body as any;

  test("a recipient is added, gets a test mail, and is removed (ja)", async () => {
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings", "customer");
    await page.getByRole("button", { name: "通知先を追加" }).click();
    const dialog = page.getByRole("dialog", { name: "通知先を追加" });
    const address = dialog.getByRole("textbox", { name: "メールアドレス" });
    await address.fill("soc@");
    await dialog.getByRole("checkbox", { name: "検出のまとめ" }).uncheck();
    await dialog.getByRole("button", { name: "保存" }).click();
    await dialog.getByText("メールアドレスを 1 件入力してください。").waitFor();
    await clean(visitor);
    await address.fill("soc@example.com");
    await dialog.getByRole("button", { name: "保存" }).click();
    await dialog.waitFor({ state: "detached" });
    const added = (await settings()).recipients.find((one: any) => one.address === "soc@example.com");
    expect(added.kinds).toContain("isolated");
    expect(added.kinds).not.toContain("digest");
    await page.getByRole("button", { name: "soc@example.com にテストメールを送信" }).click();
    await page.getByText("soc@example.com にテストメールを送信しました。").waitFor();
    const mail = (await kit.house.mails()).find(({ name }: any) => name.includes(".test."));
    expect(mail?.html).toContain("受信テスト");
    await page.getByRole("button", { name: "soc@example.com を削除" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "削除" }).click();
    await page.getByText("soc@example.com を通知先から削除しました。").waitFor();
    expect((await settings()).recipients.map((one: any) => one.address)).not.toContain("soc@example.com");
    await clean(visitor);
    await page.context().close();
  }, 60_000);

  test("automatic isolation is switched off only after a question; the recipients stay (en)", async () => {
    const before = await settings();
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings/policy", "customer");
    await page.getByRole("checkbox", { name: "Automatic network isolation: On" }).uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    expect((await settings()).policy.isolation).toBe(true);
    const dialog = page.getByRole("dialog", { name: "Switch off the automatic response?" });
    await dialog.getByText("Automatic network isolation").waitFor();
    await clean(visitor);
    await dialog.getByRole("button", { name: "Switch off and save" }).click();
    await page.getByText("The settings were saved.").waitFor();
    expect(await settings()).toEqual({ ...before, policy: { ...before.policy, isolation: false } });
    await page.context().close();
  }, 60_000);

  test("the numbers of the policy are changed within their limits, and say what they mean (ja)", async () => {
    const before = await settings();
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings/policy", "customer");
    const save = page.getByRole("button", { name: "保存" });
    const number = (name: string) => page.getByRole("spinbutton", { name });
    await number("隔離する台数").fill("1001");
    await page.getByText("0 から 1000 までの整数を入力してください。").waitFor();
    expect(await save.isDisabled()).toBe(true);
    await number("隔離する台数").fill("1");
    await number("同時に隔離する割合").fill("2.5");
    await number("監視強化期間").fill("14");
    await number("完了後の保存期間").fill("30");
    await page.getByText("これから完了するインシデントとお問い合わせに適用されます。").waitFor();
    await clean(visitor);
    await save.click();
    await page.getByText("設定を保存しました。").waitFor();
    const isolationCeiling = { ...before.policy.isolationCeiling, computers: 1, percent: 2.5 };
    const policy = { ...before.policy, isolationCeiling, reopenWithinDays: 14, retentionDays: 30 };
    expect(await settings()).toEqual({ ...before, policy });
    await page.context().close();
  }, 60_000);

  test("who was slower than somebody else is told, and overwrites nothing (en)", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings/general", "customer");
    const csirt = page.getByRole("textbox", { name: "Your responsible person" });
    await csirt.fill("Too late");
    const response = await fetch(`${kit.house.url}/v1/customers/demo/settings`, {
      headers: { authorization: `Bearer ${kit.house.access().tokens.customer}` },
    });
    const changed = await fetch(`${kit.house.url}/v1/customers/demo/settings`, {
      method: "PUT",
      headers: {
        authorization: `Bearer ${kit.house.access().tokens.customer}`,
        "content-type": "application/json",
        "if-match": response.headers.get("etag") ?? "",
      },
      body: JSON.stringify({ ...((await response.json()) as object), csirt: "CSIRT 03-0000-0000" }),
    });
    expect(changed.status).toBe(200);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Somebody else changed this meanwhile.").first().waitFor();
    await expect.poll(() => csirt.inputValue()).toBe("CSIRT 03-0000-0000");
    expect((await settings()).csirt).toBe("CSIRT 03-0000-0000");
    await page.getByRole("textbox", { name: "Address of the support desk" }).fill("not an address");
    await page.getByText("Enter an address that begins with").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    expect(await visitor.findings()).toEqual([]);
    await page.context().close();
  }, 60_000);

  test("an admin adds a source; its secret is shown once and opens the door; what is not understood waits in quarantine (ja)", async () => {
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings/sources", "admin");
    await page.getByRole("button", { name: "送信元を追加" }).click();
    const dialog = page.getByRole("dialog", { name: "送信元を追加" });
    await dialog.getByRole("textbox", { name: "送信元" }).fill("eset-two");
    await dialog.getByRole("radio", { name: "ヘッダーのシークレット" }).check();
    await clean(visitor);
    await dialog.getByRole("button", { name: "保存" }).click();
    const row = page.getByRole("row").filter({ hasText: "eset-two" });
    await row.getByText("未受信").waitFor();
    await page.getByRole("button", { name: "eset-two のシークレットの管理" }).click();
    await page.getByText("有効なシークレットがないため").waitFor();
    await page.getByRole("button", { name: "新しいシークレットを作成" }).click();
    await page.getByText("このシークレットが表示されるのは今回だけです。").waitFor();
    const secret = (await page.getByRole("dialog").locator(".technical").first().innerText()).trim();
    await clean(visitor);
    await page.getByRole("button", { name: "保管しました" }).click();
    expect(await page.locator("body").innerHTML()).not.toContain(secret);
    await page.getByRole("button", { name: "閉じる" }).last().click();
    const delivered = await fetch(`${kit.house.url}/v1/webhooks/demo/eset-two`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}` },
      body: JSON.stringify({ hello: "<img src=x onerror=alert(1)>" }),
    });
    expect(delivered.status).toBe(202);
    await row.getByText("未受信").waitFor({ state: "detached" });
    await page.context().close();

    const analyst = await kit.visit("ja");
    await analyst.open("/customers/demo/quarantine", "analyst");
    await analyst.page.getByRole("cell", { name: "eset-two", exact: true }).waitFor();
    await analyst.page.getByRole("button", { name: "内容を表示: eset-two" }).click();
    await analyst.page.getByText("onerror=alert(1)").waitFor();
    await clean(analyst);
    await analyst.page.getByRole("dialog").getByRole("button", { name: "閉じる" }).last().click();
    await analyst.page.getByRole("button", { name: "再処理：eset-two" }).click();
    await analyst.page.getByText("このデータは、まだ解釈できません。").waitFor();
    expect(await analyst.findings()).toEqual([]);
    await analyst.page.getByRole("button", { name: /^状態/ }).click();
    await analyst.page.getByRole("option", { name: "再処理済み" }).click();
    await analyst.page.getByText("条件に合うものはありません。").waitFor();
    await analyst.page.goto(new URL("/customers/demo/quarantine?source=eset-two&state=waiting", kit.house.url).href);
    await analyst.page.getByRole("cell", { name: "eset-two", exact: true }).waitFor();
    await analyst.page.context().close();
  }, 60_000);

  test("a customer adds one of its own people, and cannot touch the others (ja, phone)", async () => {
    const visitor = await kit.visit("ja", "phone");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings/people", "customer");
    await page.getByRole("button", { name: "利用者を追加" }).click();
    const dialog = page.getByRole("dialog", { name: "利用者を追加" });
    await dialog.getByRole("textbox", { name: "氏名" }).fill("山田 花子");
    await dialog.getByRole("textbox", { name: "アカウント" }).fill("hanako");
    await dialog.getByRole("button", { name: "保存" }).click();
    await page.getByText("山田 花子 を保存しました。").waitFor();
    const { people } = (await kit.house.api("admin", "GET", "/v1/customers/demo/people")).body as any;
    expect(people.find((one: any) => one.name === "山田 花子")).toMatchObject({ subject: "hanako", role: "customer" });
    await clean(visitor);
    await page.context().close();
  }, 60_000);

  test("an admin adds a customer, and the last admin stays (en)", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open("/house/people", "admin");
    await page.getByRole("button", { name: /^Remove admin/i }).click();
    await page.getByText("This is you").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("This is the last administrator").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    expect(await visitor.findings()).toEqual([]);
    await page.getByRole("tab", { name: "Customers" }).click();
    await page.getByRole("button", { name: "Add a customer" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Second Inc.");
    await page.getByRole("textbox", { name: "Id" }).fill("second");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("Second Inc. was added.").waitFor();
    await page.getByText("Nobody gets a mail").waitFor();
    expect(new URL(page.url()).pathname).toBe("/customers/second/settings");
    await page.context().close();
  }, 60_000);

  test("support may look at the settings, change nothing, and not open the quarantine (en)", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings", "support");
    await page.getByText("Your role may look at these settings.").waitFor();
    for (const tab of ["Response policy", "General", "Sources", "People"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.getByRole("heading", { name: tab }).waitFor();
      expect(await page.getByRole("button", { name: /^(Save|Add|Edit|Remove|Manage)/ }).count()).toBe(0);
    }
    await clean(visitor);
    await page.goto(new URL("/customers/demo/quarantine", kit.house.url).href);
    await page.getByText("Not for your role").waitFor();
    await page.goto(new URL("/house/customers", kit.house.url).href);
    await page.getByText("Not for your role").waitFor();
    await page.context().close();
  }, 60_000);
});
