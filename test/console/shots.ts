// What the pictures are of, and what axe-core looks at: every screen. A new screen is a new row.
import type { User, Visitor } from "./kit.ts";

export interface Shot {
  name: string;
  user: User;
  /** The address to open, given the waiting incident's id; absent: what `before` leaves open. */
  path(incidentId: string): string;
  /** Brings the screen to where its picture is taken. */
  before?(visitor: Visitor): Promise<void>;
}

/** Scrolls to what the picture is of. */
const show = ({ page }: Visitor, selector: string): Promise<void> =>
  page.locator(selector).evaluate((element: any) => element.scrollIntoView({ block: "center" }));

const showTab = ({ page }: Visitor): Promise<void> =>
  page.locator('[role="tabpanel"]:visible').evaluate((element: any) => element.scrollIntoView({ block: "start" }));

export const SHOTS: readonly Shot[] = [
  { name: "incidents", user: "analyst", path: () => "/customers/demo/incidents" },
  { name: "timeline", user: "customer", path: (id) => `/customers/demo/incidents/${id}` },
  {
    name: "graph",
    user: "customer",
    path: (id) => `/customers/demo/incidents/${id}/graph`,
    before: (visitor) => show(visitor, ".drawing"),
  },
  {
    name: "comments",
    user: "analyst",
    path: (id) => `/customers/demo/incidents/${id}/comments`,
    before: (visitor) => show(visitor, ".comments"),
  },
  {
    name: "workflow",
    user: "analyst",
    path: (id) => `/customers/demo/incidents/${id}/workflow`,
    before: (visitor) => show(visitor, ".drawing"),
  },
  { name: "detections", user: "analyst", path: (id) => `/customers/demo/incidents/${id}/detections`, before: showTab },
  {
    name: "incident-computers",
    user: "analyst",
    path: (id) => `/customers/demo/incidents/${id}/computers`,
    before: showTab,
  },
  {
    name: "executables",
    user: "analyst",
    path: (id) => `/customers/demo/incidents/${id}/executables`,
    before: showTab,
  },
  { name: "processes", user: "analyst", path: (id) => `/customers/demo/incidents/${id}/processes`, before: showTab },
  { name: "recovery", user: "customer", path: (id) => `/customers/demo/incidents/${id}/recovery` },
  {
    name: "recovery-release",
    user: "analyst",
    path: (id) => `/customers/demo/incidents/${id}/recovery`,
    before: async ({ page }) => {
      await page.getByRole("button", { name: /^(NW隔離を終了|End network isolation)$/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "computers", user: "customer", path: () => "/customers/demo/computers" },
  {
    name: "isolate",
    user: "customer",
    path: () => "/customers/demo/computers",
    before: async ({ page }) => {
      await page.getByRole("button", { name: /test1-VM/ }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "computer",
    user: "customer",
    path: () => "/customers/demo/computers",
    before: async ({ page }) => {
      await page.getByRole("link", { name: "SV-SQL01", exact: true }).click();
      await page.getByRole("heading", { level: 1, name: "SV-SQL01" }).waitFor();
    },
  },
  { name: "inquiries", user: "customer", path: () => "/customers/demo/inquiries", before: ask },
  { name: "new-inquiry", user: "customer", path: () => "/customers/demo/inquiries/new" },
  { name: "inquiry-about", user: "customer", path: (id) => `/customers/demo/inquiries/new?incident=${id}` },
  { name: "inquiry", user: "support", path: () => "/customers/demo/inquiries", before: openFirstInquiry },
  { name: "desk", user: "support", path: () => "/customers/demo/inquiries?show=all" },
  { name: "settings", user: "customer", path: () => "/customers/demo/settings" },
  { name: "policy", user: "customer", path: () => "/customers/demo/settings/policy" },
  { name: "general", user: "customer", path: () => "/customers/demo/settings/general" },
  { name: "sources", user: "admin", path: () => "/customers/demo/settings/sources" },
  {
    name: "source",
    user: "admin",
    path: () => "/customers/demo/settings/sources",
    before: async ({ page }) => {
      await page.getByRole("button", { name: /^(eset を編集|Edit eset)$/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog
        .getByText(/^(対応を実施する製品|Product that acts)$/)
        .evaluate((label: any) => label.scrollIntoView());
    },
  },
  { name: "allowed", user: "customer", path: () => "/customers/demo/settings/allowed", before: allow },
  {
    name: "allow",
    user: "customer",
    path: (id) => `/customers/demo/settings/allowed?file=${"ab".repeat(32)}&name=agent.exe&incident=${id}`,
  },
  { name: "audit", user: "customer", path: () => "/customers/demo/settings/audit" },
  { name: "people", user: "customer", path: () => "/customers/demo/settings/people" },
  { name: "quarantine", user: "analyst", path: () => "/customers/demo/quarantine" },
  { name: "customers", user: "admin", path: () => "/house/customers" },
  { name: "house-audit", user: "admin", path: () => "/house/audit" },
];

/** The allow-list is empty in the demo. */
async function allow({ page, language }: Visitor): Promise<void> {
  const table = page.getByText("asset-agent.exe").first();
  await page.getByRole("button", { name: /^(ファイルを許可|Allow a file)$/ }).waitFor();
  await page.waitForLoadState("networkidle");
  if ((await table.count()) > 0) return;
  await page.getByRole("button", { name: /^(ファイルを許可|Allow a file)$/ }).click();
  const fields = page.getByRole("dialog").locator("input[type=text]");
  await fields.nth(0).fill("c1".repeat(32));
  await fields.nth(1).fill("asset-agent.exe");
  await fields.nth(2).fill(language === "ja" ? "資産管理ソフトウェアの配布" : "Roll-out of our asset management");
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tokyo" }).format(Date.now() + 90 * 86_400_000);
  await fields.nth(3).fill(day.replaceAll("-", "/"));
  await page.getByRole("dialog").locator("button[class*=variant-primary]").click();
  await table.waitFor();
}

/** The list of inquiries is empty in the demo. */
async function ask({ page, language }: Visitor): Promise<void> {
  const words = language === "ja" ? ASKED.ja : ASKED.en;
  const asked = page.getByRole("link", { name: words.subject }).first();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  if ((await asked.count()) > 0) return;
  await page.goto(page.url().replace(/inquiries.*/, "inquiries/new"));
  const fields = page.locator("main input[type=text], main textarea");
  await fields.nth(0).fill(words.subject);
  await fields.nth(1).fill(words.text);
  await fields.nth(2).fill("PC-KEIRI07");
  await page.locator("main button[class*=variant-primary]").click();
  await page.waitForURL(/inq-/);
  await page.goto(page.url().replace(/\/inq-.*/, ""));
  await asked.waitFor();
}

const ASKED = {
  ja: {
    subject: "PC-KEIRI07 の動作が遅く、見慣れない画面が表示されます",
    text: "今朝から動作が遅く、見慣れない黒い画面が一瞬表示されます。検出の通知は届いていません。調査をお願いできますか。",
  },
  en: {
    subject: "PC-KEIRI07 is slow and shows windows we do not know",
    text: "Since this morning a black window appears for a moment. No detection was told. Can you have a look?",
  },
};

async function openFirstInquiry({ page }: Visitor): Promise<void> {
  await page.locator("main a[href*='inq-']").first().click();
  await page.locator("main ol").waitFor();
}
