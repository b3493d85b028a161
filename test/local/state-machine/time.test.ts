// Waits, time-outs and task tokens on a virtual clock. "Spec" is https://states-language.net/spec.html

import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../../virtual-clock.ts";
import { asl, createHouse, detailsOf, named, task, tokenTask } from "./house.ts";

const never = () => new Promise<never>(() => undefined);
const day = 24 * 60 * 60;

/** The token that a house's last call was given. */
function tokenOf(house: ReturnType<typeof createHouse>): string {
  const payload = house.calls.at(-1)?.payload as { taskToken: string } | undefined;
  return payload?.taskToken ?? "";
}

describe("Wait", () => {
  test("30 days pass in a moment, to the millisecond (longer than setTimeout's 2^31)", async () => {
    const house = createHouse(asl({ W: { Type: "Wait", Seconds: 30 * day, End: true } }));
    const [before, wall] = [house.clock.now(), performance.now()];
    await house.run({ id: 1 });
    expect(house.clock.now() - before).toBe(30 * day * 1000);
    expect(performance.now() - wall).toBeLessThan(500);
    expect(house.outcome()).toEqual({ type: "ExecutionSucceeded", output: { id: 1 } });
  });

  test("a Timestamp is waited for, in any zone", async () => {
    const house = createHouse(asl({ W: { Type: "Wait", Timestamp: "2024-06-01T09:30:00+09:00", End: true } }));
    await house.run();
    expect(new Date(house.clock.now()).toISOString()).toBe("2024-06-01T00:30:00.000Z");
  });

  test.each(["2024-02-30T00:00:00Z", "2024-06-01t00:00:00Z", "2024-06-01T00:00:00", "tomorrow"])(
    "Spec: a string containing a valid timestamp; %s is none",
    async (Timestamp) => {
      const house = createHouse(asl({ W: { Type: "Wait", Timestamp, End: true } }));
      expect(await house.run()).toMatchObject({ error: "States.QueryEvaluationError" });
    },
  );

  test.each([-1, 1.5, "a"])("Spec: Seconds … MUST be a non-negative integer; %s is none", async (seconds) => {
    const house = createHouse(asl({ W: { Type: "Wait", Seconds: "{% $states.input.s %}", End: true } }));
    expect(await house.run({ s: seconds })).toMatchObject({ error: "States.QueryEvaluationError" });
  });

  test("$now() and $millis() read the injected clock", async () => {
    const Output = "{% [$now(), $millis(), $now('[Y]')] %}";
    const house = createHouse(asl({ P: { Type: "Pass", Output, End: true } }));
    const now = house.clock.now();
    expect((await house.run()).output).toEqual([new Date(now).toISOString(), now, "2024"]);
  });
});

describe("TimeoutSeconds", () => {
  test("Spec: If the state executes longer than the specified timeout … the interpreter fails the state with a States.Timeout Error Name", async () => {
    const house = createHouse(asl({ X: task("f", { TimeoutSeconds: 60, End: true }) }), { functions: { f: never } });
    const before = house.clock.now();
    expect(await house.run()).toEqual({ type: "ExecutionFailed", error: "States.Timeout" });
    expect(house.clock.now() - before).toBe(60_000);
    expect(house.types().slice(-3)).toEqual(["TaskStarted", "TaskTimedOut", "ExecutionFailed"]);
  });

  test("Spec: JSONata strings for the TimeoutSeconds … whose values, when evaluated, MUST be positive integers", async () => {
    const state = task("f", { TimeoutSeconds: "{% $states.input.s %}", End: true });
    const house = createHouse(asl({ X: state }), { functions: { f: never } });
    expect(await house.run({ s: 5 })).toMatchObject({ error: "States.Timeout" });
    expect(await house.run({ s: 0 }, "zero")).toMatchObject({ error: "States.QueryEvaluationError" });
  });

  test("States.Timeout is caught, retried by name, and taken by States.ALL; each attempt has its own time", async () => {
    const Retry = [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 10, MaxAttempts: 1 }];
    const Catch = [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput %}", Next: "Y" }];
    const states = { X: task("f", { TimeoutSeconds: 60, Retry, Catch, End: true }), Y: { Type: "Succeed" } };
    const house = createHouse(asl(states), { functions: { f: never } });
    const before = house.clock.now();
    expect((await house.run()).output).toEqual({ Error: "States.Timeout", Cause: "" });
    expect(house.clock.now() - before).toBe(130_000);
  });

  test("an answer after the time-out changes nothing", async () => {
    let answer: (value: unknown) => void = () => undefined;
    const f = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const Catch = [{ ErrorEquals: ["States.Timeout"], Output: "late", Next: "W" }];
    const wait = { Type: "Wait", Seconds: 60, End: true };
    const house = createHouse(asl({ X: task("f", { TimeoutSeconds: 1, Catch, End: true }), W: wait }), {
      functions: { f },
    });
    await house.machine.start("x", {});
    await house.clock.advance(2000);
    answer("early");
    await house.clock.advance(60_000);
    expect(house.outcome()).toEqual({ type: "ExecutionSucceeded", output: "late" });
  });

  test("Spec, top level: If it runs longer, the machine fails with a States.Timeout; AWS: ExecutionTimedOut", async () => {
    const house = createHouse(asl({ W: { Type: "Wait", Seconds: day, End: true } }, { TimeoutSeconds: 100 }));
    const before = house.clock.now();
    await house.run();
    expect(house.types()).toEqual(["ExecutionStarted", "WaitStateEntered", "ExecutionTimedOut"]);
    expect(house.clock.now() - before).toBe(100_000);
    expect(house.machine.state("x")).toBe("timed-out");
    expect(house.clock.pending()).toBe(0);
  });
});

