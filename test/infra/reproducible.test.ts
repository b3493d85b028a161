// Two syntheses of one tree make the same bytes: templates, assets, and what points from one to the other.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../documents.ts";

/** Of every file that the app writes in a process of its own, as the CDK CLI starts it. */
async function digests(): Promise<Record<string, string>> {
  const outdir = mkdtempSync(join(tmpdir(), "synth-"));
  await promisify(execFile)(process.execPath, ["infra/main.ts"], {
    cwd: root,
    env: { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ configuration: "examples/deployment.json" }) },
  });
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

test("two syntheses make the same files, byte for byte", async () => {
  const [first = {}, second] = await Promise.all([digests(), digests()]);
  for (const name of ["Hikeshi.template.json", "Hikeshi.assets.json", "manifest.json"])
    expect(first).toHaveProperty([name]);
  for (const entry of ["webhook", "api", "steps", "open"])
    expect(Object.keys(first).filter((path) => new RegExp(`^asset\\.\\w+/${entry}\\.mjs$`).test(path))).toHaveLength(1);
  expect(second).toEqual(first);
}, 120_000);
