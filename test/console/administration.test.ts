// What is administered in lists: allowed files, the audit, sources and their connectors, a silent source; and the filters of the lists.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../../functions/sweep/sweep.ts";
import { BEARER, webhookHouse } from "../functions/intake/webhook-house.ts";
import { clean } from "./clean.ts";
import { CHROMIUM, type Kit, NEEDS_CHROMIUM, openKit } from "./kit.ts";

test.runIf(CHROMIUM === undefined)(NEEDS_CHROMIUM, ({ skip }) => skip());

const HOUR = 3_600_000;
const HASH = "c1".repeat(32);
const dayAhead = (days: number) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tokyo" }).format(Date.now() + days * 24 * HOUR);

describe.skipIf(CHROMIUM === undefined)("administration in the console", () => {
  let kit: Kit;
  let incidentId: string;
  beforeAll(async () => {
    kit = await openKit();
    incidentId = (await kit.house.incidents())[0].incidentId;
  }, 180_000);
  afterAll(() => kit?.close(), 30_000);

  const allowed = async () => (await kit.house.api("support", "GET", "/v1/customers/demo/allowed-files")).body.files;
  const sources = async () => (await kit.house.api("admin", "GET", "/v1/customers/demo/sources")).body.sources as any[];

  test("a file is allowed from where it was seen, until a day, and taken off again; none of the system's (ja)", async () => {
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await visitor.open(`/customers/demo/incidents/${incidentId}/executables`, "customer");
    await page.getByRole("link", { name: "srv.exe を許可" }).first().waitFor();
    expect(await page.getByRole("link", { name: /^(sqlservr|wevtutil)\.exe を許可/ }).count()).toBe(0);
    await page.getByRole("link", { name: "srv.exe を許可" }).first().click();
    const dialog = page.getByRole("dialog", { name: "ファイルを許可" });
    await dialog.getByText("このファイルから実行されるものは、").waitFor();
    expect(await dialog.getByRole("link", { name: incidentId }).count()).toBe(1);
    const confirm = dialog.getByRole("button", { name: "ファイルを許可" });
    await dialog.getByRole("textbox", { name: "理由" }).fill("検証用のツール");
    await dialog.getByRole("textbox", { name: /許可の期限/ }).fill(dayAhead(400).replaceAll("-", "/"));
    await dialog.getByText("今日から 1 年先までの日付を選択してください。").waitFor();
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole("textbox", { name: /許可の期限/ }).fill(dayAhead(30).replaceAll("-", "/"));
    await clean(visitor);
    await confirm.click();
    await page.getByText("srv.exe を許可しました。").waitFor();
    const [entry] = await allowed();
    expect(entry).toMatchObject({
      name: "srv.exe",
      reason: "検証用のツール",
      addedBy: expect.stringContaining("山田"),
    });
    expect(entry.until).toBe(new Date(`${dayAhead(30)}T23:59:59+09:00`).toISOString());
    // A reload does not ask again.
    expect(new URL(page.url()).search).toBe("");
    await page.getByRole("rowheader", { name: new RegExp(entry.hash) }).waitFor();
    await clean(visitor);
    await page.getByRole("button", { name: "srv.exe の許可を取り消し" }).click();
    await page.getByRole("dialog").getByText("停止や駆除の対象になることがあります。").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "取り消し" }).click();
    await page.getByText("許可したファイルはありません").waitFor();
    expect(await allowed()).toEqual([]);
    await page.context().close();
  }, 60_000);

  test("an analyst allows a file by its hash; what the API refuses is told in the dialog; support only reads (en, phone)", async () => {
    const visitor = await kit.visit("en", "phone");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings/allowed", "analyst");
    await page.getByText("No file is allowed").waitFor();
    expect(await page.getByText("Your role may look at these settings.").count()).toBe(0);
    await page.getByRole("button", { name: "Allow a file" }).click();
    const dialog = page.getByRole("dialog");
    const hash = dialog.getByRole("textbox", { name: "SHA-256 or SHA-1" });
    await hash.fill("12");
    await dialog.getByText("Enter 64 (SHA-256) or 40 (SHA-1) hexadecimal digits.").waitFor();
    await hash.fill(HASH.toUpperCase());
    await dialog.getByRole("textbox", { name: "Reason" }).fill("<b>Roll-out</b>");
    await dialog.getByRole("textbox", { name: /until/ }).fill(dayAhead(1).replaceAll("-", "/"));
    await page.route("**/allowed-files", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({ status: 409, json: { code: "allow-list-full", message: "full" } })
        : route.fallback(),
    );
    await dialog.getByRole("button", { name: "Allow a file" }).click();
    await dialog.getByText("The list of allowed files is full").waitFor();
    await page.unroute("**/allowed-files");
    expect(visitor.problems.splice(0)).toHaveLength(1);
    await dialog.getByRole("button", { name: "Allow a file" }).click();
    await page.getByText(/is allowed\.$/).waitFor();
    expect(await allowed()).toMatchObject([{ hash: HASH, reason: "<b>Roll-out</b>" }]);
    await page.getByText("<b>Roll-out</b>").waitFor();
    await clean(visitor);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await page.context().close();

    const support = await kit.visit("en");
    await support.open("/customers/demo/settings/allowed", "support");
    await support.page.getByRole("rowheader", { name: HASH }).waitFor();
    await support.page.getByText("Your role may look at these settings.").waitFor();
    expect(await support.page.getByRole("button", { name: /^(Allow|Remove)/ }).count()).toBe(0);
    // The audit is not theirs: no tab, and no page.
    expect(await support.page.getByRole("tab", { name: "Audit" }).count()).toBe(0);
    await support.page.goto(new URL("/customers/demo/settings/audit", kit.house.url).href);
    await support.page.getByText("Not for your role").waitFor();
    await support.page.context().close();
  }, 60_000);

  test("the audit says who changed what, in the customer's zone, page by page, and is filtered in the address (en)", async () => {
    for (let number = 0; number < 55; number += 1) {
      const body = { vendor: "generic", credential: "secret", silentAfterHours: number };
      await kit.house.api("admin", "PUT", "/v1/customers/demo/sources/audited", body);
    }
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings/audit", "customer");
    const rows = page.getByRole("table", { name: "Audit" }).locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(50);
    await rows.first().getByText("silentAfterHours").waitFor();
    await rows.first().getByText("JST").waitFor();
    await clean(visitor);
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(() => rows.count()).toBeGreaterThan(55);
    await page.getByRole("button", { name: /^What/ }).click();
    await page.getByRole("option", { name: "Files allowed", exact: true }).click();
    await expect.poll(() => rows.count()).toBeLessThan(5);
    await rows.first().getByText("<b>Roll-out</b>").waitFor();
    expect(new URL(page.url()).search).toBe("?what=files-allowed");
    await page.getByRole("searchbox", { name: "Who" }).fill("nobody of this name");
    await page.getByText("Nothing fits the filter.").waitFor();
    await clean(visitor);
    // The address alone leads there, and the filter leads back.
    await page.reload();
    await page.getByText("Nothing fits the filter.").waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await expect.poll(() => rows.count()).toBe(50);
    expect(new URL(page.url()).search).toBe("");
    await page.context().close();
  }, 60_000);

  test("the list of allowed files says that it is read, that it could not be, and what it then found (ja)", async () => {
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/allowed-files", async (route) => {
      await held;
      await route.fulfill({ status: 403, json: { code: "forbidden", message: "" } });
    });
    await visitor.open("/customers/demo/settings/allowed", "customer");
    await page.getByRole("table", { name: "許可したファイル" }).getByText("読み込み中").waitFor();
    release();
    await page.getByText("お使いの役割では、この操作はできません。").waitFor();
    await page.unroute("**/allowed-files");
    visitor.problems.splice(0);
    await page.reload();
    await page.getByRole("rowheader", { name: HASH }).waitFor();
    await clean(visitor);
    await page.context().close();
  }, 60_000);

  test("the house's audit is the admins'; a list that fails says so and is read again (ja)", async () => {
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await page.route("**/v1/audit**", (route) => route.fulfill({ status: 500, json: { code: "defect", message: "" } }));
    await visitor.open("/house/audit", "admin");
    await page.getByText("サービス側で問題が発生しました。").waitFor();
    await page.unroute("**/v1/audit**");
    visitor.problems.splice(0);
    const person = { issuer: "https://issuer.test", subject: "audited", name: "佐藤", role: "support" };
    expect((await kit.house.api("admin", "PUT", "/v1/people", person)).status).toBe(200);
    await page.getByRole("button", { name: "再試行" }).click();
    const row = page.getByRole("row").filter({ hasText: "利用者を追加または変更" });
    await row.getByText("佐藤").waitFor();
    await row.getByText("テクニカルサポート").waitFor();
    await clean(visitor);
    await page.context().close();
  }, 60_000);

  test("a connector is a form of what its product needs; what the API refuses stands at its field (en)", async () => {
    const visitor = await kit.visit("en");
    const { page } = visitor;
    await visitor.open("/customers/demo/settings/sources", "admin");
    const [before] = (await sources()).filter(({ name }) => name === "eset");
    await page.getByRole("button", { name: "Edit eset" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("The source eset was saved.").waitFor();
    // Saved as it was: nothing of the connector was lost.
    expect((await sources()).find(({ name }) => name === "eset").connector).toEqual(before.connector);
    await page.getByRole("button", { name: "Add a source" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a source" });
    await dialog.getByRole("textbox", { name: "Source" }).fill("cloud");
    await dialog.getByRole("button", { name: /^Product ESET/ }).click();
    await page.getByRole("option", { name: "Amazon GuardDuty" }).click();
    await dialog.getByRole("button", { name: /^Product that acts/ }).click();
    await page.getByRole("option", { name: "Amazon EC2" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    expect(await dialog.getByText("This is needed, in the form that is described.").count()).toBe(4);
    await clean(visitor);
    await dialog.getByRole("textbox", { name: "AWS account id" }).fill("12");
    await dialog.getByRole("textbox", { name: "Region" }).fill("ap-northeast-1");
    await dialog.getByRole("textbox", { name: "Access key id" }).fill("AKIAEXAMPLE");
    await dialog.getByLabel("Secret access key").fill("never shown");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Something that was entered is not valid.").waitFor();
    expect(await dialog.getByText("This is needed, in the form that is described.").count()).toBe(1);
    expect(visitor.problems.splice(0)).toHaveLength(1);
    await dialog.getByRole("textbox", { name: "AWS account id" }).fill("123456789012");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("The source cloud was saved.").waitFor();
    const made = (await sources()).find(({ name }) => name === "cloud");
    expect(made.connector).toEqual({
      vendor: "ec2",
      settings: { accountId: "123456789012", region: "ap-northeast-1" },
    });
    await page.getByRole("row").filter({ hasText: "cloud" }).getByText("Amazon EC2").waitFor();
    expect(await page.locator("body").innerHTML()).not.toContain("never shown");
    await clean(visitor);
    await page.context().close();
  }, 60_000);

  test("a source that fell silent is shown as such, once the sweeper said so, until it is heard again (ja)", async () => {
    // A house whose clock is moved, behind the console of the other one.
    const house = await webhookHouse();
    const beat = () => house.deliver("eset", { text: "<134>1 x HEARTBEAT" }, { authorization: `Bearer ${BEARER}` });
    const answer = () => house.call("GET", "/v1/customers/acme/sources", { as: "customer", on: house.deps });
    house.clock.now = Date.now() - 25 * HOUR;
    await beat();
    const visitor = await kit.visit("ja");
    const { page } = visitor;
    await page.route("**/customers/demo/sources", async (route) => route.fulfill({ json: (await answer()).body }));
    await visitor.open("/customers/demo/settings/sources", "customer");
    const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "eset", exact: true }) });
    await row.getByText("1 日前").waitFor();
    expect(await row.getByText("途絶").count()).toBe(0);
    house.clock.now = Date.now();
    await sweep(house.deps);
    await row.getByText("途絶 · ").waitFor();
    await page.getByText("eset から受信していません。").waitFor();
    await clean(visitor);
    await beat();
    await row.getByText("途絶").waitFor({ state: "detached" });
    await page.getByText("eset から受信していません。").waitFor({ state: "detached" });
    await page.context().close();
  }, 60_000);
});
