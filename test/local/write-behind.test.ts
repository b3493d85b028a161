// A table that answers before the disk does: nobody can tell, but for what a crash or a failing disk leaves.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Unavailable } from "../../core/errors.ts";
import type { Item, Key, Table } from "../../core/ports.ts";
import type { Limits } from "../../local/partitions.ts";
import { createTable, type LocalTable } from "../../local/table.ts";
import { createWriteBehind } from "../../local/write-behind.ts";
import { tableContract } from "../contracts/table.ts";

const AT = Date.UTC(2026, 0, 5);
const now = () => AT;

tableContract("local/write-behind.ts", async (clock) => {
  const table = behindOf(createTable(":memory:", clock), clock);
  return { table, close: () => table.close() };
});

const item = (sk: string, n = 0, pk = "p"): Omit<Item, "version"> => ({ pk, sk, body: { v: 1, n } });

/** With what a disk would say of its last write. */
function behindOf(disk: LocalTable, clock = now, limits?: Limits) {
  let last: Promise<unknown> = Promise.resolve();
  const noted = <T>(write: Promise<T>): Promise<T> => {
    last = write;
    return write;
  };
  const table: LocalTable = {
    ...disk,
    put: (...args) => noted(disk.put(...args)),
    remove: (...args) => noted(disk.remove(...args)),
  };
  const settled = () => last.then(() => undefined);
  return { ...createWriteBehind(table, { settled, now: clock, ...(limits && { limits }) }), settled };
}

/** A table whose disk is told when to write, or to fail. */
function slowTable() {
  const disk = createTable(":memory:", now);
  let open: (() => void)[] = [];
  let fails = false;
  const gate = () => new Promise<void>((resolve) => open.push(resolve));
  const later = async <T>(write: () => Promise<T>): Promise<T> => {
    await gate();
    if (fails) throw new Unavailable("The table does not answer.", "maybe");
    return write();
  };
  const table: LocalTable = {
    ...disk,
    put: (...args) => later(() => disk.put(...args)),
    remove: (...args) => later(() => disk.remove(...args)),
  };
  const release = (how: "write" | "fail" = "write") => {
    fails = how === "fail";
    const all = open;
    open = [];
    for (const one of all) one();
  };
  return { behind: behindOf(table), disk, release };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a write is answered and read before it is on disk; settled waits for the disk", async () => {
  const { behind, disk, release } = slowTable();
  expect(await behind.put(item("a", 1), "absent")).toBe("done");
  expect(await behind.put(item("a", 2), "absent")).toBe("refused");
  expect(await behind.put(item("a", 2), 1)).toBe("done");
  expect(await behind.get(item("a"))).toMatchObject({ version: 2, body: { n: 2 } });
  expect(await disk.get(item("a"))).toBeUndefined();
  let isSettled = false;
  const settled = behind.settled().then(() => {
    isSettled = true;
  });
  await turn();
  expect(isSettled).toBe(false);
  release();
  await settled;
  expect(await disk.get(item("a"))).toMatchObject({ version: 2, body: { n: 2 } });
  expect(await behind.get(item("a"))).toMatchObject({ version: 2, body: { n: 2 } });
});

test("of many who create one item at once, one does", async () => {
  const { behind, release } = slowTable();
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => behind.put(item("a", n), "absent")));
  expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
  release();
  await behind.settled();
});

test("what the caller changes afterwards is not what was written", async () => {
  const { behind, release } = slowTable();
  const body = { v: 1, n: 1 };
  await behind.put({ pk: "p", sk: "a", body }, "absent");
  body.n = 2;
  expect((await behind.get(item("a")))?.body).toEqual({ v: 1, n: 1 });
  release();
  await behind.settled();
});

test("a page holds what is not on disk yet, in the disk's order and within its limit", async () => {
  const { behind, release } = slowTable();
  for (const sk of ["b", "d", "\u{ffff}", "\u{10000}"]) await behind.put(item(sk), "absent");
  release();
  await behind.settled();
  for (const sk of ["a", "c", "e"]) await behind.put(item(sk), "absent");
  await behind.put(item("d", 9), 1);
  const keys = async (query: object) => (await behind.query({ pk: "p", ...query })).items.map(({ sk }) => sk);
  expect(await keys({})).toEqual(["a", "b", "c", "d", "e", "\u{ffff}", "\u{10000}"]);
  expect(await keys({ descending: true, limit: 3 })).toEqual(["\u{10000}", "\u{ffff}", "e"]);
  expect(await behind.query({ pk: "p", after: "b", limit: 2 })).toMatchObject({
    items: [{ sk: "c" }, { sk: "d", version: 2, body: { n: 9 } }],
    next: "d",
  });
  release();
});

