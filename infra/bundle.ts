// aws/lambda.ts with all that it imports, as one file: the same bytes from the same tree.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** A folder that holds index.mjs only. Whoever made it removes it. */
export function bundleLambda(): string {
  const folder = mkdtempSync(join(tmpdir(), "hikeshi-bundle-"));
  buildSync({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: ["aws/lambda.ts"],
    outfile: join(folder, "index.mjs"),
    bundle: true,
    minify: true,
    sourcemap: false,
    platform: "node",
    target: "node24",
    format: "esm",
    logLevel: "error",
    // ESM where a library has it: two thirds of the size.
    mainFields: ["module", "main"],
    // nodemailer is CommonJS, and asks for Node's own modules at run time.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
  return folder;
}
