// The walls between the rooms, proven by one illegal import each; and that a type cannot be claimed.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const importing = (specifier: string) => `import * as x from "${specifier}";\nexport const y = x;\n`;

const illegal = [
  ["core/a.ts", "../records/store.ts"],
  ["core/b.ts", "node:fs"],
  ["core/mails/a.ts", "../../functions/deps.ts"],
  ["vendors/eset/a.ts", "../../records/store.ts"],
  ["records/a.ts", "../functions/deps.ts"],
  ["records/b.ts", "node:fs"],
  ["functions/a.ts", "../local/house.ts"],
  ["functions/api/a.ts", "../../local/table.ts"],
  ["functions/response/a.ts", "@aws-sdk/client-dynamodb"],
  ["local/a.ts", "../vendors/index.ts"],
  ["local/b.ts", "@aws-sdk/client-ses"],
  ["aws/a.ts", "../local/log.ts"],
  ["aws/b.ts", "../vendors/index.ts"],
  ["aws/c.ts", "jose"],
  ["console/a.ts", "../functions/openapi.ts"],
  ["console/screens/a.tsx", "../../records/store.ts"],
  ["console/b.ts", "zod"],
  ["console/c.tsx", "@cloudscape-design/components"],
  ["infra/a.ts", "../core/house.ts"],
  ["infra/b.ts", "../aws/table.ts"],
  ["infra/c.ts", "../functions/deps.ts"],
  ["infra/d.ts", "@aws-sdk/client-ses"],
] as const;

const legal = [
  ["core/c.ts", "./ids.ts"],
  ["core/mails/c.ts", "../notice.ts"],
  ["vendors/eset/c.ts", "../../core/errors.ts"],
  ["records/c.ts", "../core/ids.ts"],
  ["functions/response/c.ts", "../../records/store.ts"],
  ["local/c.ts", "../functions/deps.ts"],
  ["aws/d.ts", "../functions/index.ts"],
  ["aws/e.ts", "@aws-sdk/lib-dynamodb"],
  ["console/screens/incident/b.tsx", "../../../core/status.ts"],
  ["console/screens/c.tsx", "../parts/time.tsx"],
  ["console/d.tsx", "@cloudscape-design/components/button"],
  ["infra/e.ts", "aws-cdk-lib/aws-lambda"],
  ["infra/f.ts", "../functions/index.ts"],
  ["infra/g.ts", "../aws/table-definition.ts"],
  ["infra/h.ts", "node:fs"],
] as const;

const habits = [
  ["a claimed type", "core/d.ts", "export const x = JSON.parse('1') as number;\n", "plugin"],
  [
    "the environment outside an entry",
    "functions/d.ts",
    "export const x = process.env.HOME;\n",
    "lint/style/noProcessEnv",
  ],
  ["any", "records/d.ts", "export const x = (y: any) => y;\n", "lint/suspicious/noExplicitAny"],
  [
    "a non-null assertion",
    "core/e.ts",
    "export const x = (y?: string) => y!.length;\n",
    "lint/style/noNonNullAssertion",
  ],
  [
    "a promise that nobody waits for",
    "core/f.ts",
    "export function x(): void {\n  Promise.resolve(1);\n}\n",
    "lint/nursery/noFloatingPromises",
  ],
] as const;

let folder = "";
const found = new Map<string, string[]>();

beforeAll(() => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  folder = mkdtempSync(join(tmpdir(), "walls-"));
  for (const file of ["biome.json", "lint-no-as.grit"]) cpSync(join(root, file), join(folder, file));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, specifier] of [...illegal, ...legal]) write(path, importing(specifier));
  for (const [, path, text] of habits) write(path, text);
  write("core/g.ts", "export const x = [1] as const;\n");
  const biome = join(root, "node_modules/.bin/biome");
  const ran = spawnSync(biome, ["lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none"], {
    cwd: folder,
    encoding: "utf8",
  });
  const report = JSON.parse(ran.stdout);
  for (const { location, category } of report.diagnostics) {
    const path = typeof location.path === "string" ? location.path : location.path.file;
    found.set(path, [...(found.get(path) ?? []), category]);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("an import against a wall is refused", () => {
  test.each(illegal)("%s imports %s", (path) => expect(found.get(path)).toContain("lint/style/noRestrictedImports"));
});

describe("an import along the arrows is allowed", () => {
  test.each(legal)("%s imports %s", (path) =>
    expect(found.get(path) ?? []).not.toContain("lint/style/noRestrictedImports"),
  );
});

test.each(habits)("%s is refused", (_what, path, _text, rule) => expect(found.get(path)).toContain(rule));

test("`as const` is allowed", () => expect(found.get("core/g.ts") ?? []).not.toContain("plugin"));
