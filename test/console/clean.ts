// What every test of a screen ends with: axe-core finds nothing serious, and the browser complained of nothing.
import { expect } from "vitest";
import type { Visitor } from "./kit.ts";

export async function clean(visitor: Visitor): Promise<void> {
  expect(await visitor.findings()).toEqual([]);
  expect(visitor.problems).toEqual([]);
}
