import { beforeEach, expect, test } from "vitest";
import { runCustomer } from "../../operate/customer/run.ts";
import { replay } from "../../operate/replaying.ts";
import { putSource, readSource } from "../../records/customers.ts";
import { quarantine } from "../../records/deliveries.ts";
import { n1 } from "../stories.ts";
import { type Typed, typed } from "./house-fetch.ts";

let at: Typed;
const [event] = n1();
const ITEMS = [
  { quarantineId: "good", receivedAt: "2026-01-05T00:00:00.001Z", raw: JSON.stringify(event) },
  { quarantineId: "bad", receivedAt: "2026-01-05T00:00:00.002Z", raw: "{" },
  { quarantineId: "late", receivedAt: "2026-01-05T00:00:00.003Z", raw: JSON.stringify({ ...event, id: "late" }) },
];
beforeEach(async () => {
  at = await typed();
  const { table } = at.house.deps;
  await runCustomer(["source", "acme", "eset", "--data", at.folder], at.world);
  for (const item of ITEMS)
    await quarantine(table, { customerId: "acme", source: "eset", reason: "unknown\u001b[2J event", ...item });
  const source = await readSource(table, "acme", "eset");
  // Today's parser understands what it did not.
  if (source !== undefined) await putSource(table, "acme", source, (now) => ({ ...now, vendor: "generic" }));
});

async function run(...args: string[]): Promise<{ code: number; lines: string[] }> {
  at.world.out = "";
  at.world.err = "";
  const code = await replay([...args, "--data", at.folder], at.world);
  return { code, lines: at.world.out.split("\n").filter(Boolean) };
}

test("what waits is listed, one line each, oldest first, and cannot move the cursor", async () => {
  const { code, lines } = await run("acme");
  expect(code).toBe(0);
  expect(lines).toEqual(
    ITEMS.map(({ quarantineId, receivedAt }) => `${quarantineId}  ${receivedAt}  eset  unknown [2J event`),
  );
  expect((await run("acme", "--source", "other")).lines).toEqual([]);
});

test("all are sent again: what is understood is placed and listed no more, what is not is told and fails the command", async () => {
  const { code, lines } = await run("acme", "--all");
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^good {2}opened \S+$/),
    expect.stringMatching(/^bad {2}409 still-not-understood: .+$/),
    expect.stringMatching(/^late {2}attached \S+$/),
  ]);
  expect(at.world.err).toBe("1 of 3 are still not understood: they stay in quarantine.\n");
  expect((await run("acme")).lines).toHaveLength(1);
});

test("one is sent again by its id, and again with the same answer", async () => {
  const first = await run("acme", "good");
  expect(first).toMatchObject({ code: 0, lines: [expect.stringMatching(/^good {2}opened /)] });
  expect(await run("acme", "good")).toEqual(first);
  expect((await run("acme")).lines).toHaveLength(2);
});

test("an item or customer that is not there, a role that may not, and wrong words end the command", async () => {
  expect((await run("acme", "nothing")).code).toBe(1);
  expect(at.world.err).toMatch(/^404 quarantined-item-not-found/);
  expect((await run("nobody")).code).toBe(1);
  expect((await run("acme", "--token", "token-support", "--all")).code).toBe(1);
  expect(at.world.err).toMatch(/^403 /);
  for (const wrong of [[], ["acme", "good", "--all"], ["acme", "--strange"]]) {
    expect((await run(...wrong)).code).toBe(2);
    expect(at.world.err).not.toBe("");
  }
  expect((await run("--help")).lines[0]).toMatch(/quarantine/);
});
