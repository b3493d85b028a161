// Every screen, in both languages, on a phone and on a desktop: nothing that axe-core finds serious, no complaint of the
// browser, nothing to scroll sideways for. The page stays open, and changes language and width in place.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Language } from "../../core/ports.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit, type User, type Visitor, WIDTHS } from "./kit.ts";
import { SHOTS, type Shot } from "./shots.ts";

const LANGUAGES = ["ja", "en"] as const;
const WAYS = LANGUAGES.flatMap((language) => (["phone", "desktop"] as const).map((width) => `${language} ${width}`));
/** Side by side: a page often waits. The desk answers what the customer has asked. */
const LANES: readonly User[][] = [
  ["customer", "support"],
  ["analyst", "admin"],
];
const NAMES = SHOTS.map(({ name }) => name);

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

/** One after the other in the browser of its user, in all four ways. Resolves to what is wrong with each, by its name. */
function look(kit: Kit, shots: readonly Shot[], incidentId: string): Map<string, Promise<string[]>> {
  const visitors = new Map<User, Visitor>();
  const lookAt = async ({ name, user, path, before }: Shot): Promise<string[]> => {
    const visitor = visitors.get(user) ?? (await kit.visit("ja", "desktop"));
    visitors.set(user, visitor);
    await visitor.go(path(incidentId), user);
    await before?.(visitor);
    const whole = WAYS[NAMES.indexOf(name) % WAYS.length] ?? "";
    const wrong: string[] = [];
    // Beginning with the one in which the screen before was left.
    for (const language of LANGUAGES.toSorted((one) => (one === visitor.language ? -1 : 1))) {
      await visitor.speak(language);
      wrong.push(...(await wrongAt(visitor, language, whole)));
    }
    return [...wrong, ...visitor.problems.splice(0)];
  };
  let last: Promise<unknown> = Promise.resolve();
  const found = new Map<string, Promise<string[]>>();
  for (const shot of shots) {
    const one = last.then(() => lookAt(shot));
    // One that fails is its own test's affair.
    last = one.catch(() => {});
    found.set(shot.name, one);
  }
  return found;
}

describe.skipIf(CHROMIUM === undefined)("every screen", () => {
  let kit: Kit;
  let found: Map<string, Promise<string[]>>;
  beforeAll(async () => {
    kit = await openKit();
    const { incidentId } = (await kit.house.incidents())[0];
    const lanes = LANES.map((users) =>
      look(
        kit,
        users.flatMap((user) => SHOTS.filter((shot) => shot.user === user)),
        incidentId,
      ),
    );
    found = new Map(lanes.flatMap((lane) => [...lane]));
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  test.each(NAMES)("%s", async (name) => expect(await found.get(name)).toEqual([]), 180_000);
});
