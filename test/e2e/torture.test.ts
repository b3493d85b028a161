// The real house, killed five times under load; `npm run torture` does it fifty times.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { torture } from "../torturing.ts";

test("what got a 202 is there, once, however often the house is killed", { timeout: 240_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), "hikeshi-torture-"));
  try {
    const report = await torture({ data, rounds: 5, seed: 7, say: () => {} });
    expect(report.violations).toEqual([]);
    expect(report).toMatchObject({ kills: 5 });
    expect(report.accepted).toBeGreaterThan(5);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
