import { expect, test } from "vitest";
import { en } from "../../console/messages/en.ts";
import { ja } from "../../console/messages/ja.ts";

/** The same in both languages: names, and the words that the trade writes in Latin letters. */
const SAME = new Set(["common.service"]);
const LATIN = /^[\p{Script=Latin}\p{P}\p{S}\p{N}\p{Zs}]*$/u;

/** Each text under its path; a function's for a number and for a word. */
function texts(messages: unknown, path = ""): [string, string][] {
  if (typeof messages === "string") return [[path, messages]];
  if (typeof messages === "function") return [[path, `${messages(2)} ${messages(1)}`]];
  return Object.entries(messages as object).flatMap(([name, value]) =>
    texts(value, path === "" ? name : `${path}.${name}`),
  );
}

const english = new Map(texts(en));
const japanese = new Map(texts(ja));

test("both languages have the same texts, and none is empty", () => {
  expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [path, text] of [...english, ...japanese]) expect(text.trim(), path).not.toBe("");
});

test("no Japanese text was left in English", () => {
  for (const [path, text] of japanese) {
    if (SAME.has(path)) continue;
    const isName = text === english.get(path) ? false : /^(OS|－|–)$/.test(text);
    expect(isName || !LATIN.test(text.replaceAll("MITRE ATT&CK", "")), `${path}: ${text}`).toBe(true);
  }
});

test("no English text has a Japanese letter", () => {
  for (const [path, text] of english)
    expect(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text), path).toBe(false);
});

test("Japanese sentences are polite and do not shout", () => {
  for (const [path, text] of japanese) {
    expect(text, path).not.toMatch(/[！!]/);
    for (const sentence of text.match(/[^。]+。/g) ?? [])
      expect(sentence, path).toMatch(/(です|ます|ません|ました|でした|ください)。$/);
  }
});
