// Which ports a function's own source reaches, declaration by declaration: what its role must be granted, and no more.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Use } from "../../infra/grants.ts";
import { root } from "../documents.ts";

/** What the source says where it uses a port. A product's connector reads its credential when it speaks to the product. */
const PATTERNS: Readonly<Record<Use | "stop", RegExp>> = {
  read: /table\.(get|query)\(/,
  list: /queryIndex\("list"/,
  due: /queryIndex\("due"/,
  write: /table\.put\(/,
  remove: /table\.remove\(/,
  mail: /mailer\.send\(/,
  translate: /translator\.translate\(/,
  start: /workflow\.start\(/,
  wake: /workflow\.wake\(/,
  stop: /workflow\.stop\(/,
  follow: /workflow\.state\(/,
  history: /workflow\.history\(/,
  invoke: /invoker\.invoke\(/,
  readSources: /secretCache\.get\(/,
  writeSources: /secretName\.source\([\s\S]*secrets\.put\(/,
  removeSources: /secretName\.source\([\s\S]*secrets\.retire\(|secrets\.retire\(secretName\.source/,
  readConnectors: /secrets\.get\(|connector\??\.(outcome|request|find|exempt|prepare|fetchDetections)\(/,
  writeConnectors: /secrets\.put\(secretName\.connector\(/,
  removeConnectors: /secrets\.retire\(secretName\.connector\(/,
};

interface Source {
  /** Top-level declarations: name → text. */
  declared: Map<string, string>;
  /** Imported values: name here → file, and name there. */
  imported: Map<string, { file: string; name: string }>;
}

const sources = new Map<string, Source>();

function sourceOf(file: string): Source {
  const known = sources.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, "utf8");
  const imported: Source["imported"] = new Map();
  for (const [, names = "", from = ""] of text.matchAll(/^import \{([^}]*)\} from "(\.[^"]+)";/gm))
    for (const one of names.split(",").map((each) => each.trim()))
      if (one !== "" && !one.startsWith("type ")) {
        const [name = "", here = name] = one.split(" as ");
        imported.set(here, { file: resolve(dirname(file), from), name });
      }
  const declared: Source["declared"] = new Map();
  for (const part of text.split(/^(?=(?:export )?(?:async )?(?:const|function) )/m).slice(1)) {
    const name = /^(?:export )?(?:async )?(?:const|function) (\w+)/.exec(part)?.[1];
    if (name !== undefined) declared.set(name, part.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""));
  }
  const source = { declared, imported };
  sources.set(file, source);
  return source;
}

/** `file` from the repository's root. A call of the API that is no POST keeps no answer. */
export function reach(file: string, name: string): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const isPost = /method: "POST"/.test(sourceOf(resolve(root, file)).declared.get(name) ?? "");
  const visit = (path: string, declaration: string): void => {
    if (seen.has(`${path}#${declaration}`)) return;
    seen.add(`${path}#${declaration}`);
    // The table of routes is read there, and none of its functions called.
    if (path.endsWith("functions/routes.ts")) return;
    const { declared, imported } = sourceOf(path);
    const text = declared.get(declaration) ?? "";
    for (const [use, pattern] of Object.entries(PATTERNS)) if (pattern.test(text)) found.add(use);
    for (const [word] of text.matchAll(/(?<![.\w])\w+/g)) {
      if (word === "once" && path.endsWith("functions/api/api.ts") && !isPost) continue;
      const there = imported.get(word);
      if (there !== undefined) visit(there.file, there.name);
      else if (declared.has(word)) visit(path, word);
    }
  };
  visit(resolve(root, file), name);
  return found;
}
