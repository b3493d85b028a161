// The entries aws/lambda-*.ts with all that they import: an .mjs file for each kind of function, and the parts they share. The same bytes from the same tree.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { fallback, scheduled, steps } from "../functions/index.ts";
import { routes } from "../functions/routes.ts";

const ENTRIES = ["webhook", "api", "steps", "open"] as const;
type Entry = (typeof ENTRIES)[number];

const CALLERS = { sender: "webhook", token: "api", anyone: "open" } as const;

/** What Lambda calls, as in `webhook.handler`. Throws for a name that no entry holds. */
export const handlerOf = (name: string): string => `${entryOf(name)}.handler`;

function entryOf(name: string): Entry {
  const route = routes.find((one) => one.function === name);
  if (route !== undefined) return CALLERS[route.caller];
  if (name === fallback) return "open";
  if (Object.hasOwn(steps, name) || Object.hasOwn(scheduled, name)) return "steps";
  throw new Error(`No entry in aws/ holds ${name}.`);
}

/** A folder that holds .mjs files only. Whoever made it removes it. */
export function bundleLambda(): string {
  const folder = mkdtempSync(join(tmpdir(), "hikeshi-bundle-"));
  const { outputFiles } = buildSync({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: ENTRIES.map((name) => `aws/lambda-${name}.ts`),
    outdir: "bundle",
    entryNames: "[name]",
    write: false,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // What is imported when it is wanted becomes a file of its own.
    splitting: true,
    minify: true,
    sourcemap: false,
    platform: "node",
    target: "node24",
    format: "esm",
    logLevel: "error",
    // ESM where a library has it: two thirds of the size.
    mainFields: ["module", "main"],
    alias: { "@aws-sdk/credential-provider-node": "./aws/credentials.ts" },
    // nodemailer is CommonJS, and asks for Node's own modules at run time.
    banner: { js: "const require=(id)=>process.getBuiltinModule(id);" },
  });
  for (const { path, text } of outputFiles)
    writeFileSync(join(folder, basename(path).replace(/^lambda-/, "")), withBuiltins(text));
  return folder;
}

const NAME = String.raw`[\w$]+`;
const BUILTIN = new RegExp(
  String.raw`\bimport(?: ?(${NAME}),?)?(?:\* ?as (${NAME})|\{([^}]*)\})? ?from ?"((?:node:)?[a-z_0-9/]+)";`,
  "g",
);

/**
 * Takes Node's own modules as they are. An ESM import reads every name of such a module, getters too: that of `http`
 * loads a whole browser's network behind them, 20 ms of every start.
 */
function withBuiltins(text: string): string {
  const made = text.replace(BUILTIN, (_all, byDefault?: string, all?: string, named?: string, id = "") => {
    const names = [byDefault, all, named === undefined ? undefined : `{${named.replace(/\s+as\s+/g, ":")}}`];
    const assigned = names
      .filter((name) => name !== undefined)
      .map((name) => `${name}=process.getBuiltinModule("${id}")`);
    return `var ${assigned.join(",")};`;
  });
  const left = /\bimport[^;"'()]*"(?!\.\/)[^"]*"/.exec(made);
  if (left !== null) throw new Error(`A bundle imports what is not in it: ${left[0]}.`);
  return made;
}
