// A real house, the console built of these sources, and a browser to look at it with: what every test of the console stands on.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Language } from "../../core/ports.ts";
import { buildConsole, builtOf, DIST, sourcesHash } from "../../operate/build-console.ts";
import { cleanUp, newFolder, type RunningHouse, start } from "../e2e/running-house.ts";

/** CHROMIUM, or where distributions put it. */
const CHROMIUMS = [
  process.env.CHROMIUM ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
export const CHROMIUM = CHROMIUMS.find((path) => path !== "" && existsSync(path));
export const NEEDS_CHROMIUM =
  "The console's tests need Chromium: install it (apt-get install chromium) or name it in CHROMIUM.";

export type User = "customer" | "analyst" | "support" | "admin";

export const WIDTHS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type Width = keyof typeof WIDTHS;

export interface Visitor {
  page: Page;
  language: Language;
  /** What the browser complained of: errors, what the content security policy stopped, requests to elsewhere. Empty at the end of a good test. */
  problems: string[];
  /** Opens an address of the console and, where it asks, signs in. */
  open(path: string, user: User): Promise<void>;
  /** The same as a link of the page does it: nothing is loaded anew. The first time it opens. */
  go(path: string, user: User): Promise<void>;
  /** Nothing is loading, and what came is drawn. */
  settled(): Promise<void>;
  /** Chooses the language in the page as it stands. */
  speak(language: Language): Promise<void>;
  /** Fills and sends the sign-in page that is open. */
  signIn(user: User): Promise<void>;
  /** axe-core's serious and critical findings on the page as it stands, each in one line; `content`: without the frame that all screens share. */
  findings(part?: "page" | "content"): Promise<string[]>;
}

export interface Kit {
  house: RunningHouse;
  browser: Browser;
  /** A browser of its own: no cookies, no storage. */
  visit(language: Language, width?: Width): Promise<Visitor>;
  close(): Promise<void>;
}

/** The console of these sources: a file another test has built, or a new one outside the checkout. */
export async function builtConsole(): Promise<string> {
  const sources = sourcesHash();
  const own = join(tmpdir(), `hikeshi-console-${sources.slice(0, 16)}`);
  const standing = [DIST, own].find((folder) => builtOf(folder, sources) !== undefined);
  if (standing === undefined) await buildConsole(own);
  return standing ?? own;
}

/** Starts a house with the demo; its SQL Server incident waits for the customer (`--no-demo-customer`). */
export async function openKit(options: string[] = ["--no-demo-customer"]): Promise<Kit> {
  if (CHROMIUM === undefined) throw new Error(NEEDS_CHROMIUM);
  const folder = await builtConsole();
  const house = await start(newFolder(), ["--console", folder, "--language", "en", ...options], "launcher");
  if (!options.includes("--empty")) await house.line(/Played\./);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  return {
    house,
    browser,
    visit: (language, width = "desktop") => visit({ browser, house, language, width }),
    close: async () => {
      await browser.close();
      await house.end("SIGTERM");
      await cleanUp();
    },
  };
}

const LOADING = /^\s*(Loading|読み込み中)/;
/** Twice: what is drawn in answer to a new size is drawn with the frame after it. */
const DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))))";

/** Resolves once nothing is loading, and nothing was asked or answered while what came was drawn. */
function quietness(page: Page): () => Promise<void> {
  const underway = new Set<unknown>();
  let changes = 0;
  page.on("request", (request) => {
    underway.add(request);
    changes += 1;
  });
  const ended = (request: unknown) => {
    underway.delete(request);
    changes += 1;
  };
  page.on("requestfinished", ended);
  page.on("requestfailed", ended);
  return async () => {
    for (let before = -1; before !== changes || underway.size > 0; ) {
      before = changes;
      await page.getByRole("status").filter({ hasText: LOADING }).first().waitFor({ state: "detached" });
      await page.evaluate(DRAWN);
    }
  };
}

const LOCALES: Record<Language, string> = { ja: "ja-JP", en: "en-US" };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Visit {
  browser: Browser;
  house: RunningHouse;
  language: Language;
  width: Width;
}

async function visit({ browser, house, language, width }: Visit): Promise<Visitor> {
  const phone: BrowserContextOptions =
    width === "phone" ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {};
  // What is half faded in would be measured as too pale.
  const still = { reducedMotion: "reduce" } as const;
  const context = await browser.newContext({ locale: LOCALES[language], viewport: WIDTHS[width], ...still, ...phone });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      problems.push(`${message.type()}: ${message.text()}`);
  });
  // All comes from the house itself.
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== new URL(house.url).origin)
      problems.push(`request to elsewhere: ${request.url()}`);
  });
  const settled = quietness(page);
  const signIn = async (user: User) => {
    await page.locator("select[name=user]").selectOption(user);
    await page.locator("input[name=password]").fill(house.access().passwords[user]);
    await page.locator("button[type=submit]").click();
  };
  const open = async (path: string, user: User) => {
    await page.goto(new URL(path, house.url).href);
    await page.locator("select[name=user], h1").first().waitFor();
    if ((await page.locator("select[name=user]").count()) > 0) await signIn(user);
    await page.locator("h1").first().waitFor();
  };
  const visitor: Visitor = {
    page,
    language,
    problems,
    signIn,
    open,
    settled,
    go: async (path, user) => {
      if ((await page.locator("h1").count()) === 0) await open(path, user);
      else
        await page.evaluate(
          `history.pushState({}, "", ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent("popstate", { state: {} }))`,
        );
      await settled();
      await page.locator("h1").first().waitFor();
    },
    speak: async (wanted) => {
      if (visitor.language === wanted) return;
      // A dialog that is open lies above the menu, and stays open.
      const menu = page
        .locator("#top button")
        .filter({ hasText: /^(日本語|English)$/ })
        .first();
      await menu.evaluate((button: any) => button.click());
      const item = page.locator(`#top [role=menuitem][lang=${wanted}], #top [lang=${wanted}] [role=menuitem]`).first();
      await item.evaluate((element: any) => element.click());
      await page.locator(`html[lang=${wanted}]`).waitFor();
      visitor.language = wanted;
      await settled();
    },
    findings: (part) => findings(page, part),
  };
  return visitor;
}

/** By the browser's own bridge: a script in the page would be stopped by the content security policy, as it should. */
async function findings(page: Page, part: "page" | "content" = "page"): Promise<string[]> {
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(AXE);
  const where = part === "page" ? "document" : "{ include: [['main'], ['[role=dialog]']] }";
  const found = await page.evaluate(`axe.run(${where}, { resultTypes: ['violations'], iframes: false })`);
  return (found as any).violations
    .filter(({ impact }: any) => impact === "serious" || impact === "critical")
    .map(({ id, impact, nodes }: any) =>
      `${impact} ${id}: ${nodes.map(({ html }: any) => html).join(" ")}`.slice(0, 600),
    );
}
