// `npm run screens`: a picture of each screen, in both languages, on a desktop and on a phone, into docs/screens/.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../e2e/running-house.ts";
import { type Kit, openKit, type User, type Visitor, WIDTHS, type Width } from "./kit.ts";
import { smallerPng } from "./palette-png.ts";
import { SHOTS, type Shot } from "./shots.ts";

const FOLDER = join(ROOT, "docs/screens");

type Take = { language: "ja" | "en"; width: Width; incidentId: string };

async function take(visitor: Visitor, shot: Shot, { language, width, incidentId }: Take): Promise<void> {
  const { page } = visitor;
  await visitor.open(shot.path(incidentId), shot.user);
  await shot.before?.(visitor);
  await page.waitForLoadState("networkidle");
  await page
    .getByRole("status")
    .filter({ hasText: /Loading|読み込み中/ })
    .waitFor({ state: "detached" });
  const clip = { x: 0, y: 0, ...WIDTHS[width] };
  const picture = smallerPng(await page.screenshot({ clip, scale: "css" }));
  writeFileSync(join(FOLDER, `${shot.name}-${language}-${width}.png`), picture);
  const wrong = [...visitor.problems, ...(await visitor.findings())];
  if (wrong.length > 0) throw new Error(`${shot.name} (${language}, ${width}): ${wrong.join("; ")}`);
}

const USERS: readonly User[] = ["customer", "analyst", "support", "admin"];

/** One browser, signed in once, for all that a user is shown in a language at a width. */
async function takeAll(kit: Kit, shots: readonly Shot[], one: Take): Promise<void> {
  for (const user of USERS) {
    const own = shots.filter((shot) => shot.user === user);
    if (own.length === 0) continue;
    const visitor = await kit.visit(one.language, one.width);
    for (const shot of own) await take(visitor, shot, one);
    await visitor.page.context().close();
  }
}

/** Names of shots to take only those. */
async function main(wanted: readonly string[]): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const shots = SHOTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const kit = await openKit();
  try {
    const incidentId: string = (await kit.house.incidents())[0].incidentId;
    for (const language of ["ja", "en"] as const)
      for (const width of ["desktop", "phone"] as const) await takeAll(kit, shots, { language, width, incidentId });
  } finally {
    await kit.close();
  }
  const names = new Set(SHOTS.map(({ name }) => name));
  for (const file of readdirSync(FOLDER)) if (!names.has(file.replace(/-(ja|en)-.*/, ""))) rmSync(join(FOLDER, file));
  const bytes = readdirSync(FOLDER).reduce((sum, file) => sum + statSync(join(FOLDER, file)).size, 0);
  console.log(`${readdirSync(FOLDER).length} pictures, ${(bytes / 1_000_000).toFixed(1)} MB.`);
}

await main(process.argv.slice(2));
