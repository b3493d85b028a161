// What an entry reads at its start is one file, what it reads later shares the same classes with it.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mergeStart } from "../../infra/bundle-merging.ts";

const OPTIONS = { bundle: true, minify: true, platform: "node", format: "esm", logLevel: "silent" } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "merging-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The sources by name, `entry.js` among them; resolves to the files made, and where they stand. */
function made(sources: Record<string, string>): { files: Map<string, string>; out: string } {
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
  const out = join(folder, "out");
  mkdirSync(out);
  const { outputFiles, metafile } = buildSync({
    ...OPTIONS,
    absWorkingDir: folder,
    entryPoints: ["entry.js"],
    outdir: "bundle",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    write: false,
    metafile: true,
  });
  const all = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const files = mergeStart(out, "entry.mjs", all, metafile, OPTIONS);
  expect(readdirSync(out)).toEqual([]);
  for (const [name, text] of files) writeFileSync(join(out, name), text);
  return { files, out };
}

const SOURCES = {
  "errors.js": "export class Refusal extends Error {} export const unused = 'nobody asks for this at all';",
  "words.js": "export const one = 'one', two = 'two';",
  "entry.js": `import { Refusal } from "./errors.js"; import { one } from "./words.js";
    export const load = () => import("./later.js"); export const other = () => import("./other.js");
    export const isOurs = (error) => error instanceof Refusal; export const word = one;`,
  "later.js": `import { Refusal } from "./errors.js"; import { two } from "./words.js"; import { both } from "./both.js";
    export const refuse = () => new Refusal(two + both);`,
  "other.js": `import { both } from "./both.js"; export const word = both;`,
  "both.js": "export const both = 'both';",
};

test("the start is one file, and what comes later knows its classes", async () => {
  const { files, out } = made(SOURCES);
  expect(files.get("entry.mjs")).not.toMatch(/from ?"|import"/);
  // The entry, two that are read later, and what these two share.
  expect([...files.keys()]).toHaveLength(4);
  const entry = await import(pathToFileURL(join(out, "entry.mjs")).href);
  const { refuse } = await entry.load();
  expect(refuse().message).toBe("twoboth");
  expect(entry.isOurs(refuse())).toBe(true);
  expect((await entry.other()).word).toBe("both");
  expect(entry.word).toBe("one");
});

test("what is imported at once and later is there once", async () => {
  const { files, out } = made({
    ...SOURCES,
    "entry.js": `export { refuse } from "./later.js"; ${SOURCES["entry.js"]}`,
  });
  expect([...files.values()].join().match(/"two"/g)).toHaveLength(1);
  const entry = await import(pathToFileURL(join(out, "entry.mjs")).href);
  expect((await entry.load()).refuse).toBe(entry.refuse);
});

test("what nothing imports is left out", () => {
  const entry = `${SOURCES["entry.js"]} if (false) import("./gone.js");`;
  const { files } = made({ ...SOURCES, "entry.js": entry, "gone.js": "export const gone = 'gone for good';" });
  expect([...files.values()].join()).not.toContain("gone for good");
});
