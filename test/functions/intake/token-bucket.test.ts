import { expect, test } from "vitest";
import { createTokenBuckets } from "../../../functions/intake/token-bucket.ts";

const buckets = (rate: { perSecond: number; burst: number }, most?: number) => {
  const clock = { now: 1_000_000 };
  return { clock, take: createTokenBuckets(rate, () => clock.now, most).take };
};
/** How many of `count` are let through. */
const through = (take: (key: string) => number, key: string, count: number) =>
  Array.from({ length: count }, () => take(key)).filter((wait) => wait === 0).length;

test("a burst goes through, and then as much as the rate gives back", () => {
  const { clock, take } = buckets({ perSecond: 50, burst: 200 });
  expect(through(take, "acme", 500)).toBe(200);
  clock.now += 1000;
  expect(through(take, "acme", 500)).toBe(50);
  clock.now += 10;
  expect(through(take, "acme", 500)).toBe(0);
  clock.now += 10;
  expect(through(take, "acme", 500)).toBe(1);
});

test("it never holds more than its burst, and a clock that was set back gives nothing", () => {
  const { clock, take } = buckets({ perSecond: 50, burst: 3 });
  clock.now += 3_600_000;
  expect(through(take, "acme", 10)).toBe(3);
  clock.now -= 3_600_000;
  expect(through(take, "acme", 10)).toBe(0);
});

test("one customer's flood costs no other a token", () => {
  const { take } = buckets({ perSecond: 1, burst: 5 });
  expect(through(take, "acme", 1000)).toBe(5);
  expect(through(take, "other", 5)).toBe(5);
});

test("the wait is what it takes until the next token, in whole seconds", () => {
  const { clock, take } = buckets({ perSecond: 0.1, burst: 1 });
  expect([take("acme"), take("acme")]).toEqual([0, 10]);
  clock.now += 4500;
  expect(take("acme")).toBe(6);
  clock.now += 5500;
  expect(take("acme")).toBe(0);
});

test("its memory is bounded: who was idle the longest is forgotten, and whoever floods is not", () => {
  const { take } = buckets({ perSecond: 1, burst: 1 }, 3);
  for (let n = 0; n < 100; n += 1) {
    const wait = take("flood");
    if (n > 0) expect(wait).toBe(1);
    take(`customer-${n}`);
  }
  expect(take("customer-99")).toBe(1);
  expect(take("customer-0")).toBe(0);
});
