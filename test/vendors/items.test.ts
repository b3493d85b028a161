// A delivery of more pieces than anything real holds: they are not looked at one by one, and no character is lost.
import { expect, it } from "vitest";
import { itemsOf } from "../../vendors/items.ts";

const MOST = 2000;
const pieces = (count: number) => Array.from({ length: count }, (_one, index) => `{"n":${index}}`);

it.each([
  ["an array", (all: string[]) => `[${all.join(", ")}]`],
  ["an answer's list", (all: string[]) => `{"createdDetections": [${all.join(",\n")}], "nextPageToken": ""}`],
  ["lines", (all: string[]) => all.join("\n")],
])("%s: what is beyond is one piece with all its text", (_name, bodyOf) => {
  expect(itemsOf(bodyOf(pieces(MOST))).map(({ kind }) => kind)).toEqual(Array(MOST).fill("json"));
  const items = itemsOf(bodyOf(pieces(MOST + 300)));
  expect(items).toHaveLength(MOST + 1);
  expect(items.slice(0, MOST).map(({ raw }) => raw)).toEqual(pieces(MOST));
  const rest = items.at(-1);
  expect(rest?.kind).toBe("broken");
  for (const piece of pieces(MOST + 300).slice(MOST)) expect(rest?.raw).toContain(piece);
});

it("lines beyond that hold nothing are no piece", () =>
  expect(itemsOf(`${pieces(MOST).join("\n")}\n \n\n`)).toHaveLength(MOST));
