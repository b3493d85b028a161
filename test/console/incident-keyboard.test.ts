// An incident by keyboard only: from the list to it, through its tabs, its graph, and a dialog and back.
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../../console/api.ts";
import { en } from "../../console/messages/en.ts";
import { ja } from "../../console/messages/ja.ts";
import { clean } from "./clean.ts";
import { hasFocus, tabTo } from "./keyboard.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit, type Width } from "./kit.ts";

type Graph = Answer<"readIncidentGraph">;
const TEXTS = { ja, en };

/** A computer, and so many processes of it, each with a detection. */
const graphOf = (processes: number): Graph => {
  const ids = Array.from({ length: processes }, (_none, index) => String(index));
  return {
    nodes: [
      { id: "c", kind: "computer", computerId: "pc", name: "PC-KEIRI07" },
      ...ids.map((id) => ({
        id: `p${id}`,
        kind: "process" as const,
        computerId: "pc",
        name: `p${id}.exe`,
        pid: Number(id),
      })),
      ...ids.map((id) => ({
        ...{ id: `d${id}`, kind: "detection" as const, rule: `Rule ${id}`, ruleId: id, severity: "high" as const },
        ...{ outcome: "allowed" as const, techniques: [], at: "2026-01-01T00:00:00.000Z" },
      })),
    ],
    edges: ids.flatMap((id) => [
      { from: "c", to: `p${id}`, kind: "runs" as const },
      { from: `d${id}`, to: `p${id}`, kind: "about" as const },
    ]),
    leftOut: 0,
  };
};

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("an incident by keyboard only", () => {
  let kit: Kit;
  let incidentId: string;
  beforeAll(async () => {
    kit = await openKit();
    incidentId = (await kit.house.incidents())[0].incidentId;
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  const graphPath = () => `/customers/demo/incidents/${incidentId}/graph`;

  test.each(["ja", "en"] as const)(
    "is opened from the list, read tab by tab, and isolation is asked and left (%s)",
    async (language) => {
      const t = TEXTS[language];
      const visitor = await kit.visit(language);
      const { page } = visitor;
      await visitor.open("/customers/demo/incidents", "customer");
      // The only one that nothing is isolated of.
      const link = page.getByRole("link", { name: /Certutil/ });
      await link.waitFor();
      await tabTo(page, link);
      await page.keyboard.press("Enter");
      const tab = (name: string) => page.getByRole("tab", { name });
      await tab(t.incident.tabs.timeline).waitFor();
      await tabTo(page, tab(t.incident.tabs.timeline));
      await page.keyboard.press("ArrowRight");
      await page.getByRole("tab", { name: t.incident.tabs.detections, selected: true }).waitFor();
      expect(page.url()).toMatch(/\/detections$/);
      await page
        .getByRole("tabpanel")
        .getByText(/A0313|certutil/i)
        .first()
        .waitFor();
      for (const name of [t.incident.tabs.timeline, t.incident.tabs.graph]) {
        await page.keyboard.press("ArrowLeft");
        await page.getByRole("tab", { name, selected: true }).waitFor();
      }
      expect(page.url()).toMatch(/\/graph$/);
      const isolate = page.getByRole("button", { name: t.isolate.action, exact: true });
      await tabTo(page, isolate, "Shift+Tab");
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByText(t.isolate.vpn).waitFor();
      // The focus is within, cannot leave, and is back where it was afterwards.
      expect(await dialog.evaluate((element: any) => element.contains(element.ownerDocument.activeElement))).toBe(true);
      await tabTo(page, dialog.getByRole("button", { name: t.common.cancel }));
      await clean(visitor);
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "hidden" });
      await expect.poll(() => hasFocus(isolate)).toBe(true);
      await page.keyboard.press("Enter");
      await dialog.getByText(t.isolate.vpn).waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      const { computers } = (await kit.house.api("analyst", "GET", "/v1/customers/demo/computers")).body;
      expect(computers.find(({ name }: any) => /test1-vm/i.test(name)).isolation).toBe("connected");
      await page.context().close();
    },
    60_000,
  );

  test.each(["ja", "en"] as const)(
    "has a graph whose items, connections and whole view Tab and Enter reach (%s)",
    async (language) => {
      const t = TEXTS[language].graph;
      const visitor = await kit.visit(language);
      const { page } = visitor;
      await visitor.open(graphPath(), "customer");
      const drawing = page.locator(".drawing");
      const items = drawing.getByRole("button", { name: new RegExp(Object.values(t.kinds).join("|")) });
      await items.first().waitFor();
      const chosen = page.getByRole("region", { name: t.details });
      const last = items.nth((await items.count()) - 1);
      for (const item of [items.first(), last]) {
        await tabTo(page, item);
        // What has the focus is seen, wherever in the drawing it is.
        await expect.poll(() => isWithin(item, drawing)).toBe(true);
        await page.keyboard.press("Enter");
        await chosen.getByText(t.connections).waitFor();
        expect(await chosen.innerText()).toContain((await item.locator("span").innerText()).trim());
      }
      const before = page.url();
      const connection = chosen.getByRole("button").first();
      await tabTo(page, connection);
      await page.keyboard.press("Enter");
      await expect.poll(() => page.url()).not.toBe(before);
      await clean(visitor);
      await visitor.open(graphPath(), "customer");
      await items.first().waitFor();
      const whole = page.getByRole("button", { name: t.fit });
      await tabTo(page, whole);
      await page.keyboard.press("Enter");
      await expect.poll(() => isWithin(items, drawing)).toBe(true);
      await clean(visitor);
      await page.context().close();
    },
    90_000,
  );

  const WAYS: [string, Width, number][] = [
    ["small, whole and readable", "desktop", 3],
    ["large, at readable size with its computer in view", "desktop", 40],
    ["large, also on a phone", "phone", 40],
  ];
  test.each(WAYS)(
    "opens its graph as it is best read: %s (%s)",
    async (_name, width, processes) => {
      const visitor = await kit.visit("ja", width);
      const { page } = visitor;
      await page.route("**/graph", (route) =>
        route.request().isNavigationRequest() ? route.continue() : route.fulfill({ json: graphOf(processes) }),
      );
      await visitor.open(graphPath(), "customer");
      const drawing = page.locator(".drawing");
      const items = drawing.getByRole("button", { name: new RegExp(Object.values(ja.graph.kinds).join("|")) });
      const computer = drawing.getByRole("button", { name: /PC-KEIRI07/ });
      await computer.waitFor();
      expect(await items.count()).toBe(1 + 2 * processes);
      await expect.poll(() => isWithin(computer, drawing)).toBe(true);
      expect(await isWithin(items, drawing)).toBe(processes === 3);
      // Of 13 pixels.
      expect(await letters(page)).toBeGreaterThanOrEqual(9.7);
      await page.getByRole("button", { name: ja.graph.fit }).click();
      await expect.poll(() => isWithin(items, drawing)).toBe(true);
      expect(visitor.problems).toEqual([]);
      await page.context().close();
    },
    60_000,
  );
});

const letters = (page: Page): Promise<number> =>
  page.evaluate("13 * new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')).transform).a");

/** Whether all of them are seen whole. */
async function isWithin(items: Locator, frame: Locator): Promise<boolean> {
  const outer = await frame.boundingBox();
  const inner: any[] = await items.evaluateAll((all: any[]) =>
    all.map((one) => one.getBoundingClientRect()).map(({ left, top, right, bottom }) => ({ left, top, right, bottom })),
  );
  if (outer === null || inner.length === 0) return false;
  const { x, y, width, height } = outer;
  return inner.every(
    ({ left, top, right, bottom }) =>
      left >= x - 1 && top >= y - 1 && right <= x + width + 1 && bottom <= y + height + 1,
  );
}
