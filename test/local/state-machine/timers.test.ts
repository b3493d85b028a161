import { expect, test, vi } from "vitest";
import { systemTimers } from "../../../local/state-machine.ts";

test("a timer fires once its time has come, and not when cancelled", async () => {
  const timers = systemTimers();
  const fired: string[] = [];
  timers.after(60, () => fired.push("cancelled"))();
  await new Promise<void>((resolve) => timers.after(20, resolve));
  timers.after(-5, () => fired.push("past"));
  await new Promise<void>((resolve) => timers.after(80, resolve));
  expect(fired).toEqual(["past"]);
});

test("a timer longer than 2^31 ms does not fire at once, but at its time", () => {
  vi.useFakeTimers();
  try {
    const fired: number[] = [];
    const start = Date.now();
    systemTimers().after(30 * 86_400_000, () => fired.push(Date.now() - start));
    vi.advanceTimersByTime(30 * 86_400_000 - 1);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(fired).toEqual([30 * 86_400_000]);
  } finally {
    vi.useRealTimers();
  }
});

test("a clock that was set forward is noticed within the hour", () => {
  vi.useFakeTimers();
  try {
    let offset = 0;
    const fired: string[] = [];
    systemTimers(() => Date.now() + offset).after(86_400_000, () => fired.push("due"));
    vi.advanceTimersByTime(60_000);
    offset = 86_400_000;
    vi.advanceTimersByTime(3_600_000);
    expect(fired).toEqual(["due"]);
  } finally {
    vi.useRealTimers();
  }
});
