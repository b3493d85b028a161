// The timeline on paper; and what is seen of the ports that one machine does not have: the page of an execution, and the
// machine translation. The API's own answers, with the port's part added: its shape is the API's own type.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../../console/api.ts";
import { en } from "../../console/messages/en.ts";
import { ja } from "../../console/messages/ja.ts";
import { clean } from "./clean.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit } from "./kit.ts";
import { askKnownWork } from "./known-work.ts";

const TEXTS = { ja, en };
const LANGUAGES = ["ja", "en"] as const;

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("an incident", () => {
  let kit: Kit;
  let incidentId: string;
  /** Of an incident whose timeline the export reads in several pages. */
  let longPath: string;
  beforeAll(async () => {
    kit = await openKit();
    incidentId = (await kit.house.incidents())[0].incidentId;
    longPath = `/customers/demo/incidents/${await askKnownWork(kit, "PAPER", 60)}`;
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  const address = (tab = "") => `/customers/demo/incidents/${incidentId}${tab}`;

  test.each(LANGUAGES)(
    "is printed with its whole timeline, each entry once, with what changed, and without navigation (%s)",
    async (language) => {
      const t = TEXTS[language];
      const visitor = await kit.visit(language);
      const { page } = visitor;
      await visitor.open(longPath, "customer");
      await page.locator(".timeline > li").first().waitFor();
      await page.evaluate("window.print = () => { window.printed = true }");
      await page.getByRole("button", { name: t.timeline.export }).click();
      await page.getByRole("menuitem", { name: t.timeline.exportPrint }).click();
      await expect.poll(() => page.evaluate("window.printed"), { timeout: 10_000 }).toBe(true);
      const entries = await everyEntry();
      expect(entries.length).toBeGreaterThan(200);
      await page.emulateMedia({ media: "print" });
      for (const gone of ["#root", "#top", "nav", "[role=tablist]"])
        for (const one of await page.locator(gone).all()) expect(await one.isVisible(), gone).toBe(false);
      const rows = page.locator(".printed tbody tr");
      const seen: any[] = await rows.evaluateAll((all: any[]) =>
        all.map((row) => ({ height: row.getBoundingClientRect().height, text: row.innerText })),
      );
      expect(seen).toHaveLength(entries.length);
      expect(seen.filter(({ height }) => height === 0)).toEqual([]);
      for (const [index, { fact, text }] of entries.entries())
        expect(seen[index].text).toContain(fact.kind === "person-comment" ? fact.text : text[language].split("\n")[0]);
      const on = language === "ja" ? "状況: 作成済み → 保留" : "Status: open → on hold";
      expect(seen.filter(({ text }) => text.includes(on))).toHaveLength(1);
      // Nothing is cut off at the side of a sheet, and the sheets are several.
      await page.setViewportSize({ width: 718, height: 1047 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(718);
      const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g) ?? [];
      expect(sheets.length).toBeGreaterThan(5);
      await page.emulateMedia({ media: null });
      await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
      await page.locator(".printed").waitFor({ state: "detached" });
      expect(visitor.problems).toEqual([]);
      await page.context().close();
    },
    120_000,
  );

  test("is printed by the browser's own menu without navigation, and says that it is a part", async () => {
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await visitor.open(address(), "customer");
    await page.locator(".timeline > li").first().waitFor();
    const part = page.getByText(ja.timeline.printedPart);
    expect(await part.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await part.isVisible()).toBe(true);
    for (const gone of ["#top", "nav", "[role=tablist]"])
      for (const one of await page.locator(gone).all()) expect(await one.isVisible(), gone).toBe(false);
    for (const button of await page.getByRole("button", { name: ja.timeline.export }).all())
      expect(await button.isVisible()).toBe(false);
    expect(await page.locator(".timeline > li").first().isVisible()).toBe(true);
    expect(await page.getByText(ja.incidents.status, { exact: true }).first().isVisible()).toBe(true);
    expect(visitor.problems).toEqual([]);
    await page.context().close();
  }, 60_000);

  async function everyEntry(): Promise<any[]> {
    const all: any[] = [];
    for (let cursor = ""; ; ) {
      const query = `order=oldest&limit=200${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
      const { body } = await kit.house.api("customer", "GET", `/v1${longPath}/timeline?${query}`);
      all.push(...body.entries);
      if (body.cursor === undefined) return all;
      cursor = body.cursor;
    }
  }

  test.each(LANGUAGES)(
    "leads an analyst to its execution where executions have a page, and has no such button where not (%s)",
    async (language) => {
      const t = TEXTS[language].workflow;
      const visitor = await kit.visit(language);
      const { page } = visitor;
      await visitor.open(address("/workflow"), "analyst");
      await page.getByRole("heading", { name: t.path }).waitFor();
      const link = page.getByRole("link", { name: new RegExp(t.openExecution) });
      expect(await link.count()).toBe(0);
      expect(await page.getByRole("button", { name: new RegExp(t.openExecution) }).count()).toBe(0);
      await clean(visitor);
      const executionLink = `https://ap-northeast-1.console.aws.amazon.com/states/home#/v2/executions/details/${incidentId}-1`;
      await page.route("**/workflow?*", async (route) => {
        const response = await route.fetch();
        const answer: Answer<"readWorkflow"> = { ...(await response.json()), executionLink };
        return route.fulfill({ response, json: answer });
      });
      await page.reload();
      await link.waitFor();
      expect(await link.getAttribute("href")).toBe(executionLink);
      expect(await link.getAttribute("target")).toBe("_blank");
      expect(await link.getAttribute("rel")).toContain("noopener");
      await clean(visitor);
      await page.context().close();
    },
    60_000,
  );

  test.each(LANGUAGES)(
    "shows a comment of the other language alone where nothing translates, and with a marked translation where something does (%s)",
    async (language) => {
      const t = TEXTS[language].comments;
      const other = language === "ja" ? "en" : "ja";
      const original = other === "en" ? "Please delete `srv.exe` today." : "本日中に `srv.exe` を削除してください。";
      const body = { text: original, language: other };
      expect((await kit.house.api("analyst", "POST", `/v1${address()}/comments`, body)).status).toBe(201);
      const visitor = await kit.visit(language);
      const { page } = visitor;
      const asked: string[] = [];
      page.on("request", (request) => {
        if (request.url().includes("/translation?")) asked.push(request.url());
      });
      await visitor.open(address("/comments"), "customer");
      const words = page.locator(`div[lang=${other}]`).filter({ hasText: /srv\.exe/ });
      const entry = page.locator(".comments > li").filter({ has: words }).first();
      const said = entry.locator(`div[lang=${other}]`).first();
      await said.waitFor();
      await expect.poll(() => asked.length).toBeGreaterThan(0);
      await page.waitForLoadState("networkidle");
      expect(await page.getByText(t.translated).count()).toBe(0);
      await clean(visitor);
      const translated =
        language === "ja" ? "本日中に `srv.exe` を削除してください（訳）。" : "Delete `srv.exe` today (translated).";
      await page.route("**/translation?*", async (route) => {
        const response = await route.fetch();
        const answer: Answer<"readCommentTranslation"> = { ...(await response.json()), text: translated };
        return route.fulfill({ response, json: answer });
      });
      await page.reload();
      await entry.locator(".translation").getByText(t.translated).waitFor();
      expect(await entry.locator(`.translation div[lang=${language}] code`).innerText()).toBe("srv.exe");
      expect(await said.innerText()).toContain("srv.exe");
      await clean(visitor);
      // The timeline has it too.
      await visitor.open(address(), "customer");
      await page.locator(".timeline .translation").getByText(t.translated).first().waitFor();
      await clean(visitor);
      await page.context().close();
    },
    60_000,
  );
});
