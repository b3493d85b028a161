// What any implementation of the Table port must do: queries, indexes, expiry, durability.
import { describe, expect, test } from "vitest";
import type { Item, Page, Query, Table } from "../../core/ports.ts";
import { byBytes, item, SECONDS, START, sks } from "./table-items.ts";

export interface OpenedTable {
  table: Table;
  clock: { now: number };
  reopen?(): Promise<Table>;
}

/** The items of all pages. */
async function all(read: (query: Query) => Promise<Page>, query: Query): Promise<Item[]> {
  const items: Item[] = [];
  let after = query.after;
  do {
    const page = await read({ ...query, ...(after === undefined ? {} : { after }) });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

export function tableQueriesContract(name: string, open: () => Promise<OpenedTable>): void {
  const filled = async (...keys: string[]) => {
    const house = await open();
    await Promise.all(keys.map((sk) => house.table.put(item(sk), "absent")));
    return house;
  };

  describe(`${name}: queries`, () => {
    const KEYS = ["A", "A#", "A#1", "A#10", "A#2", "AB", "AB#1", "B#1", "a#1", "é", "火", "\uff21", "\u{1F692}"];

    test("order by the UTF-8 bytes of sk, both ways", async () => {
      const { table } = await filled(...[...KEYS].reverse());
      const ordered = [...KEYS].sort(byBytes);
      expect(ordered.indexOf("\uff21")).toBeLessThan(ordered.indexOf("\u{1F692}"));
      expect(await table.query({ pk: "P" })).toMatchObject({ items: ordered.map((sk) => ({ sk })) });
      expect(sks(await table.query({ pk: "P", descending: true }))).toEqual([...ordered].reverse());
      expect((await table.query({ pk: "Q" })).items).toEqual([]);
    });

    test.each(["", "A", "A#", "A#1", "AB", "B", "火", "é", "zzz", "a#1x"])(
      "take only what begins with %j, exactly as written",
      async (prefix) => {
        const { table } = await filled(...KEYS);
        const wanted = KEYS.filter((sk) => sk.startsWith(prefix)).sort(byBytes);
        expect(sks(await table.query({ pk: "P", prefix }))).toEqual(wanted);
        expect(sks(await table.query({ pk: "P", prefix, descending: true }))).toEqual([...wanted].reverse());
      },
    );

    test.each(["A", "A#1", "A#15", "0", "zzzz", "\u{1F692}", "B", "A#2"])(
      "go on after %j, whether or not it stands there or has the prefix",
      async (after) => {
        const { table } = await filled(...KEYS);
        const within = KEYS.filter((sk) => sk.startsWith("A#")).sort(byBytes);
        expect(sks(await table.query({ pk: "P", prefix: "A#", after }))).toEqual(
          within.filter((sk) => byBytes(sk, after) > 0),
        );
        expect(sks(await table.query({ pk: "P", prefix: "A#", after, descending: true }))).toEqual(
          within.filter((sk) => byBytes(sk, after) < 0).reverse(),
        );
      },
    );

    test("give so many at most, and the way to the next as long as there is one", async () => {
      const { table } = await filled("1", "2", "3", "4");
      const first = await table.query({ pk: "P", limit: 3 });
      expect([sks(first), first.next]).toEqual([["1", "2", "3"], "3"]);
      expect(await table.query({ pk: "P", limit: 3, after: "3" })).toEqual({ items: [{ ...item("4"), version: 1 }] });
      const down = await table.query({ pk: "P", limit: 3, descending: true });
      expect([sks(down), down.next]).toEqual([["4", "3", "2"], "2"]);
      expect(sks(await table.query({ pk: "P", limit: 3, after: "2", descending: true }))).toEqual(["1"]);
      expect(await table.query({ pk: "P", limit: 5 })).not.toHaveProperty("next");
    });

    test("give 100 unless told, 1000 at most, and every item once over all pages", async () => {
      const { table } = await open();
      const keys = Array.from({ length: 1203 }, (_, n) => `X#${String((n * 7919) % 1203).padStart(5, "0")}`);
      await Promise.all(keys.map((sk) => table.put(item(sk, { list: { pk: "L", sk } }), "absent")));
      await table.put(item("W"), "absent");
      await table.put(item("Y"), "absent");
      keys.sort();
      expect((await table.query({ pk: "P", prefix: "X#" })).items).toHaveLength(100);
      expect((await table.query({ pk: "P", prefix: "X#", limit: 5000 })).items).toHaveLength(1000);
      for (const limit of [1000, 401]) {
        const up = await all((query) => table.query(query), { pk: "P", prefix: "X#", limit });
        expect(up.map(({ sk }) => sk)).toEqual(keys);
      }
      const down = await all((query) => table.queryIndex("list", query), { pk: "L", descending: true, limit: 500 });
      expect(down.map(({ sk }) => sk)).toEqual([...keys].reverse());
    });
  });

  describe(`${name}: indexes`, () => {
    const at = (index: "list" | "due", pk: string, sk: string) => ({ [index]: { pk, sk } });

    test.each(["list", "due"] as const)(
      "the %s index finds an item where its last version stands, and nowhere else",
      async (index) => {
        const { table } = await open();
        const found = async (pk: string) => sks(await table.queryIndex(index, { pk }));
        await table.put(item("a", at(index, "open", "2#a")), "absent");
        await table.put(item("b", at(index, "open", "1#b")), "absent");
        await table.put(item("c"), "absent");
        expect(await found("open")).toEqual(["b", "a"]);
        await table.put(item("a", at(index, "open", "0#a")), 1);
        expect(await found("open")).toEqual(["a", "b"]);
        await table.put(item("a", at(index, "done", "0#a")), 2);
        expect([await found("open"), await found("done")]).toEqual([["b"], ["a"]]);
        await table.put(item("a"), 3);
        await table.put(item("c", at(index, "done", "9#c")), 1);
        await table.remove({ pk: "P", sk: "b" }, 1);
        expect([await found("open"), await found("done")]).toEqual([[], ["c"]]);
        expect(await table.get({ pk: "P", sk: "a" })).toEqual({ ...item("a"), version: 4 });
      },
    );

    test("prefix, after and next speak of the index's own sort key", async () => {
      const { table } = await open();
      for (const [sk, listed] of [
        ["z", "A#1"],
        ["y", "A#2"],
        ["x", "A#3"],
        ["w", "B#1"],
      ] as const)
        await table.put(item(sk, at("list", "L", listed)), "absent");
      const first = await table.queryIndex("list", { pk: "L", prefix: "A#", limit: 2 });
      expect([sks(first), first.next]).toEqual([["z", "y"], "A#2"]);
      expect(sks(await table.queryIndex("list", { pk: "L", prefix: "A#", after: "A#2" }))).toEqual(["x"]);
      expect(sks(await table.queryIndex("list", { pk: "L", after: "B", descending: true, limit: 1 }))).toEqual(["x"]);
      expect((await table.queryIndex("due", { pk: "L" })).items).toEqual([]);
    });
  });

  describe(`${name}: expiry`, () => {
    test("an item past its time reads as absent everywhere, though it may still be stored", async () => {
      const { table, clock } = await open();
      const dying = item("a", {
        expiresAtSeconds: SECONDS + 10,
        list: { pk: "L", sk: "1#a" },
        due: { pk: "D", sk: "1#a" },
      });
      await table.put(dying, "absent");
      await table.put(item("b"), "absent");
      clock.now = START + 9_999;
      expect(await table.get({ pk: "P", sk: "a" })).toEqual({ ...dying, version: 1 });
      clock.now = START + 11_000;
      expect(await table.get({ pk: "P", sk: "a" })).toBeUndefined();
      expect(sks(await table.query({ pk: "P" }))).toEqual(["b"]);
      expect(sks(await table.queryIndex("list", { pk: "L" }))).toEqual([]);
      expect(sks(await table.queryIndex("due", { pk: "D" }))).toEqual([]);
      expect(await table.put(item("a"), 1)).toBe("refused");
      expect(await table.remove({ pk: "P", sk: "a" }, 9)).toBe("done");
    });

    test("over an expired item one may put if absent, and begins again at version 1", async () => {
      const { table, clock } = await open();
      await table.put(item("a", { expiresAtSeconds: SECONDS + 10 }), "absent");
      await table.put(item("a", { body: { two: 2 }, expiresAtSeconds: SECONDS + 10 }), 1);
      expect(await table.put(item("a"), "absent")).toBe("refused");
      clock.now = START + 11_000;
      const outcomes = await Promise.all([1, 2, 3].map((n) => table.put(item("a", { body: { n } }), "absent")));
      expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
      expect(await table.get({ pk: "P", sk: "a" })).toMatchObject({ version: 1 });
    });

    test("expired items neither fill a page nor end the pages", async () => {
      const { table, clock } = await open();
      const keys = Array.from({ length: 30 }, (_, n) => String(n).padStart(2, "0"));
      for (const [n, sk] of keys.entries())
        await table.put(item(sk, n % 3 === 0 ? {} : { expiresAtSeconds: SECONDS + 1 }), "absent");
      clock.now = START + 5_000;
      const left = await all((query) => table.query(query), { pk: "P", limit: 4 });
      expect(left.map(({ sk }) => sk)).toEqual(keys.filter((_, n) => n % 3 === 0));
    });
  });

  describe(`${name}: durability`, () => {
    test("what a write has answered is there after opening again", async () => {
      const { table, reopen } = await open();
      if (reopen === undefined) return;
      await Promise.all(
        Array.from({ length: 50 }, (_, n) => table.put(item(`k${n}`, { due: { pk: "D", sk: `d${n}` } }), "absent")),
      );
      await table.put(item("k1", { body: { changed: true } }), 1);
      await table.remove({ pk: "P", sk: "k2" }, 1);
      const again = await reopen();
      expect((await again.query({ pk: "P", limit: 1000 })).items).toHaveLength(49);
      expect((await again.queryIndex("due", { pk: "D", limit: 1000 })).items).toHaveLength(48);
      expect(await again.get({ pk: "P", sk: "k1" })).toEqual({
        ...item("k1", { body: { changed: true } }),
        version: 2,
      });
      expect(await again.get({ pk: "P", sk: "k2" })).toBeUndefined();
      expect(await again.put(item("k3"), "absent")).toBe("refused");
    });
  });
}
