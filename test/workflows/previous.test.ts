// Executions live for weeks and survive deployments: the ASL of every release, kept in test/fixtures/asl, runs on today's functions.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import * as errors from "../../core/errors.ts";
import { steps } from "../../functions/index.ts";
import { loadDefinition } from "../../local/state-machine.ts";
import { manifest } from "../documents.ts";
import { definitionInUse } from "../house.ts";
import { n1 } from "../stories.ts";
import { closeAll, entersOf, MINUTE, play } from "./play.ts";
import { stories } from "./previous-stories.ts";

const FOLDER = new URL("../fixtures/asl/", import.meta.url);
/** What was shipped, as it was shipped: a line is added with each release whose ASL is another, and none is changed. */
const KEPT: Readonly<Record<string, string>> = {
  "0.1.0.asl.json": "30ad1b6cb3259aec760f1a995140e854aedd17cd41930f6db2d66409341b479c",
};

const read = (name: string): string => readFileSync(new URL(name, FOLDER), "utf8");
const placeholdersOf = (source: string): string[] => [
  ...new Set([...source.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name)),
];
const errorsOf = (source: string): string[] => {
  const named = [...source.matchAll(/"ErrorEquals": \[([^\]]*)\]/g)].flatMap(([, list = ""]) => list.match(/[\w.]+/g));
  return [...new Set(named.flatMap((name) => name ?? []))];
};

test("every ASL that was shipped is kept as it was", () => {
  const found = readdirSync(FOLDER).map((name) => [name, createHash("sha256").update(read(name)).digest("hex")]);
  expect(Object.fromEntries(found)).toEqual(KEPT);
});

test("a version is not raised without its ASL being kept", () =>
  expect(Object.keys(KEPT)).toContain(`${manifest.version}.asl.json`));

describe.each(Object.keys(KEPT))("%s", (name) => {
  const source = read(name);
  const placeholders = placeholdersOf(source);
  afterEach(closeAll);

  test("invokes only functions that there still are", () => {
    expect(placeholders.length).toBeGreaterThan(0);
    expect(Object.keys(steps)).toEqual(expect.arrayContaining(placeholders));
  });

  test("handles only errors of ours that there still are", () => {
    const ours = errorsOf(source).filter((error) => !/^(States|Lambda|Sandbox)\./.test(error));
    expect(ours.length).toBeGreaterThan(0);
    const thrown = [new errors.Unavailable("", "none"), new errors.StillRunning("")].map((error) => error.name);
    expect(thrown).toEqual(expect.arrayContaining(ours));
  });

  const definition = () =>
    loadDefinition(JSON.parse(source), Object.fromEntries(placeholders.map((one) => [one, one])));

  test("is what its stories run on, and not today's", async () => {
    const renamed = loadDefinition(
      JSON.parse(definition().source.replaceAll('"The incident is finished"', '"The end"')),
    );
    const one = await definitionInUse.run(renamed, () => play(n1()));
    await one.house.until(one.id, "closed");
    await one.house.pass(MINUTE);
    expect(entersOf(one).at(-1)).toBe("The end");
  });

  test.each(stories)("%s", (_story, go) => definitionInUse.run(definition(), go));
});
