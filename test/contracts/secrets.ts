// What any implementation of the Secrets port must do.
import { describe, expect, test } from "vitest";
import type { Secrets } from "../../core/ports.ts";

export interface SecretsUnderTest {
  secrets: Secrets;
  /** Another handle to the same store, as after a restart. */
  reopen(): Promise<Secrets>;
}

export function secretsContract(name: string, create: () => Promise<SecretsUnderTest>): void {
  describe(`${name}: secrets`, () => {
    test("a secret that was never put is nothing", async () => {
      const { secrets } = await create();
      for (const other of ["customers/acme/sources/eset/1", "constructor", "toString", ""])
        expect(await secrets.get(other)).toBeUndefined();
    });

    test("a secret comes back as it went in, from any handle", async () => {
      const { secrets, reopen } = await create();
      const values = {
        "customers/acme/a": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        b: '{"パスワード":"a\\nb 🔑"}',
        c: "x".repeat(4000),
      };
      for (const [key, value] of Object.entries(values)) await secrets.put(key, value);
      for (const store of [secrets, await reopen()])
        for (const [key, value] of Object.entries(values)) expect(await store.get(key)).toBe(value);
    });

    test("the last put counts, and what is retired is gone; others stay", async () => {
      const { secrets, reopen } = await create();
      await secrets.put("a", "1");
      await secrets.put("b", "1");
      await secrets.put("a", "2");
      await secrets.retire("b");
      await secrets.retire("never");
      for (const store of [secrets, await reopen()])
        expect([await store.get("a"), await store.get("b")]).toEqual(["2", undefined]);
      await secrets.put("b", "3");
      expect(await secrets.get("b")).toBe("3");
    });

    test("many that put at once lose nothing of each other", async () => {
      const { secrets, reopen } = await create();
      await Promise.all(Array.from({ length: 20 }, (_, n) => secrets.put(`k${n}`, `v${n}`)));
      const again = await reopen();
      for (let n = 0; n < 20; n += 1) expect(await again.get(`k${n}`)).toBe(`v${n}`);
    });
  });
}
