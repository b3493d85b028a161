// Incidents and one incident: filters, isolation, graph, timeline and its export, comments, workflow; in both languages.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clean } from "./clean.ts";
import { WORDS } from "./incident-words.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit, type User, type Visitor } from "./kit.ts";

const LANGUAGES = ["ja", "en"] as const;

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("incidents", () => {
  let kit: Kit;
  let incidentId: string;
  beforeAll(async () => {
    kit = await openKit();
    incidentId = (await kit.house.incidents())[0].incidentId;
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  /** Signed in once for the whole file. */
  const visitors = new Map<string, Visitor>();
  async function desk(language: "ja" | "en", user: User, path: string): Promise<Visitor> {
    const key = `${language} ${user}`;
    const visitor = visitors.get(key) ?? (await kit.visit(language));
    visitors.set(key, visitor);
    await visitor.open(path, user);
    return visitor;
  }

  const address = (tab = "") => `/customers/demo/incidents/${incidentId}${tab}`;

  test.each(LANGUAGES)(
    "fit a phone without scrolling sideways, in list and tabs (%s)",
    async (language) => {
      const visitor = await kit.visit(language, "phone");
      const { page } = visitor;
      const width = () => page.evaluate("document.documentElement.scrollWidth");
      await visitor.open("/customers/demo/incidents", "customer");
      await page.getByRole("link", { name: /SQL/ }).waitFor();
      expect(await width()).toBeLessThanOrEqual(390);
      await clean(visitor);
      for (const tab of ["/detections", "/comments", "/graph"]) {
        await page.goto(new URL(address(tab), kit.house.url).href);
        await page
          .getByRole("tabpanel")
          .getByText(/SV-SQL01/)
          .first()
          .waitFor();
        expect(await width(), tab).toBeLessThanOrEqual(390);
      }
      await clean(visitor);
      await page.context().close();
    },
    60_000,
  );

  test.each(LANGUAGES)(
    "are filtered by several statuses, which stand in the address (%s)",
    async (language) => {
      const words = WORDS[language];
      const visitor = await desk(language, "analyst", "/customers/demo/incidents?status=resolved,on-hold");
      const { page } = visitor;
      await page.getByRole("link", { name: /SQL/ }).waitFor();
      expect(await page.getByRole("link", { name: /Certutil/ }).count()).toBe(0);
      expect(await page.getByTitle(words.meaning).first().innerText()).toContain(words.onHold);
      await page.getByRole("button", { name: new RegExp(`^${words.status}`) }).click();
      await clean(visitor);
      await page.keyboard.press("Escape");
    },
    60_000,
  );

  test.each(["en", "ja"] as const)(
    "are isolated from their row, once asked and warned of the VPN (%s)",
    async (language) => {
      const words = WORDS[language];
      const visitor = await desk(language, "customer", "/customers/demo/incidents");
      const { page } = visitor;
      await page
        .getByRole("row")
        .filter({ hasText: /Certutil/ })
        .getByRole("button", { name: words.isolate })
        .click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(/VPN/).waitFor();
      expect(await dialog.innerText()).toMatch(/test1-vm/i);
      await clean(visitor);
      if (language === "en") await dialog.getByRole("button", { name: words.cancel }).click();
      else await dialog.getByRole("button", { name: words.confirm }).click();
      await dialog.waitFor({ state: "hidden" });
      const { computers } = await kit.house
        .api("analyst", "GET", "/v1/customers/demo/computers")
        .then(({ body }: any) => body);
      const { isolation } = computers.find(({ name }: any) => /test1-vm/i.test(name));
      expect(isolation === "connected").toBe(language === "en");
    },
    60_000,
  );

  test.each(LANGUAGES)(
    "are drawn as a graph that the keyboard reaches (%s)",
    async (language) => {
      const words = WORDS[language];
      const visitor = await desk(language, "customer", address("/graph"));
      const { page } = visitor;
      const drawing = page.locator(".drawing");
      await drawing.getByRole("button", { name: /SV-SQL01/ }).focus();
      await page.keyboard.press("Enter");
      const chosen = page.getByRole("region", { name: words.chosen });
      await chosen.getByText(words.connections).waitFor();
      expect(await chosen.innerText()).toContain("SV-SQL01");
      expect(page.url()).toContain("item=");
      expect(await drawing.locator(".react-flow__edge").count()).toBeGreaterThan(3);
      await clean(visitor);
    },
    60_000,
  );

  test.each(LANGUAGES)(
    "show analysts the path they took through the workflow, and customers not (%s)",
    async (language) => {
      const words = WORDS[language];
      const visitor = await desk(language, "analyst", address("/workflow"));
      const { page } = visitor;
      await page.getByRole("heading", { name: words.path }).waitFor();
      expect(await page.locator("ol.path").innerText()).toContain(words.assess);
      await page.locator(".drawing .visited").first().waitFor();
      expect(await page.locator(".drawing .on-path").count()).toBeGreaterThan(3);
      await clean(visitor);
      const customer = await desk(language, "customer", address("/workflow"));
      await customer.page.getByRole("tab", { selected: true }).waitFor();
      expect(await customer.page.getByRole("tab", { name: words.workflow }).count()).toBe(0);
    },
    60_000,
  );

  test("take a comment in both languages with a recommended action; the customer replies; no HTML of it runs", async () => {
    const analyst = await desk("en", "analyst", address("/comments"));
    const customer = await desk("ja", "customer", address("/comments"));
    const { page } = analyst;
    await page.getByRole("button", { name: "Write a comment" }).click();
    await page.getByRole("button", { name: "Both" }).click();
    await page
      .getByRole("textbox", { name: "Comment (Japanese)" })
      .fill("**至急** `srv.exe` <img src=x onerror=alert(1)>");
    await page.getByRole("textbox", { name: "Comment (English)" }).fill("**Urgent** `srv.exe`");
    await page.getByRole("button", { name: "Add a recommended action" }).click();
    await page.getByPlaceholder("Japanese").fill("再起動しないでください");
    await page.getByPlaceholder("English").fill("Do not restart it");
    await clean(analyst);
    await page.getByRole("button", { name: "Post" }).click();
    const seen = customer.page.locator(".comments div[lang=ja]").filter({ has: customer.page.locator("strong") });
    await seen.waitFor({ timeout: 8000 });
    expect(await seen.locator("strong").innerText()).toBe("至急");
    expect(await seen.locator("img").count()).toBe(0);
    expect(await seen.innerText()).toContain("<img src=x onerror=alert(1)>");
    await customer.page.locator(".comments").getByText("再起動しないでください").waitFor();
    await customer.page
      .getByRole("button", { name: /のコメントに返信/ })
      .first()
      .click();
    const field = customer.page.getByRole("textbox", { name: "コメント（日本語）" });
    expect(await field.inputValue()).toContain("> **至急**");
    await field.pressSequentially("承知しました。");
    await customer.page.getByRole("button", { name: "投稿" }).click();
    await page.locator(".comments div[lang=ja]").filter({ hasText: "承知しました" }).waitFor({ timeout: 8000 });
    await clean(customer);
  }, 60_000);

  test("export their whole timeline as CSV and JSON, and print it", async () => {
    const visitor = await desk("ja", "customer", address("?kind=comment"));
    const { page } = visitor;
    await page.locator(".timeline > li").first().waitFor();
    const kinds = new Set(
      await page.locator(".timeline > li > span").evaluateAll((all: any[]) => all.map(({ title }) => title)),
    );
    expect([...kinds].filter((kind) => !["MDR のコメント", "担当者のコメント"].includes(kind))).toEqual([]);
    expect(kinds.size).toBeGreaterThan(0);
    const file = async (item: string) => {
      const downloaded = page.waitForEvent("download");
      await page.getByRole("button", { name: "出力" }).click();
      await page.getByRole("menuitem", { name: item }).click();
      return readFileSync(await (await downloaded).path(), "utf8");
    };
    const csv = await file("CSV（表計算）");
    expect(csv).toContain('"日時（UTC）","種類","実施者","内容"');
    expect(csv).toContain("コンピューターが追加されました: SV-SQL01");
    const { entries } = JSON.parse(await file("JSON（プログラム用）"));
    expect(csv.trim().split('"\r\n').length).toBe(entries.length + 1);
    await page.evaluate(
      "window.print = () => { window.printed = document.querySelectorAll('.printed tbody tr').length }",
    );
    await page.getByRole("button", { name: "出力" }).click();
    await page.getByRole("menuitem", { name: "印刷・PDF" }).click();
    await expect.poll(() => page.evaluate("window.printed")).toBe(entries.length);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#root").isVisible()).toBe(false);
    expect(await page.locator(".printed").isVisible()).toBe(true);
    await page.emulateMedia({ media: null });
    expect(visitor.problems).toEqual([]);
  }, 60_000);

  test.each(LANGUAGES)(
    "lead to the remote investigation while a computer is isolated (%s)",
    async (language) => {
      const visitor = await desk(language, "customer", address());
      const { page } = visitor;
      const button = page.getByRole("link", { name: WORDS[language].investigate });
      expect(await button.getAttribute("href")).toMatch(/^https?:/);
      await clean(visitor);
    },
    60_000,
  );

  test("change their status by an analyst's word, and say readably where somebody was faster", async () => {
    const visitor = await desk("ja", "analyst", address());
    const { page } = visitor;
    await page.getByRole("button", { name: "状況を変更" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill("調査中です");
    await clean(visitor);
    const body = { status: "in-progress", reason: "Faster" };
    const faster = await kit.house.api("analyst", "POST", `/v1${address()}/status`, body);
    expect(faster.status).toBeLessThan(300);
    await dialog.getByRole("button", { name: "状況を変更" }).click();
    await dialog.getByText(/ほかの方が先に変更しました/).waitFor();
    await dialog.getByRole("button", { name: "キャンセル" }).click();
    await page.getByRole("button", { name: "状況を変更" }).click();
    await dialog.getByRole("textbox").fill("お客様の確認を待ちます");
    await dialog.getByRole("button", { name: "状況を変更" }).click();
    await page.getByText("状況を「保留」に変更しました。").waitFor();
    await page
      .locator(".timeline")
      .getByText(/保留 \(お客様の確認を待ちます\)/)
      .waitFor();
  }, 60_000);
});