test("who waits for the disk hears that it failed", async () => {
  const { behind, release } = slowTable();
  await behind.put(item("a", 1), "absent");
  const settled = behind.settled();
  release("fail");
  await expect(settled).rejects.toBeInstanceOf(Unavailable);
});

test("an item that nobody changed is the same object each time, read or written; what is not there is looked for again", async () => {
  const disk = createTable(":memory:", now);
  await disk.put(item("a", 1), "absent");
  const behind = behindOf(disk);
  expect(await behind.get(item("b"))).toBeUndefined();
  const first = await behind.get(item("a"));
  expect(await behind.get(item("a"))).toBe(first);
  await behind.put(item("b", 2), "absent");
  await behind.settled();
  expect(await behind.get(item("b"))).toBe(await behind.get(item("b")));
});

test("what was kept before its time ended reads as absent after it, and may be created again", async () => {
  let at = AT;
  const behind = behindOf(
    createTable(":memory:", () => at),
    () => at,
  );
  await behind.put({ ...item("a", 1), expiresAtSeconds: AT / 1000 + 60 }, "absent");
  at = AT + 59_999;
  expect(await behind.get(item("a"))).toMatchObject({ version: 1 });
  at = AT + 60_000;
  expect(await behind.get(item("a"))).toBeUndefined();
  expect(await behind.put(item("a", 2), "absent")).toBe("done");
  await behind.settled();
  expect(await behind.get(item("a"))).toMatchObject({ version: 1, body: { n: 2 } });
});

test("of many who read the same item from the disk and change it at once, one does", async () => {
  const disk = createTable(":memory:", now);
  await disk.put(item("a", 1), "absent");
  const behind = behindOf(disk);
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => behind.put(item("a", n), 1)));
  expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
  await behind.settled();
});

/** What one of them answers, the other answers too, whenever the disk has caught up. */
test.for([
  ["small partitions", undefined],
  ["partitions too large to be held", { whole: 2, first: 2, fresh: 100 }],
  ["more than is held", { whole: 100, first: 100, fresh: 1 }],
] as const)("answers as the disk alone would, whatever is asked when: %s", async ([, limits]) => {
  const key = fc.record({ pk: fc.constantFrom("p", "q"), sk: fc.constantFrom("a", "ab", "b", "ü", "c#1", "c#2") });
  const expected = fc.constantFrom<("absent" | number)[]>("absent", 1, 2, 3);
  const command = fc.oneof(
    fc.record({ do: fc.constant("put" as const), key, expected }),
    fc.record({ do: fc.constant("remove" as const), key, version: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ do: fc.constant("get" as const), key }),
    fc.record({
      do: fc.constant("query" as const),
      query: fc.record(
        {
          pk: fc.constantFrom("p", "q"),
          prefix: fc.constantFrom("", "a", "c#"),
          after: fc.constantFrom("a", "b"),
          descending: fc.boolean(),
          limit: fc.integer({ min: 1, max: 4 }),
        },
        { requiredKeys: ["pk"] },
      ),
    }),
    fc.record({ do: fc.constant("settle" as const) }),
  );
  type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;
  const ask = (table: Table, one: Command, n: number): Promise<unknown> => {
    if (one.do === "put")
      return table.put({ ...(one.key as Key), body: { v: 1, n } }, one.expected as "absent" | number);
    if (one.do === "remove") return table.remove(one.key, one.version);
    if (one.do === "get") return table.get(one.key);
    return one.do === "query" ? table.query(one.query as { pk: string }) : Promise.resolve();
  };
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
      const model = createTable(":memory:", now);
      const behind = behindOf(createTable(":memory:", now), now, limits);
      for (const [n, one] of commands.entries()) {
        if (one.do === "settle") await behind.settled();
        else expect(await ask(behind, one, n)).toEqual(await ask(model, one, n));
      }
      await behind.settled();
      for (const pk of ["p", "q"]) expect(await behind.query({ pk })).toEqual(await model.query({ pk }));
      model.close();
      behind.close();
    }),
    { numRuns: 200 },
  );
});
