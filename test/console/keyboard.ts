// Going through a page by keyboard only.
import type { Locator, Page } from "playwright-core";

const MOST = 120;

/** Presses Tab (or the other way) until the element has the focus; an error where that never comes. */
export async function tabTo(page: Page, wanted: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let pressed = 0; pressed < MOST; pressed += 1) {
    if (await hasFocus(wanted)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${MOST} times ${key} do not lead to ${wanted}.`);
}

export const hasFocus = async (wanted: Locator): Promise<boolean> =>
  (await wanted.count()) > 0 &&
  (await wanted.first().evaluate((element: any) => element === element.ownerDocument.activeElement));
