// The list of computers: its two groups, isolation from the row and from the page, exemption, history.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clean } from "./clean.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit } from "./kit.ts";

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("the computers", () => {
  let kit: Kit;
  let ids: Record<string, string>;
  beforeAll(async () => {
    kit = await openKit();
    const { computers } = (await kit.house.api("analyst", "GET", "/v1/customers/demo/computers")).body;
    ids = Object.fromEntries(computers.map(({ name, computerId }: any) => [name, computerId]));
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  const computer = async (name: string) =>
    (await kit.house.api("analyst", "GET", `/v1/customers/demo/computers/${ids[name]}`)).body;

  test("lists them, with the isolated and the exempt as groups that stand in the address; support only reads", async () => {
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await visitor.open("/customers/demo/computers", "support");
    const rows = page.getByRole("table", { name: "コンピューター" }).locator("tbody tr");
    await page.getByRole("link", { name: "SV-SQL01", exact: true }).waitFor();
    expect(await rows.count()).toBe(Object.keys(ids).length);
    expect(await page.getByRole("button", { name: /^ネットワーク隔離/ }).count()).toBe(0);
    await clean(visitor);
    await page.getByRole("button", { name: "動的グループ「NW隔離中」" }).click();
    await expect.poll(() => rows.count()).toBe(1);
    expect(page.url()).toContain("group=isolated");
    expect(await page.getByRole("link", { name: "復旧を進める: SV-SQL01" }).getAttribute("href")).toMatch(
      /\/recovery$/,
    );
    await page.getByRole("button", { name: "静的グループ「exempt」" }).click();
    await page.getByText("初動対応から除外しているコンピューターはありません。").waitFor();
    await clean(visitor);
    await page.goto(new URL("/customers/demo/computers?name=no-such", kit.house.url).href);
    await page.getByText("条件に合うものはありません。").waitFor();
    await page.getByRole("button", { name: "条件を解除" }).click();
    await expect.poll(() => rows.count()).toBe(Object.keys(ids).length);
    expect(new URL(page.url()).search).toBe("");
    // By name and source, which stand in the address: the address alone leads to the same.
    await page.getByRole("searchbox", { name: "コンピューターの検索" }).fill("sql");
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole("button", { name: /^送信元/ }).click();
    await page.getByRole("option", { name: "generic", exact: true }).click();
    await page.getByText("条件に合うものはありません。").waitFor();
    expect(new URL(page.url()).search).toBe("?name=sql&source=generic");
    await page.goto(new URL("/customers/demo/computers?name=sql&source=eset", kit.house.url).href);
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole("button", { name: /^除外の設定元/ }).click();
    await page.getByRole("option", { name: "製品のグループ" }).click();
    await page.getByText("条件に合うものはありません。").waitFor();
    await clean(visitor);
    await page.context().close();
  }, 60_000);

  test("exempts a computer with a reason and an end, shows it in its group, and isolates it all the same from the row", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open(`/customers/demo/computers/${encodeURIComponent(ids["test1-VM"] ?? "")}`, "customer");
    await page.getByRole("heading", { level: 1, name: "test1-VM" }).waitFor();
    await page.getByRole("link", { name: /Certutil/ }).waitFor();
    await page.getByRole("button", { name: "Exempt", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Exempt test1-VM from the first response?" });
    expect(await dialog.getByRole("button", { name: "Exempt", exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Core system");
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tokyo" }).format(Date.now() + 3 * 86_400_000);
    await dialog.getByRole("textbox", { name: /Until/ }).fill(day.replaceAll("-", "/"));
    await clean(visitor);
    await dialog.getByRole("button", { name: "Exempt", exact: true }).click();
    await page.getByText("test1-VM is exempt from the first response.").waitFor();
    expect(await computer("test1-VM")).toMatchObject({
      exempt: true,
      exemption: { reason: "Core system", until: new Date(`${day}T23:59:59+09:00`).toISOString() },
    });
    await page.goto(new URL("/customers/demo/computers?group=exempt", kit.house.url).href);
    await page.getByRole("button", { name: "Isolate: test1-VM" }).click();
    const question = page.getByRole("dialog", { name: "Isolate test1-VM from the network?" });
    await question.getByText(/VPN connections/).waitFor();
    await question.getByText(/You can isolate it all the same/).waitFor();
    await clean(visitor);
    await question.getByRole("button", { name: "Isolate from the network" }).click();
    await page.getByText(/The isolation of test1-VM was requested|test1-VM is isolated from the network/).waitFor();
    // Live, without a reload.
    await page.getByRole("table").getByText("Isolated", { exact: true }).waitFor();
    expect((await computer("test1-VM")).isolation).toBe("isolated");
    await page.context().close();
  }, 60_000);

  test("shows on a phone who holds a computer, ends an exemption, and says when somebody was faster", async () => {
    const visitor = await kit.visit("ja", "phone");
    const { page } = visitor;
    await visitor.open("/customers/demo/computers", "analyst");
    await page.getByRole("link", { name: "test1-VM", exact: true }).waitFor();
    await clean(visitor);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await page.getByRole("link", { name: "test1-VM", exact: true }).click();
    await page.getByText(/test1-VM は、1 件のインシデントにより隔離されています。/).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "除外を解除" }).click();
    const dialog = page.getByRole("dialog", { name: "test1-VM の除外を解除しますか" });
    await page.route("**/exemption", (route) =>
      route.fulfill({ status: 409, json: { code: "version", message: "Somebody was faster." } }),
    );
    await dialog.getByRole("button", { name: "除外を解除" }).click();
    await dialog.getByText(/ほかの方が先に変更しました。/).waitFor();
    await page.unroute("**/exemption");
    expect(visitor.problems.splice(0)).toHaveLength(1);
    await dialog.getByRole("button", { name: "除外を解除" }).click();
    await page.getByText("test1-VM の除外を解除しました。").waitFor();
    const history = page.getByRole("list", { name: "履歴" });
    for (const what of ["ネットワーク隔離", "初動対応から除外", "除外を解除", "インシデントに追加"])
      await history.getByText(what, { exact: true }).first().waitFor();
    await history.getByText("Core system").waitFor();
    expect((await computer("test1-VM")).exempt).toBe(false);
    await clean(visitor);
    // Isolated by a press and no threat: nothing is recommended, so it can end at once.
    await page.getByRole("link", { name: "推奨対応と復旧" }).click();
    await page.getByText("推奨対応はありません。").waitFor();
    await page.getByRole("button", { name: "NW隔離を終了", exact: true }).click();
    const ending = page.getByRole("dialog", { name: "test1-VM のNW隔離を終了しますか" });
    await ending.getByRole("button", { name: "NW隔離を終了" }).click();
    await page.getByText("隔離の終了を確認済み").waitFor();
    expect((await computer("test1-VM")).isolation).toBe("connected");
    await clean(visitor);
    await page.goto(new URL("/customers/demo/computers/none", kit.house.url).href);
    await page.getByText("見つかりません").waitFor();
    await page.context().close();
  }, 60_000);
});
