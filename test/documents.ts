// The documents as tests read them: their blocks, their commands, the files that they name.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const read = (path: string): string => readFileSync(join(root, path), "utf8");
export const english = read("README.md");
export const japanese = read("README.ja.md");
export const decisions = readdirSync(join(root, "docs/decisions")).map((name) => `docs/decisions/${name}`);
export const documents = [
  "README.md",
  "README.ja.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "docs/architecture.md",
  "docs/api.md",
  "docs/console.md",
  "docs/operations.md",
  "docs/vendors.md",
  ...decisions,
];
export const manifest = JSON.parse(read("package.json")) as { scripts: Record<string, string>; version: string };

/** Fenced and indented blocks. */
export const shellBlocks = (text: string): string[] =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
export const indented = (text: string): string[] =>
  [...text.matchAll(/^ {4}(\S.*)$/gm)].map(([, line = ""]) => line.replace(/\s+#.*$/, "").trim());
export const headings = (text: string): number[] =>
  [...text.matchAll(/^(#+) /gm)].map(([, marks = ""]) => marks.length);
export const inlineCode = (text: string): string[] =>
  [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
export const commandsOf = (text: string): string[] =>
  [...new Set(text.match(/npm (?:ci|start|test|run [a-z]+)/g) ?? [])].sort();

/** `a/b.ts`, `README.md`; not an address, a route, a file of a data folder, or what lies in node_modules. */
export const isPath = (code: string): boolean =>
  /^[\w.*{},-]+(\/[\w.*{},-]*)*$/.test(code) &&
  (/^[\w.-]+\//.test(code) || /\.(ts|mjs|md|json|grit|ndjson|log)$/.test(code)) &&
  !/^(data|customers|node_modules|lint|[\w-]+\.(db|eml))(\/|$)/.test(code) &&
  !/^(access|secrets|issuer|openapi|docs\/decisions\/NNNN).*$/.test(code);
