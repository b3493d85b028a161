import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { currentApiTypes, typeOf } from "../../operate/api-types.ts";
import { type Built, buildConsole, builtOf, FIRST_LOAD_BYTES, sourcesHash } from "../../operate/build-console.ts";
import { ROOT } from "../e2e/running-house.ts";

const scratch = mkdtempSync(join(tmpdir(), "console-build-"));
const folder = join(scratch, "dist");
let built: Built;
beforeAll(async () => {
  built = await buildConsole(folder);
}, 120_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const files = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

test("a first visit loads at most 350 KB compressed", () => {
  console.log(`First load of the console: ${(built.firstLoadBytes / 1024).toFixed(1)} KB compressed.`);
  expect(built.firstLoadBytes).toBeGreaterThan(100 * 1024);
  expect(built.firstLoadBytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
});

test("what is sent compressed is the same file", () => {
  const scripts = files().filter((file) => file.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(5);
  for (const file of scripts) {
    const text = readFileSync(file);
    expect(brotliDecompressSync(readFileSync(`${file}.br`)).equals(text)).toBe(true);
    expect(gunzipSync(readFileSync(`${file}.gz`)).equals(text)).toBe(true);
    expect(statSync(`${file}.br`).size).toBeLessThan(text.byteLength);
  }
});

test("the page has no inline script or style, and no schema library comes along", () => {
  const page = readFileSync(join(folder, "index.html"), "utf8");
  expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|javascript:/i);
  for (const file of files().filter((name) => name.endsWith(".js")))
    expect(readFileSync(file, "utf8"), file).not.toMatch(/ZodError|react-dom(-client)?\.development|jsx-dev-runtime/);
});

test("a build is known by the sources it was made of", () => {
  expect(builtOf(folder, sourcesHash())).toEqual(built);
  expect(builtOf(folder, "others")).toBeUndefined();
  expect(builtOf(join(scratch, "none"), sourcesHash())).toBeUndefined();
});

test("the console's types of the API are up to date: npm run types:api makes them so", () => {
  // But for the formatter's line breaks and brackets.
  const bare = (text: string) => text.replaceAll(/[\s|();,"]/g, "");
  expect(bare(readFileSync(join(ROOT, "console/api-types.ts"), "utf8"))).toBe(bare(currentApiTypes()));
});

test.each([
  [{ type: "string" }, "string"],
  [{ type: "string", enum: ["a", "b"] }, '"a" | "b"'],
  [{ type: "array", items: { anyOf: [{ type: "integer" }, { type: "null" }] } }, "readonly ((number | null))[]"],
  [{ type: "object", properties: { a: {}, b: { const: 1 } }, required: ["b"] }, '{ "a"?: unknown; "b": 1; }'],
  [{ type: "object", additionalProperties: { type: "boolean" } }, "Record<string, boolean>"],
  [{ type: "object", properties: {} }, "Record<string, never>"],
])("%j reads as a type", (schema, type) => expect(typeOf(schema)).toBe(type));
