import { describe, expect, test } from "vitest";
import { vendors } from "../vendors/index.ts";
import { createVirtualClock } from "./virtual-clock.ts";

describe("the virtual clock", () => {
  test("stands still until it is told to move, and fires timers in the order of their time", async () => {
    const clock = createVirtualClock();
    const start = clock.now();
    const fired: [string, number][] = [];
    const note = (name: string) => () => fired.push([name, clock.now() - start]);
    clock.after(20, note("b"));
    clock.after(10, note("a"));
    clock.after(10, note("a2"));
    clock.after(3_000_000_000, note("far"));
    clock.after(5, note("cancelled"))();
    await clock.settle();
    expect(fired).toEqual([]);
    await clock.advance(19);
    expect(fired).toEqual([
      ["a", 10],
      ["a2", 10],
    ]);
    await clock.advance(3_000_000_000);
    expect(fired.slice(2)).toEqual([
      ["b", 20],
      ["far", 3_000_000_000],
    ]);
    expect(clock.now() - start).toBe(3_000_000_019);
  });

  test("lets everything that follows from a timer happen before the next one", async () => {
    const clock = createVirtualClock();
    const seen: number[] = [];
    async function loop(): Promise<void> {
      for (let round = 0; round < 3; round += 1) {
        await clock.sleep(10);
        seen.push(clock.now());
      }
    }
    const start = clock.now();
    const looping = loop();
    await clock.advance(30);
    await looping;
    expect(seen.map((at) => at - start)).toEqual([10, 20, 30]);
  });

  test("does not move while something is busy", async () => {
    const clock = createVirtualClock();
    const order: string[] = [];
    clock.after(10, () => order.push("timer"));
    const real = new Promise<void>((resolve) => setTimeout(resolve, 30));
    void clock.during(real).then(() => order.push("work"));
    let busy = true;
    const end = clock.busyWhile(() => busy);
    setTimeout(() => {
      order.push("idle");
      busy = false;
    }, 60);
    await clock.advance(10);
    end();
    expect(order).toEqual(["work", "idle", "timer"]);
  });

  test("a sleep ends when its signal aborts, and leaves no timer", async () => {
    const clock = createVirtualClock();
    const abort = new AbortController();
    const sleeping = clock.sleep(10, abort.signal);
    abort.abort(new Error("enough"));
    await expect(sleeping).rejects.toThrow("enough");
    await expect(clock.sleep(10, abort.signal)).rejects.toThrow("enough");
    expect(clock.pending()).toBe(0);
  });

  test("runs until something holds, and says so when nothing more will happen", async () => {
    const clock = createVirtualClock("2024-04-26T00:00:00.000Z");
    let done = false;
    clock.after(1000, () => {
      done = true;
    });
    await clock.runUntil(() => done);
    expect(new Date(clock.now()).toISOString()).toBe("2024-04-26T00:00:01.000Z");
    await expect(clock.runUntil(() => false)).rejects.toThrow("nothing more happens");
    clock.after(1000, () => undefined);
    await expect(clock.runUntil(() => false, 999)).rejects.toThrow("nothing more happens (1 timers armed)");
  });

  test.each([...vendors.values()])(
    "has the parser and the connector of $name loaded before nothing goes on any more",
    async ({ parser, connector }) => {
      let loaded = false;
      void Promise.all([parser(), connector?.()]).then(() => {
        loaded = true;
      });
      await createVirtualClock().settle();
      expect(loaded).toBe(true);
    },
  );
});
