// What any implementation of the Table port must do.
import { describe, expect, onTestFinished, test } from "vitest";
import type { Table } from "../../core/ports.ts";
import { item, SECONDS, START, sks } from "./table-items.ts";
import { tableQueriesContract } from "./table-queries.ts";

export interface TableUnderTest {
  table: Table;
  /** Another handle to the same data, as after a crash; absent where data is kept elsewhere by nature. */
  reopen?(): Promise<Table>;
  close?(): Promise<void> | void;
}
/** A fresh, empty table whose clock (epoch milliseconds) the tests move. */
export type CreateTable = (now: () => number) => Promise<TableUnderTest>;

export function tableContract(name: string, create: CreateTable): void {
  async function open() {
    const clock = { now: START };
    const made = await create(() => clock.now);
    onTestFinished(async () => made.close?.());
    return { ...made, clock };
  }
  const filled = async (...keys: string[]) => {
    const house = await open();
    await Promise.all(keys.map((sk) => house.table.put(item(sk), "absent")));
    return house;
  };

  describe(`${name}: conditional writes`, () => {
    test("an item is put once if absent, and gets version 1", async () => {
      const { table } = await open();
      expect(await table.put(item("a"), "absent")).toBe("done");
      expect(await table.put(item("a", { body: { other: true } }), "absent")).toBe("refused");
      expect(await table.get({ pk: "P", sk: "a" })).toEqual({ ...item("a"), version: 1 });
      expect(await table.get({ pk: "P", sk: "b" })).toBeUndefined();
      expect(await table.get({ pk: "Q", sk: "a" })).toBeUndefined();
    });

    test("a put by version needs that very version, and makes it one more", async () => {
      const { table } = await filled("a");
      for (const stale of [0, 2, 7])
        expect(await table.put(item("a", { body: { stale } }), stale), `version ${stale}`).toBe("refused");
      for (let version = 1; version < 5; version += 1) {
        expect(await table.put(item("a", { body: { version } }), version)).toBe("done");
        expect(await table.get({ pk: "P", sk: "a" })).toEqual({
          ...item("a", { body: { version } }),
          version: version + 1,
        });
        expect(await table.put(item("a", { body: {} }), version)).toBe("refused");
      }
      expect(await table.put(item("absent"), 1)).toBe("refused");
      expect(await table.get({ pk: "P", sk: "absent" })).toBeUndefined();
    });

    test("of many that put at once if absent exactly one wins, and its item stands", async () => {
      const { table } = await open();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => table.put(item("a", { body: { n } }), "absent")),
      );
      expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
      expect(await table.get({ pk: "P", sk: "a" })).toMatchObject({
        version: 1,
        body: { n: outcomes.indexOf("done") },
      });
    });

    test("of many that put at once by one version exactly one wins", async () => {
      const { table } = await filled("a");
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => table.put(item("a", { body: { n } }), 1)),
      );
      expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
      expect(await table.get({ pk: "P", sk: "a" })).toMatchObject({
        version: 2,
        body: { n: outcomes.indexOf("done") },
      });
    });

    test("a counter that many raise by version at once loses no step", async () => {
      const { table } = await open();
      await table.put(item("n", { body: { n: 0 } }), "absent");
      const raise = async (): Promise<void> => {
        for (;;) {
          const there = await table.get({ pk: "P", sk: "n" });
          if (there === undefined) throw new Error("lost");
          const body = { n: Number(there.body.n) + 1 };
          if ((await table.put(item("n", { body }), there.version)) === "done") return;
        }
      };
      await Promise.all(Array.from({ length: 15 }, raise));
      expect(await table.get({ pk: "P", sk: "n" })).toMatchObject({ version: 16, body: { n: 15 } });
    });

    test("an item is removed by its version only; a missing one counts as removed", async () => {
      const { table } = await filled("a", "b");
      expect(await table.remove({ pk: "P", sk: "a" }, 2)).toBe("refused");
      expect(await table.get({ pk: "P", sk: "a" })).toBeDefined();
      expect(await table.remove({ pk: "P", sk: "a" }, 1)).toBe("done");
      expect(await table.remove({ pk: "P", sk: "a" }, 1)).toBe("done");
      expect(await table.remove({ pk: "P", sk: "never" }, 4)).toBe("done");
      expect(sks(await table.query({ pk: "P" }))).toEqual(["b"]);
      expect(await table.put(item("a", { body: { again: true } }), "absent")).toBe("done");
      expect(await table.get({ pk: "P", sk: "a" })).toMatchObject({ version: 1, body: { again: true } });
    });

    test("what was handed over counts, not what its object becomes after the call", async () => {
      const { table } = await open();
      const body: Record<string, unknown> = { n: 1 };
      const writing = table.put(item("a", { body }), "absent");
      body.n = 2;
      await writing;
      expect(await table.get({ pk: "P", sk: "a" })).toMatchObject({ body: { n: 1 } });
    });

    test("an item that cannot be written spoils no other write of the same moment", async () => {
      const { table } = await open();
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      const [good, bad, other] = await Promise.allSettled([
        table.put(item("good"), "absent"),
        table.put(item("bad", { body: circular }), "absent"),
        table.put(item("other"), "absent"),
      ]);
      expect([good?.status, bad?.status, other?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(sks(await table.query({ pk: "P" }))).toEqual(["good", "other"]);
    });
  });

  describe(`${name}: what comes back`, () => {
    test("is deeply what went in", async () => {
      const { table } = await open();
      const body = {
        v: 1,
        text: "火消し 🚒 \u0000\u001f \u2028 \\ \" ' %_* \ud83d\ude92",
        empty: "",
        numbers: [0, -1, 1.5, 1e21, 5e-324, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
        truth: [true, false, null],
        nested: { list: [{ a: [] }, {}], "": "empty name", "a.b": { "#": "$" }, constructor: "own" },
      };
      const whole = item("whole", {
        body,
        list: { pk: "L", sk: "l#é" },
        due: { pk: "D", sk: "d#1" },
        expiresAtSeconds: SECONDS + 60,
      });
      await table.put(whole, "absent");
      const stored = { ...whole, version: 1 };
      expect(await table.get({ pk: "P", sk: "whole" })).toEqual(stored);
      expect((await table.query({ pk: "P" })).items).toEqual([stored]);
      expect((await table.queryIndex("list", { pk: "L" })).items).toEqual([stored]);
      // Of this index only the keys count: on AWS nothing else stands in it.
      const { pk, sk, due, expiresAtSeconds } = whole;
      expect((await table.queryIndex("due", { pk: "D" })).items).toMatchObject([{ pk, sk, due, expiresAtSeconds }]);
    });

    test("has 300 kB where 300 kB went in", async () => {
      const { table } = await open();
      const text = "火a".repeat(75_000);
      await table.put(item("big", { body: { text } }), "absent");
      const there = await table.get({ pk: "P", sk: "big" });
      expect(there?.body.text === text).toBe(true);
      expect((await table.query({ pk: "P" })).items[0]?.body.text === text).toBe(true);
    });

    test.each(["a#b", "%", "a_b", "'; DROP TABLE item; --", "火/消し", "\u{1F692}", "a\u0001b", "a\u0000b", " "])(
      "stands under the key %j and no other",
      async (sk) => {
        const { table } = await open();
        await table.put({ pk: sk, sk, body: { sk } }, "absent");
        expect(await table.get({ pk: sk, sk })).toEqual({ pk: sk, sk, body: { sk }, version: 1 });
        expect(sks(await table.query({ pk: sk, prefix: sk }))).toEqual([sk]);
        expect(await table.get({ pk: sk, sk: "a" })).toBeUndefined();
      },
    );
  });

  tableQueriesContract(name, open);
}
