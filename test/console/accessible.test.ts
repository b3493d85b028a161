// Every screen, one in Japanese on a phone, the next in English on a desktop (`npm run screens` looks at all four): nothing
// that axe-core finds serious, no complaint of the browser, nothing to scroll sideways for.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit, type Visitor, WIDTHS } from "./kit.ts";
import { SHOTS } from "./shots.ts";

const LOADING = /^(Loading|読み込み中)/;
const WAYS = [
  ["ja", "phone"],
  ["en", "desktop"],
] as const;
const CASES = SHOTS.map((shot, index) => {
  const [language, width] = WAYS[index % 2] ?? WAYS[0];
  return [shot.name, language, width, shot] as const;
});

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("every screen", () => {
  let kit: Kit;
  let incidentId: string;
  const visitors = new Map<string, Visitor>();
  beforeAll(async () => {
    kit = await openKit();
    incidentId = (await kit.house.incidents())[0].incidentId;
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  test.each(CASES)(
    "%s (%s, %s)",
    async (_name, language, width, { user, path, before }) => {
      const visitor = visitors.get(`${user} ${language}`) ?? (await kit.visit(language, width));
      visitors.set(`${user} ${language}`, visitor);
      const { page } = visitor;
      await visitor.open(path(incidentId), user);
      await before?.(visitor);
      await page.getByRole("status").filter({ hasText: LOADING }).waitFor({ state: "detached" });
      await page.waitForLoadState("networkidle");
      expect(await visitor.findings()).toEqual([]);
      expect(visitor.problems).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(WIDTHS[width].width);
    },
    60_000,
  );
});
