// The entries aws/lambda-*.ts with all that they import, a folder for each kind of function: its entry, and what it reads later. The same bytes from the same tree.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, buildSync } from "esbuild";
import { fallback, steps, unattended } from "../functions/index.ts";
import { createOpenapi } from "../functions/openapi.ts";
import { apis, routes } from "../functions/routes.ts";
import { mergeStart } from "./bundle-merging.ts";

const KINDS = ["webhook", "api", "steps", "open"] as const;
export type Kind = (typeof KINDS)[number];

export const forEachKind = <T>(make: (kind: Kind) => T): Record<Kind, T> => ({
  webhook: make("webhook"),
  api: make("api"),
  steps: make("steps"),
  open: make("open"),
});

const CALLERS = { sender: "webhook", token: "api", anyone: "open" } as const;

/** What Lambda calls, as in `webhook.handler`. Throws for a name that no entry holds. */
export const handlerOf = (name: string): string => `${kindOf(name)}.handler`;

export function kindOf(name: string): Kind {
  const route = routes.find((one) => one.function === name);
  if (route !== undefined) return CALLERS[route.caller];
  if (name === fallback) return "open";
  if (Object.hasOwn(steps, name) || Object.hasOwn(unattended, name)) return "steps";
  throw new Error(`No entry in aws/ holds ${name}.`);
}

const OPTIONS = {
  bundle: true,
  minify: true,
  sourcemap: false,
  platform: "node",
  target: "node24",
  format: "esm",
  logLevel: "error",
  // ESM where a library has it: two thirds of the size.
  mainFields: ["module", "main"],
} satisfies BuildOptions;

/** nodemailer is CommonJS, and asks for Node's own modules at run time. */
const REQUIRE = "const require=(id)=>process.getBuiltinModule(id);\n";

/** A folder that holds one for each kind, which holds .mjs files only. Whoever made it removes it. */
export function bundleLambda(): string {
  const all = mkdtempSync(join(tmpdir(), "hikeshi-bundle-"));
  const made = {
    ROUTES: JSON.stringify(routes.map(({ method, path }) => ({ method, path }))),
    OPENAPI_TEXT: JSON.stringify(JSON.stringify(createOpenapi(apis))),
  };
  for (const kind of KINDS) {
    const folder = join(all, kind);
    mkdirSync(folder);
    for (const [name, text] of bundleOf(kind, folder, made))
      writeFileSync(join(folder, name), REQUIRE + withBuiltins(text));
  }
  return all;
}

function bundleOf(kind: Kind, folder: string, define: Record<string, string>): Map<string, string> {
  const { outputFiles, metafile } = buildSync({
    ...OPTIONS,
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: [{ in: `aws/lambda-${kind}.ts`, out: kind }],
    outdir: "bundle",
    write: false,
    metafile: true,
    outExtension: { ".js": ".mjs" },
    // What is imported when it is wanted becomes a file of its own.
    splitting: true,
    alias: { "@aws-sdk/credential-provider-node": "./aws/credentials.ts" },
    define,
  });
  const files = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  return mergeStart(folder, `${kind}.mjs`, files, metafile, OPTIONS);
}

const NAME = String.raw`[\w$]+`;
const BUILTIN = new RegExp(
  String.raw`\bimport(?: ?(${NAME}),?)?(?:\* ?as (${NAME})|\{([^}]*)\})? ?from ?"((?:node:)?[a-z_0-9/]+)";`,
  "g",
);

/**
 * Takes Node's own modules as they are. An ESM import reads every name of such a module, getters too: that of `http`
 * loads a whole browser's network behind them, 20 ms of every start. Functions of `crypto` are asked for when they are
 * called: it takes as long to load as 30 files, and no start hashes anything.
 */
function withBuiltins(text: string): string {
  const made = text.replace(BUILTIN, (_all, byDefault?: string, all?: string, named?: string, id = "") => {
    if (id === "node:crypto" && named !== undefined && byDefault === undefined) return callsOf(id, named);
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

/** `named` as in `hash,createHmac as x`. Throws for a class: what is made by `new` is no call. */
function callsOf(id: string, named: string): string {
  const calls = named.split(",").map((one) => {
    const [name = "", as = name] = one.trim().split(/\s+as\s+/);
    if (!/^[a-z]/.test(name))
      throw new Error(`A bundle takes the class ${name} of ${id}: infra/bundle.ts takes functions.`);
    return `${as}=(...given)=>process.getBuiltinModule("${id}").${name}(...given)`;
  });
  return `var ${calls.join(",")};`;
}
