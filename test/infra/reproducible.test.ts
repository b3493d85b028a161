// Two syntheses of one tree make the same bytes: templates, assets, and what points from one to the other.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { synthesise } from "./synthesised.ts";

function digests(): Record<string, string> {
  const { outdir } = synthesise();
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const made = Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(outdir.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")];
    }),
  );
  rmSync(outdir, { recursive: true });
  return made;
}

test("two syntheses make the same files, byte for byte", () => {
  const first = digests();
  expect(Object.keys(first)).toEqual(
    expect.arrayContaining(["Hikeshi.template.json", "Hikeshi.assets.json", expect.stringMatching(/^asset\.\w+\/index\.mjs$/)]),
  );
  expect(digests()).toEqual(first);
});
