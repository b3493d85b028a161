// `npm run build`: the console as static files, each also compressed; prints what a first visit loads.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Rolldown } from "vite";
import * as z from "zod";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const DIST = join(ROOT, "console/dist");
/** Of the first visit, compressed, without what is loaded on demand. */
export const FIRST_LOAD_BYTES = 350 * 1024;
/** What the first visit shows: an incident, where the mail's button leads, in one language. */
const FIRST_SCREENS = ["console/screens/incident.tsx", "console/messages/ja.ts", "i18n/messages/all.ja.js"];

export const Built = z.object({ sources: z.string(), firstLoadBytes: z.number(), files: z.number() });
export type Built = z.infer<typeof Built>;

/** What the console is built of, as one hash: it changes with each of its sources. */
export function sourcesHash(): string {
  const files = ["console", "core", "workflows"].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  const wanted = files.filter((file) => !file.startsWith(DIST)).sort();
  const hash = createHash("sha256");
  for (const file of [...wanted, join(ROOT, "package-lock.json"), fileURLToPath(import.meta.url)])
    hash.update(relative(ROOT, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

/** What stands in the folder, where it was built of these sources. */
export function builtOf(folder: string, sources: string): Built | undefined {
  const path = join(folder, "built.json");
  const built = existsSync(path) ? Built.safeParse(JSON.parse(readFileSync(path, "utf8"))) : undefined;
  return built?.success === true && built.data.sources === sources ? built.data : undefined;
}

/** Builds beside the folder and puts it there whole, so that nobody is served half of it. */
export async function buildConsole(folder = DIST): Promise<Built> {
  const sources = sourcesHash();
  // On the same disk, and where nobody looks for leftovers of a build that was ended.
  const workshop = folder === DIST ? join(ROOT, "node_modules") : dirname(folder);
  await mkdir(workshop, { recursive: true });
  const made = await mkdtemp(join(workshop, ".console-"));
  try {
    const { output } = z.custom<Rolldown.RolldownOutput>().parse(await bundle(join(made, "new")));
    const sizes = await compress(join(made, "new"));
    const built = { sources, firstLoadBytes: firstLoad(output, sizes), files: sizes.size };
    await writeFile(join(made, "new", "built.json"), JSON.stringify(built));
    if (existsSync(folder)) await rename(folder, join(made, "old"));
    await rename(join(made, "new"), folder);
    return built;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Of core the console takes words, not schemas: where these stand beside the words, zod (19 KB) would come along. */
const WORDS_ONLY = { treeshake: { manualPureFunctions: ["z"] } };

/** Vite is loaded only to build. */
async function bundle(outDir: string) {
  // Under another one, as a test runner sets, React's plugin writes for development.
  process.env.NODE_ENV = "production";
  const [{ build }, { default: react }] = await Promise.all([import("vite"), import("@vitejs/plugin-react")]);
  return build({
    configFile: false,
    root: join(ROOT, "console"),
    logLevel: "error",
    plugins: [react()],
    define: { "process.env.NODE_ENV": '"production"' },
    // A picture written into the page would need another content security policy.
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      rolldownOptions: WORDS_ONLY,
    },
  });
}

const COMPRESSIBLE = /\.(html|js|css|svg|json)$/;

/** Bytes of each file as a browser gets it: by Brotli, or as it is. */
async function compress(folder: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path);
    sizes.set(relative(folder, path), text.byteLength);
    if (!COMPRESSIBLE.test(entry.name)) continue;
    const options = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.byteLength } };
    const brotli = brotliCompressSync(text, options);
    await writeFile(`${path}.br`, brotli);
    await writeFile(`${path}.gz`, gzipSync(text, { level: 9 }));
    sizes.set(relative(folder, path), brotli.byteLength);
  }
  return sizes;
}

/** The page, its entry, the first screen, and all that these import or are styled by; fonts are not waited for. */
function firstLoad(output: Rolldown.RolldownOutput["output"], sizes: ReadonlyMap<string, number>): number {
  const chunks = new Map(output.flatMap((one) => (one.type === "chunk" ? [[one.fileName, one]] : [])));
  const isFirst = (one: Rolldown.OutputChunk) =>
    one.isEntry || FIRST_SCREENS.some((screen) => one.facadeModuleId?.replaceAll("\\", "/").endsWith(screen));
  const wanted = new Set(["index.html"]);
  const take = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    const chunk = chunks.get(name);
    for (const style of chunk?.viteMetadata?.importedCss ?? []) wanted.add(style);
    for (const other of chunk?.imports ?? []) take(other);
  };
  for (const chunk of chunks.values()) if (isFirst(chunk)) take(chunk.fileName);
  return [...wanted].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { out: { type: "string" }, "if-changed": { type: "boolean", default: false } },
  });
  const folder = values.out ?? DIST;
  const standing = values["if-changed"] ? builtOf(folder, sourcesHash()) : undefined;
  // Its time says that it was looked at.
  if (standing !== undefined) await utimes(join(folder, "built.json"), new Date(), new Date());
  const { firstLoadBytes, files } = standing ?? (await buildConsole(folder));
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;
  console.log(
    `Console: ${files} files; first load ${kilobytes(firstLoadBytes)} of at most ${kilobytes(FIRST_LOAD_BYTES)} compressed.`,
  );
  if (firstLoadBytes > FIRST_LOAD_BYTES) process.exitCode = 1;
}
