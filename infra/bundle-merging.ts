// What an entry reads at its start becomes one file: esbuild cuts it wherever something that is read later shares a part,
// and each further file, with all that it says it exports, takes its time of every start.
import { rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type BuildOptions, buildSync, type Metafile } from "esbuild";

type Outputs = ReadonlyMap<string, Metafile["outputs"][string]>;

/**
 * `files` of one entry's bundle, by name, which `metafile` tells of. Those that the entry reads at its start become the
 * entry, the others import from it; a file that nothing imports is left out. `folder` is empty, and empty again in the
 * end.
 */
export function mergeStart(
  folder: string,
  entry: string,
  files: ReadonlyMap<string, string>,
  { outputs }: Metafile,
  options: BuildOptions,
): Map<string, string> {
  const made: Outputs = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const atStart = [...importedFrom(entry, made, ["import-statement"])];
  const all = importedFrom(entry, made, ["import-statement", "dynamic-import"]);
  const later = [...all].filter((name) => !atStart.includes(name));
  const wanted = new Map(atStart.map((name) => [name, new Set<string>()]));
  const moved = new Map(
    later.map((name) => [
      name,
      withMoved(files.get(name) ?? "", entry, atStart, (from, one) => wanted.get(from)?.add(one)),
    ]),
  );
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const contents = [`export * from "./${entry}";`, ...atStart.map((name, index) => exportsOf(name, index, wanted))];
  const { outputFiles = [] } = buildSync({
    ...options,
    absWorkingDir: folder,
    stdin: { contents: contents.join("\n"), resolveDir: folder, loader: "js" },
    outfile: join(folder, "merged.mjs"),
    external: later.map((name) => `./${name}`),
    write: false,
  });
  for (const name of files.keys()) rmSync(join(folder, name));
  return moved.set(entry, outputFiles[0]?.text ?? "");
}

function importedFrom(file: string, made: Outputs, kinds: readonly string[], seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { kind, path, external } of made.get(file)?.imports ?? [])
    if (kinds.includes(kind) && external !== true) importedFrom(basename(path), made, kinds, seen);
  return seen;
}

/** What an export of the file at this place is called where all have become one. */
const nameOf = (index: number, name: string): string => `${name}_${index}`;

function exportsOf(file: string, index: number, wanted: ReadonlyMap<string, ReadonlySet<string>>): string {
  const names = [...(wanted.get(file) ?? [])].map((name) => `${name} as ${nameOf(index, name)}`);
  return names.length === 0 ? `import "./${file}";` : `export {${names.join(",")}} from "./${file}";`;
}

const IMPORT = /\bimport(?:\{([^}]*)\}from)?"\.\/([^"]+)"/g;

/** Imports of files that have become the entry are imports of the entry; `want` is told what of which. */
function withMoved(
  text: string,
  entry: string,
  atStart: readonly string[],
  want: (file: string, name: string) => void,
): string {
  return text.replace(IMPORT, (whole, named: string | undefined, file: string) => {
    const index = atStart.indexOf(file);
    if (index < 0) return whole;
    if (named === undefined) return `import"./${entry}"`;
    const names = named.split(",").map((one) => {
      const [name = "", as = name] = one.split(" as ");
      want(file, name);
      return `${nameOf(index, name)} as ${as}`;
    });
    return `import{${names.join(",")}}from"./${entry}"`;
  });
}
