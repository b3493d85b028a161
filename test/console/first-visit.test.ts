// The way that every customer takes: mail, button, sign-in, timeline; in both languages, on a desktop and on a phone.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clean } from "./clean.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit } from "./kit.ts";

const WORDS = {
  ja: { timeline: "タイムライン", onHold: "保留", incidents: "インシデント", added: "コンピューターが追加されました" },
  en: { timeline: "Timeline", onHold: "on hold", incidents: "Incidents", added: "Computer added" },
} as const;

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("the console", () => {
  let kit: Kit;
  let incidentId: string;
  beforeAll(async () => {
    kit = await openKit();
    incidentId = (await kit.house.incidents())[0].incidentId;
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  /** Of the mail that asks to act. */
  async function button(): Promise<string> {
    const mail = (await kit.house.mails()).find(({ name }: any) => name.includes(".isolated."));
    const links = [...(mail?.html ?? "").matchAll(/href="(http[^"]+)"/g)].map(([, link]) => link ?? "");
    return links.find((link) => link.includes("/incidents/")) ?? "";
  }

  test.each([
    ["ja", "desktop"],
    ["en", "desktop"],
    ["ja", "phone"],
    ["en", "phone"],
  ] as const)(
    "leads from the mail's button over the sign-in to that incident's timeline (%s, %s)",
    async (language, width) => {
      const visitor = await kit.visit(language, width);
      const { page } = visitor;
      await page.goto(await button());
      await page.locator("select[name=user]").waitFor();
      expect(await visitor.findings()).toEqual([]);
      await visitor.signIn("customer");
      const words = WORDS[language];
      await page.getByRole("tab", { name: words.timeline, selected: true }).waitFor();
      await page.getByText(words.added).first().waitFor();
      expect(new URL(page.url()).pathname).toBe(`/customers/demo/incidents/${incidentId}`);
      expect(await page.locator("html").getAttribute("lang")).toBe(language);
      expect(await page.getByText(words.onHold).count()).toBeGreaterThan(0);
      await clean(visitor);
      await page.context().close();
    },
    60_000,
  );

  test("shows every tab of an incident, and nothing of it that axe finds serious", async () => {
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await visitor.open(`/customers/demo/incidents/${incidentId}`, "analyst");
    for (const tab of ["検出", "コンピューター", "実行ファイル", "プロセス"]) {
      await page.getByRole("tab", { name: tab, exact: true }).click();
      await page
        .getByRole("table", { name: tab })
        .getByText(/SV-SQL01/)
        .first()
        .waitFor();
      await clean(visitor);
    }
    await page.context().close();
  }, 60_000);

  test("lists, filters by address, and searches titles", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open("/customers/demo/incidents", "analyst");
    const rows = page.getByRole("table").locator("tbody tr");
    await page.getByRole("link", { name: /Certutil/ }).waitFor();
    expect(await rows.count()).toBe(2);
    await clean(visitor);
    await page.getByRole("searchbox", { name: "Search titles" }).fill("certutil");
    await expect.poll(() => rows.count()).toBe(1);
    expect(page.url()).toContain("title=certutil");
    await page.goto(new URL("/customers/demo/incidents?status=on-hold", kit.house.url).href);
    await page.getByRole("link", { name: /SQL/ }).waitFor();
    expect(await rows.count()).toBe(1);
    await page.context().close();
  }, 60_000);

  test("shows what comes to the timeline within five seconds, without a reload", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open(`/customers/demo/incidents/${incidentId}`, "customer");
    await page.getByText(WORDS.en.added).first().waitFor();
    const text = `Seen live ${Date.now()}`;
    const path = `/v1/customers/demo/incidents/${incidentId}/comments`;
    expect((await kit.house.api("analyst", "POST", path, { text, language: "en" })).status).toBeLessThan(300);
    await page.getByText(text).waitFor({ timeout: 6000 });
    expect(visitor.problems).toEqual([]);
    await page.context().close();
  }, 60_000);

  test("asks nothing while its page is hidden, and catches up when it is seen again", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/timeline?")) asked.push(request.url());
    });
    await visitor.open(`/customers/demo/incidents/${incidentId}`, "customer");
    await page.getByText(WORDS.en.added).first().waitFor();
    const show = (state: string) =>
      page.evaluate(
        `Object.defineProperty(document, "visibilityState", { configurable: true, value: "${state}" }); document.dispatchEvent(new Event("visibilitychange"))`,
      );
    await show("hidden");
    await page.waitForTimeout(500);
    const before = asked.length;
    await page.waitForTimeout(9000);
    expect(asked.length - before).toBeLessThanOrEqual(1);
    await show("visible");
    await expect.poll(() => asked.length, { timeout: 5000 }).toBeGreaterThan(before);
    await page.context().close();
  }, 60_000);

  test("changes its language where it stands, and keeps it", async () => {
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await visitor.open(`/customers/demo/incidents/${incidentId}/detections`, "analyst");
    await page.getByRole("button", { name: "言語: 日本語" }).click();
    await page.getByRole("menuitem", { name: "English" }).click();
    await page.getByRole("tab", { name: "Detections", selected: true }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await page.reload();
    await page.getByRole("tab", { name: "Detections", selected: true }).waitFor();
    expect(visitor.problems).toEqual([]);
    await page.context().close();
  }, 60_000);

  test("signs out: the next visit asks again", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open("/customers/demo/incidents", "analyst");
    await page.getByRole("button", { name: /analyst/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.locator("select[name=user]").waitFor();
    expect(await page.evaluate("JSON.stringify(sessionStorage)")).not.toContain("access_token");
    await page.goto(new URL("/customers/demo/incidents", kit.house.url).href);
    await page.locator("select[name=user]").waitFor();
    await page.context().close();
  }, 60_000);

  test("shows nothing of another customer, and says so alike for one that does not exist", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await kit.house.api("admin", "POST", "/v1/customers", { customerId: "other", settings: { name: "Other Inc." } });
    await visitor.open("/customers/demo/incidents", "customer").catch(() => undefined);
    for (const customerId of ["other", "none"]) {
      await page.goto(new URL(`/customers/${customerId}/incidents`, kit.house.url).href);
      await page.getByText("Not found").waitFor();
      expect(await page.locator("body").innerText()).not.toContain("Other Inc.");
    }
    await page.context().close();
  }, 60_000);
});
