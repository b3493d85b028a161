// What is read without the interpreter has the interpreter's value.
import fc from "fast-check";
import jsonata from "jsonata";
import { expect, test } from "vitest";
import { readPath } from "../../../local/state-machine/paths.ts";

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

test("a path, or its comparison with a text, is read as JSONata reads it, or left to it", async () => {
  const key = fc.constantFrom("a", "b", "input");
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("x", "y", "", 0, 1, true, false, null),
      fc.array(tie("value"), { maxLength: 2 }),
      fc.dictionary(key, tie("value"), { maxKeys: 3 }),
    ),
  }));
  let read = 0;
  await fc.assert(
    fc.asyncProperty(value, fc.array(key, { maxLength: 3 }), fc.boolean(), async (input, names, isComparison) => {
      const source = `${["$states", "input", ...names].join(".")}${isComparison ? " = 'x'" : ""}`;
      const states = { input, context: {} };
      const known = readPath(source, states);
      if (known === undefined) return;
      read += 1;
      expect(plain(known.value)).toEqual(plain(await jsonata(source).evaluate(undefined, { states })));
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(100);
});

test.each([
  "$states",
  "$states.input.a[0]",
  "$states.input.a & 'x'",
  "$states.input.a = 'it\\'s'",
  "$states.input.`a b`",
  "$count($states.input.a)",
  "$x",
])("%s is left to the interpreter", (source) => {
  expect(readPath(source, { input: { a: ["x"] }, context: {} })).toBeUndefined();
});

test("what is not there is left to the interpreter, which says so", () => {
  expect(readPath("$states.input.b", { input: { a: 1 }, context: {} })).toBeUndefined();
  expect(readPath("$states.input.toString", { input: {}, context: {} })).toBeUndefined();
});
