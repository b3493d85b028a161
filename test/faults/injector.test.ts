// The injector itself: each kind of fault does what its name says.
import { expect, test } from "vitest";
import { createInjector, KINDS, type Kind, never } from "./injector.ts";

/** A port that writes down what reached it; every call with this number meets the fault. */
function port(kind: Kind, number = 0) {
  const reached: string[] = [];
  const timers: (() => void)[] = [];
  let alive = true;
  const injector = createInjector({
    plan: new Map([[number, kind]]),
    late: 20_000,
    now: () => 0,
    after: (_milliseconds, fire) => timers.push(fire),
    crash: () => {
      alive = false;
    },
  });
  injector.arm();
  const call = (what: string) =>
    injector.call(
      { port: "table", what, effect: true },
      () => alive,
      async () => {
        reached.push(what);
        return `${what} is done`;
      },
    );
  const laterOn = () => {
    for (const fire of timers.splice(0)) fire();
  };
  return { call, reached, laterOn, injector, isAlive: () => alive };
}

const silent = async (call: Promise<unknown>) =>
  (await Promise.race([call, new Promise((done) => setTimeout(() => done("silent"), 20))])) === "silent";

test("before: it has no effect, and nobody knows", async () => {
  const { call, reached } = port("before");
  await expect(call("a")).rejects.toMatchObject({ name: "Unavailable", effect: "maybe" });
  expect(await call("b")).toBe("b is done");
  expect(reached).toEqual(["b"]);
});

test("after: it has its effect, and the answer is lost", async () => {
  const { call, reached } = port("after");
  await expect(call("a")).rejects.toMatchObject({ name: "Unavailable", effect: "maybe" });
  expect(reached).toEqual(["a"]);
});

test("twice: it reaches the port two times, and is answered once", async () => {
  const { call, reached } = port("twice");
  expect(await call("a")).toBe("a is done");
  expect(reached).toEqual(["a", "a"]);
});

test("late: it fails now, and has its effect after what came later", async () => {
  const { call, reached, laterOn, injector } = port("late");
  await expect(call("a")).rejects.toMatchObject({ name: "Unavailable", effect: "maybe" });
  expect(await call("b")).toBe("b is done");
  expect(injector.coming()).toBe(1);
  laterOn();
  expect(reached).toEqual(["b", "a"]);
  expect(injector.coming()).toBe(0);
});

test("throttle: it and the next two calls of the port are turned away without effect", async () => {
  const { call, reached } = port("throttle");
  for (const what of ["a", "b", "c"])
    await expect(call(what)).rejects.toMatchObject({ name: "Unavailable", effect: "none" });
  expect(await call("d")).toBe("d is done");
  expect(reached).toEqual(["d"]);
});

test("crash: the process is never answered, before its effect or after it", async () => {
  const before = port("crash-before");
  expect(await silent(before.call("a"))).toBe(true);
  expect([before.reached, before.isAlive()]).toEqual([[], false]);
  const after = port("crash-after");
  expect(await silent(after.call("a"))).toBe(true);
  expect([after.reached, after.isAlive()]).toEqual([["a"], false]);
  expect(await silent(after.call("b"))).toBe(true);
  expect(after.reached).toEqual(["a"]);
});

test("another call than the planned one meets no fault", async () => {
  for (const kind of KINDS) {
    const { call, injector } = port(kind, 1);
    expect(await call("a")).toBe("a is done");
    expect(injector.injected).toEqual([]);
  }
  expect(await silent(never())).toBe(true);
});
