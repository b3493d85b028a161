// Every screen, in both languages, on a phone and on a desktop: nothing that axe-core finds serious, no complaint of the
// browser, nothing to scroll sideways for. The page stays open, and changes language and width in place.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Language } from "../../core/ports.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit, type User, type Visitor, WIDTHS } from "./kit.ts";
import { SHOTS } from "./shots.ts";

const LANGUAGES = ["ja", "en"] as const;
const WAYS = LANGUAGES.flatMap((language) => (["phone", "desktop"] as const).map((width) => `${language} ${width}`));
const USERS: readonly User[] = ["customer", "analyst", "support", "admin"];
const CASES = USERS.flatMap((user) => SHOTS.filter((shot) => shot.user === user)).map(
  (shot, index) => [shot.name, shot, WAYS[index % WAYS.length] ?? ""] as const,
);

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

/**
 * What is wrong with the page as it stands, at both widths. Ends at the desktop's, where the language can be changed.
 * `whole`: where the frame is looked at, too; it is the same around every screen, so each way has its turn.
 */
async function wrongAt({ page, settled, findings }: Visitor, language: Language, whole: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const width of ["phone", "desktop"] as const) {
    await page.setViewportSize(WIDTHS[width]);
    await settled();
    const scrolled = Number(await page.evaluate("document.documentElement.scrollWidth"));
    const found = await findings(`${language} ${width}` === whole ? "page" : "content");
    if (scrolled > WIDTHS[width].width) found.push(`it is ${scrolled} wide`);
    wrong.push(...found.map((one) => `${language} ${width}: ${one}`));
  }
  return wrong;
}

describe.skipIf(CHROMIUM === undefined)("every screen", () => {
  let kit: Kit;
  let incidentId: string;
  const visitors = new Map<User, Visitor>();
  beforeAll(async () => {
    kit = await openKit();
    incidentId = (await kit.house.incidents())[0].incidentId;
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  test.each(CASES)(
    "%s",
    async (_name, { user, path, before }, whole) => {
      const visitor = visitors.get(user) ?? (await kit.visit("ja", "desktop"));
      visitors.set(user, visitor);
      await visitor.go(path(incidentId), user);
      await before?.(visitor);
      const first = visitor.language;
      const wrong: string[] = [];
      for (const language of LANGUAGES.toSorted((one) => (one === first ? -1 : 1))) {
        await visitor.speak(language);
        wrong.push(...(await wrongAt(visitor, language, whole)));
      }
      expect([...wrong, ...visitor.problems]).toEqual([]);
    },
    60_000,
  );
});
