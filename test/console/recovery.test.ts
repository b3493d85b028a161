// The way back to the network, on the phone that the mail is read on and on a desktop.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clean } from "./clean.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit } from "./kit.ts";

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

describe.skipIf(CHROMIUM === undefined)("the recovery", () => {
  let kit: Kit;
  let incidentId: string;
  let path: string;
  beforeAll(async () => {
    kit = await openKit();
    incidentId = (await kit.house.incidents())[0].incidentId;
    path = `/customers/demo/incidents/${incidentId}/recovery`;
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  test("says first whom to call, what not to do, and what is missing; support reads it and changes nothing", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open(path, "support");
    await page.getByText("Still missing").waitFor();
    await page.getByText(/SV-SQL01: the isolation was not ended yet/).waitFor();
    await page.getByText(/Tell the user of SV-SQL01 by phone/).waitFor();
    await page.getByText("Do not power off, restart or reset", { exact: false }).waitFor();
    await page.getByText("Your role can read this page and change nothing.").waitFor();
    expect(await page.getByRole("button", { name: /Record as done|End network isolation|Postpone/ }).count()).toBe(0);
    await clean(visitor);
    await page.context().close();
  }, 60_000);

  test("takes a date and a person; an analyst who ends it early must say why", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open(path, "analyst");
    await page.getByRole("button", { name: "Cannot act now?" }).click();
    await page.getByRole("textbox", { name: "Who will act" }).fill("Sato (IT)");
    const tomorrow = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tokyo" }).format(Date.now() + 86_400_000);
    await page.getByRole("textbox", { name: "Day" }).fill(tomorrow.replaceAll("-", "/"));
    await page.getByRole("textbox", { name: /Time/ }).fill("10:30");
    await clean(visitor);
    await page.getByRole("button", { name: "Postpone the reminders" }).click();
    await page.getByText(/Recorded: Sato \(IT\) will act/).waitFor();
    const { postponed } = await kit.house.incident(incidentId);
    expect(postponed).toEqual({ until: new Date(`${tomorrow}T10:30:00+09:00`).toISOString(), by: "Sato (IT)" });
    await page.getByText(/Who acts: Sato \(IT\)/).waitFor();
    await page.getByRole("button", { name: "End network isolation" }).click();
    const dialog = page.getByRole("dialog", { name: "End the network isolation of SV-SQL01?" });
    const confirm = dialog.getByRole("button", { name: "End network isolation" });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("The image was rebuilt");
    expect(await confirm.isDisabled()).toBe(false);
    await clean(visitor);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.context().close();
  }, 60_000);

  test("ends the isolation of those of several computers that are chosen, and says which stays and why", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    const incident = await kit.house.incident(incidentId);
    const [first] = incident.computers;
    const [isolation] = incident.actions.filter(({ kind }: any) => kind === "isolate");
    const names = ["PC-A", "PC-B", "PC-C"];
    const several = {
      ...incident,
      computers: names.map((name) => ({
        ...first,
        ...{ computerId: name, name, heldBy: name === "PC-B" ? [incidentId, "inc-other"] : [incidentId] },
      })),
      actions: names.map((name) => ({ ...isolation, target: { computerId: name, computerName: name } })),
      release: { held: names, missing: [], stillHeldBy: { "PC-B": ["inc-other"] } },
    };
    let asked: unknown;
    await page.route(`**/incidents/${incidentId}`, (route) =>
      route.request().isNavigationRequest() ? route.continue() : route.fulfill({ json: several }),
    );
    await page.route(`**/incidents/${incidentId}/release`, (route) => {
      asked = { ...route.request().postDataJSON(), version: route.request().headers()["if-match"] };
      const computers = [
        { computerId: "PC-A", outcome: "requested" },
        { computerId: "PC-B", outcome: "still-held", stillHeldBy: ["inc-other"] },
      ];
      return route.fulfill({ status: 202, json: { computers } });
    });
    await visitor.open(path, "customer");
    await page.getByText(/stays isolated because of another incident/).waitFor();
    expect(await page.getByRole("link", { name: "inc-other" }).getAttribute("href")).toMatch(/inc-other\/recovery$/);
    await page.getByRole("checkbox", { name: "PC-C" }).uncheck();
    await page.getByRole("button", { name: "End network isolation (2 computers)" }).click();
    const dialog = page.getByRole("dialog", { name: "End the network isolation of PC-A, PC-B?" });
    await dialog.getByRole("button", { name: "End network isolation" }).click();
    await page.getByText("The end of the isolation was requested: PC-A.", { exact: false }).waitFor();
    await page.getByText("Another incident still holds PC-B: it stays isolated.").waitFor();
    expect(asked).toEqual({ computerIds: ["PC-A", "PC-B"], version: `"${incident.version}"` });
    await clean(visitor);
    await page.context().close();
  }, 60_000);

  test("leads a phone from the incident over the checklist to a confirmed end", async () => {
    const visitor = await kit.visit("ja", "phone");
    const { page } = visitor;
    await visitor.open(`/customers/demo/incidents/${incidentId}`, "customer");
    await page.getByRole("link", { name: "対応・復旧に進む" }).click();
    await page.getByRole("heading", { level: 1, name: "推奨対応とNW隔離からの復旧" }).waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    const release = page.getByRole("button", { name: "NW隔離を終了", exact: true });
    expect(await release.isDisabled()).toBe(true);
    await page.getByRole("button", { name: "完了を記録: 端末の利用者に電話または対面で連絡した" }).click();
    const dialog = page.getByRole("dialog", { name: "この項目の完了を記録しますか" });
    await dialog.getByRole("textbox", { name: "メモ" }).fill("田中さんに電話済み");
    await clean(visitor);
    await dialog.getByRole("button", { name: "完了を記録" }).click();
    await page.getByText("メモ: 田中さんに電話済み").waitFor();
    await page
      .getByText(/記録した人：山田/)
      .first()
      .waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await clean(visitor);
    const { recommended } = await kit.house.incident(incidentId);
    const [first, ...others] = recommended;
    await page.getByRole("button", { name: `完了を記録: ${first.text.ja}` }).click();
    await dialog.getByRole("button", { name: "完了を記録" }).click();
    await page.getByText(`${recommended.length} 件中 1 件`).waitFor();
    // What others tick appears by itself.
    for (const { recommendedId } of others) {
      const attest = `/v1/customers/demo/incidents/${incidentId}/recommended-actions/${recommendedId}/attestation`;
      expect((await kit.house.api("customer", "POST", attest, {})).status).toBe(200);
    }
    await expect.poll(() => release.isEnabled(), { timeout: 6000 }).toBe(true);
    await release.click();
    const ending = page.getByRole("dialog", { name: "SV-SQL01 のNW隔離を終了しますか" });
    await clean(visitor);
    await ending.getByRole("button", { name: "NW隔離を終了" }).click();
    await page.getByText(/SV-SQL01 の隔離の終了を要求しました/).waitFor();
    await page.getByText("隔離の終了を確認済み").waitFor();
    await page.getByText("復旧が完了しました").waitFor();
    await kit.house.untilStatus(incidentId, "resolved");
    await page.getByText("未記録：VPN・業務システムの接続を利用者と確認した").waitFor();
    await clean(visitor);
    await page.context().close();
  }, 90_000);

  test("says so where an incident asks nothing, does not exist, or cannot be read", async () => {
    const visitor = await kit.visit("en", "phone");
    const { page } = visitor;
    const other = (await kit.house.incidents()).find((one: any) => one.incidentId !== incidentId).incidentId;
    await visitor.open(`/customers/demo/incidents/${other}/recovery`, "customer");
    await page.getByText("This incident asks nothing of you").waitFor();
    await clean(visitor);
    await page.route("**/v1/customers/demo/incidents/none", (route) => route.fulfill({ status: 404, json: {} }));
    await page.goto(new URL("/customers/demo/incidents/none/recovery", kit.house.url).href);
    await page.getByText("There is no such page, or it is not yours to see.").waitFor();
    await page.route("**/v1/customers/demo/incidents/*", (route) => route.abort());
    await page.goto(new URL(path, kit.house.url).href);
    await page.getByRole("button", { name: "Try again" }).waitFor({ timeout: 15_000 });
    await page.context().close();
  }, 60_000);
});
