// What infra/grants.ts says each function may use is what the function's own source reaches: nothing less, nothing more.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { httpFunctions, steps, unattended } from "../../functions/index.ts";
import { grants, USES } from "../../infra/grants.ts";
import { root } from "../documents.ts";
import { reach } from "./reach.ts";

const names = [...httpFunctions.keys(), ...Object.keys(steps), ...Object.keys(unattended)];
const camel = (name: string) => name.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const fileOf = (name: string): string => {
  const folders = [
    "functions/api",
    "functions/intake",
    "functions/response",
    "functions/sweep",
    "functions/poll",
    "functions",
  ];
  const paths = folders.map((folder) => `${folder}/${kebab(name)}.ts`);
  return paths.find((path) => existsSync(join(root, path))) ?? `no file of ${name}`;
};

test("every function has its row, and no row is left over", () =>
  expect(Object.keys(grants).sort()).toEqual([...names].sort()));

test.each(names)("%s", (name) =>
  expect([...(grants[name] ?? ["no row"])].sort()).toEqual([...reach(fileOf(name), camel(name))].sort()),
);

test("every use is somebody's, so that a pattern which finds nothing any more is noticed", () =>
  expect([...new Set(Object.values(grants).flat())].sort()).toEqual([...USES].sort()));