describe("waitForTaskToken", () => {
  const definition = asl({ X: tokenTask("ask", { TimeoutSeconds: 14 * day, End: true }) });

  test("waits for its token, whatever the function returned; the result of a wake is {}", async () => {
    const house = createHouse(definition, { functions: { ask: () => "ignored" } });
    await house.machine.start("x", { id: "i" });
    await house.clock.advance(3 * day * 1000);
    expect(house.calls).toMatchObject([{ functionName: "ask", payload: { id: "i", taskToken: expect.any(String) } }]);
    expect(house.machine.state("x")).toBe("running");
    expect(await house.machine.wake(tokenOf(house))).toBe("woken");
    await house.clock.settle();
    expect(house.outcome()).toEqual({ type: "ExecutionSucceeded", output: {} });
    const task = ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"];
    expect(house.types()).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      ...task,
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  test("a token is taken once, even by two at the same time, and no other token fits", async () => {
    const house = createHouse(definition, { functions: { ask: () => null } });
    await house.machine.start("x", {});
    await house.clock.settle();
    const token = tokenOf(house);
    const { machine } = house;
    expect(await Promise.all([machine.wake(token), machine.wake(token), machine.wake("other")])).toEqual([
      "woken",
      "gone",
      "gone",
    ]);
    expect(await machine.wake(token)).toBe("gone");
  });

  test("the token is valid before the function has returned", async () => {
    const house = createHouse(definition, {
      functions: {
        async ask(payload) {
          expect(await house.machine.wake(String((payload as { taskToken: unknown }).taskToken))).toBe("woken");
          throw named("Late");
        },
      },
    });
    expect(await house.run()).toMatchObject({ type: "ExecutionSucceeded", output: {} });
  });

  test("Spec: fails the state with a States.Timeout; then the token is gone", async () => {
    const house = createHouse(definition, { functions: { ask: () => null } });
    expect(await house.run()).toEqual({ type: "ExecutionFailed", error: "States.Timeout" });
    expect(house.types().slice(-3)).toEqual(["TaskSubmitted", "TaskTimedOut", "ExecutionFailed"]);
    expect(await house.machine.wake(tokenOf(house))).toBe("gone");
  });

  test("a wake in the very moment of the time-out either wakes or is gone, never both", async () => {
    const clock = createVirtualClock();
    let woken: Promise<string> | undefined;
    const after: typeof clock.after = (milliseconds, fire) =>
      clock.after(milliseconds, () => {
        fire();
        if (milliseconds === 60_000) woken = house.machine.wake(tokenOf(house));
      });
    const definition = asl({ X: tokenTask("ask", { TimeoutSeconds: 60, End: true }) });
    const house = createHouse(definition, { functions: { ask: () => null }, clock: { ...clock, after } });
    const { type } = await house.run();
    expect([await woken, type]).toEqual(["woken", "ExecutionSucceeded"]);
  });

  test.each([0, 1, 2, 3, 4, 6, 8, 12])(
    "a wake %i moments after the function has answered is not lost",
    async (moments) => {
      let answer: (value: unknown) => void = () => undefined;
      const ask = () =>
        new Promise((resolve) => {
          answer = resolve;
        });
      const house = createHouse(definition, { functions: { ask } });
      await house.machine.start("x", {});
      await house.clock.settle();
      answer(null);
      for (let moment = 0; moment < moments; moment += 1) await undefined;
      expect(await house.machine.wake(tokenOf(house))).toBe("woken");
      await house.clock.settle();
      expect(house.outcome()).toEqual({ type: "ExecutionSucceeded", output: {} });
    },
  );

  test("a submission that fails fails the task, and its token with it", async () => {
    const house = createHouse(definition, {
      functions: {
        ask: () => {
          throw named("A");
        },
      },
    });
    expect(await house.run()).toMatchObject({ error: "A" });
    expect(await house.machine.wake(tokenOf(house))).toBe("gone");
  });

  test("each retry and each visit gets a token of its own", async () => {
    const Retry = [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1 }];
    const house = createHouse(asl({ X: tokenTask("ask", { TimeoutSeconds: 60, Retry, End: true }) }), {
      functions: { ask: () => null },
    });
    await house.machine.start("x", {});
    await house.clock.settle();
    const first = tokenOf(house);
    await house.clock.advance(70_000);
    expect(house.calls).toHaveLength(2);
    expect(await house.machine.wake(first)).toBe("gone");
    expect(await house.machine.wake(tokenOf(house))).toBe("woken");
  });

  test("the history does not tell the token", async () => {
    const house = createHouse(definition, { functions: { ask: () => null } });
    await house.machine.start("x", {});
    await house.clock.settle();
    expect(JSON.stringify(house.events("x"))).not.toContain(tokenOf(house));
    expect(detailsOf(house.events("x"), "TaskScheduled")).toMatchObject([
      { resource: "invoke.waitForTaskToken", timeoutInSeconds: 14 * day },
    ]);
  });

  test("a thousand waits are cheap: no work is under way, one timer and one deadline each", async () => {
    const house = createHouse(definition, { functions: { ask: () => null } });
    await Promise.all(Array.from({ length: 1000 }, (_, index) => house.machine.start(`e${index}`, {})));
    await house.clock.settle();
    expect(house.machine.busy()).toBe(false);
    expect(house.clock.pending()).toBe(2000);
  });
});
