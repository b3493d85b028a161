// What the documents say is true: commands, paths, rooms, routes; and both languages say the same.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apis, routes } from "../functions/routes.ts";
import { HELP, readOptions } from "../local/options.ts";
import {
  commandsOf,
  decisions,
  documents,
  english,
  headings,
  indented,
  inlineCode,
  isPath,
  japanese,
  manifest,
  read,
  root,
  shellBlocks,
} from "./documents.ts";

describe.each(documents)("%s", (name) => {
  const text = read(name);

  test("names only scripts that exist", () => {
    for (const [, script = ""] of text.matchAll(/npm run (?:-s )?([a-z]+)/g))
      expect(manifest.scripts, `npm run ${script}`).toHaveProperty(script);
    if (/npm start/.test(text)) expect(manifest.scripts).toHaveProperty("start");
  });

  test("names only files and folders that exist", () => {
    const here = name.split("/").slice(0, -1).join("/");
    const folders = ["", here, "functions/intake", "functions/api", "functions/response", "functions/sweep"];
    for (const path of inlineCode(text)
      .filter(isPath)
      .filter((code) => !code.includes("*") && !code.includes("{")))
      expect(
        folders.some((folder) => existsSync(join(root, folder, path))),
        path,
      ).toBe(true);
  });

  test("its links lead somewhere", () => {
    for (const [, target = ""] of text.matchAll(/\]\(([^)#\s]+)/g))
      if (!target.startsWith("http")) expect(existsSync(join(root, name, "..", target)), target).toBe(true);
  });
});

describe("the README", () => {
  test.each([english, japanese])("has at most 150 lines", (text) =>
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(150),
  );

  test("says the same in both languages: headings, commands, blocks to run, names", () => {
    expect(headings(japanese)).toEqual(headings(english));
    expect(commandsOf(japanese)).toEqual(commandsOf(english));
    expect(shellBlocks(japanese)).toEqual(shellBlocks(english));
    expect(indented(japanese)).toEqual(indented(english));
    expect([...new Set(inlineCode(japanese))].filter((code) => code !== "--language ja").sort()).toEqual(
      [...new Set(inlineCode(english))].sort(),
    );
  });

  test.each([
    ["English", english],
    ["Japanese", japanese],
  ])("maps exactly the rooms that exist (%s)", (_language, text) => {
    const ignored = read(".gitignore")
      .split("\n")
      .map((line) => line.replace(/\/$/, ""));
    const rooms = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !ignored.includes(entry.name))
      .map(({ name }) => name);
    const mapped = [...text.matchAll(/^(\w+)\/ {2,}\S/gm)].map(([, name = ""]) => name);
    expect(mapped.sort()).toEqual(rooms.sort());
  });

  test.each([english, japanese])("names every option of npm start", (text) => {
    const options = HELP.match(/--[a-z-]+/g) ?? [];
    expect(options.length).toBeGreaterThan(4);
    for (const option of options) expect(text).toContain(option);
  });

  test.each(documents)("%s starts the house with options that it takes", (name) => {
    for (const line of indented(read(name)).filter((one) => one.startsWith("npm start -- ")))
      expect(readOptions(line.split(" ").slice(3), {}), line).toBeDefined();
  });
});

test("docs/api.md lists every route, each with the roles that may, and no other", () => {
  const roles = new Map(apis.map(({ definition }) => [definition.name, definition.roles.join(", ")]));
  const wanted = routes.map((route) => `${route.method} ${route.path} | ${roles.get(route.function) ?? route.caller}`);
  const listed = [...read("docs/api.md").matchAll(/^\| `([A-Z]+ \/\S+)` \| ([^|]+?) \|/gm)].map(
    ([, route, who]) => `${route} | ${who}`,
  );
  expect(listed).toEqual(wanted);
});

test("docs/architecture.md names every state of the workflow", () => {
  const { States } = JSON.parse(read("workflows/incident-response.asl.json")) as { States: Record<string, unknown> };
  for (const state of Object.keys(States)) expect(read("docs/architecture.md")).toContain(state);
});

test("docs/architecture.md names every sort key and every file of records that it stands in", () => {
  const table = read("docs/architecture.md");
  for (const file of readdirSync(join(root, "records"))) {
    const text = read(`records/${file}`);
    for (const [, prefix = ""] of text.matchAll(/[`"]([A-Z][A-Z-]{3,}#)/g))
      if (!/^(DUE|HASH|SEEN|EXECUTION)#/.test(prefix)) expect(table, `${file}: ${prefix}`).toContain(`\`${prefix}`);
    if (/RecordKind</.test(text) && file !== "store.ts") expect(table).toContain(`records/${file}`);
  }
});

test("every decision has context, choice and price, and the records count without a gap", () => {
  expect(decisions.map((path) => Number(/(\d{4})-/.exec(path)?.[1])).sort((a, b) => a - b)).toEqual(
    decisions.map((_path, index) => index + 1),
  );
  for (const path of decisions)
    expect(read(path).match(/^## .*$/gm), path).toEqual(["## Context", "## Choice", "## Price"]);
});

test("CHANGELOG.md speaks of the present version", () =>
  expect(read("CHANGELOG.md")).toContain(`## [${manifest.version}]`));
