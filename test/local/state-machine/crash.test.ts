// A crash at every single write of an execution's life.

import { describe, expect, test } from "vitest";
import { createJournal, type Journal } from "../../../local/state-machine.ts";
import { createVirtualClock } from "../../virtual-clock.ts";
import { asl, createHouse, type Functions, type HouseOptions, named, task, tokenTask } from "./house.ts";

const day = 24 * 60 * 60;

/** A journal whose house dies when it asks for write number `writes` + 1: nothing of that write, nor later, happens. */
function dyingAfter(journal: Journal, writes: number, die: () => void): Journal {
  let left = writes;
  function guard<A extends unknown[], R>(write: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return (...args) => {
      left -= 1;
      if (left >= 0) return write(...args);
      if (left === -1) die();
      return new Promise<never>(() => undefined);
    };
  }
  return { ...journal, start: guard(journal.start), commit: guard(journal.commit) };
}

const retry = { Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 20 }], Next: "Each" };
const each = {
  A: task("a", { Assign: { done: "{% $states.result.Payload %}" }, Next: "W" }),
  W: { Type: "Wait", Seconds: "{% $states.input * 10 %}", Output: "{% $done %}", Next: "B" },
  B: task("b"),
};
const wholeLife = asl({
  Begin: { Type: "Pass", Assign: { kept: "{% $states.input.id %}" }, Next: "Try" },
  Try: task("flaky", retry),
  Each: {
    Type: "Map",
    Items: "{% [1, 2, 3] %}",
    MaxConcurrency: 2,
    ItemProcessor: { StartAt: "A", States: each },
    Next: "Risk",
  },
  Risk: task("risky", { Catch: [{ ErrorEquals: ["Broken"], Next: "Ask" }], End: true }),
  Ask: tokenTask("ask", { TimeoutSeconds: 14 * day, Next: "Which" }),
  Which: { Type: "Choice", Choices: [{ Condition: "{% $kept = 'i' %}", Next: "Rest" }] },
  Rest: { Type: "Wait", Seconds: 30 * day, Next: "Last" },
  Last: { Type: "Succeed", Output: "{% [$kept, $states.input] %}" },
});

const failingLife = asl({
  Each: {
    Type: "Map",
    Items: "{% [1, 2, 'bad', 4] %}",
    MaxConcurrency: 3,
    ItemProcessor: {
      StartAt: "W",
      States: {
        W: {
          Type: "Wait",
          Seconds: "{% $lookup({'1': 10, '2': 1, 'bad': 9, '4': 9}, $string($states.input)) %}",
          Next: "A",
        },
        A: task("picky"),
      },
    },
    Retry: [{ ErrorEquals: ["Bad"], IntervalSeconds: 60, MaxAttempts: 1 }],
    Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Error %}", Next: "Fail" }],
    End: true,
  },
  Fail: { Type: "Fail", Error: "{% 'Was' & $states.input %}" },
});

/** A world that outlives the house: its clock, and a person who answers each question after an hour. */
function createWorld() {
  const clock = createVirtualClock();
  const start = clock.now();
  const calls: string[] = [];
  const unanswered = new Set<string>();
  let wake: (token: string) => Promise<unknown> = async () => undefined;
  async function answer(token: string): Promise<void> {
    unanswered.add(token);
    await wake(token);
    unanswered.delete(token);
  }
  const functions: Functions = {
    flaky() {
      if (clock.now() < start + 10_000) throw named("Busy");
      return { tried: true };
    },
    a: (input) => input,
    b: (input) => input,
    picky(input) {
      if (input === "bad") throw named("Bad");
    },
    risky() {
      throw named("Broken");
    },
    ask(input) {
      const { taskToken } = input as { taskToken: string };
      clock.after(3_600_000, () => void answer(taskToken));
    },
  };
  const counted = Object.fromEntries(
    Object.entries(functions).map(([name, call]) => [
      name,
      (payload: unknown) => {
        calls.push(name);
        return call(payload);
      },
    ]),
  );
  function open(definition: unknown, journal: Journal, options: HouseOptions = {}) {
    const house = createHouse(definition, { journal, clock, functions: counted, ...options });
    wake = (token) => house.machine.wake(token);
    return house;
  }
  /** Whoever got no answer from the house asks it again. */
  async function repeat(): Promise<void> {
    for (const token of unanswered) await answer(token);
  }
  return { clock, calls, open, repeat };
}

function count(calls: readonly string[]): Record<string, number> {
  return Object.fromEntries([...new Set(calls)].map((name) => [name, calls.filter((call) => call === name).length]));
}

async function undisturbed(definition: unknown) {
  const world = createWorld();
  let writes = 0;
  const journal = createJournal(":memory:");
  const counting: Journal = {
    ...journal,
    commit(commit) {
      writes += 1;
      return journal.commit(commit);
    },
  };
  const house = world.open(definition, counting);
  const outcome = await house.run({ id: "i" });
  return {
    outcome,
    types: house.types().sort(),
    writes: writes + 1,
    calls: count(world.calls),
    ended: world.clock.now(),
  };
}

describe("a crash before any one write", () => {
  test.each([
    { life: wholeLife, outcome: { type: "ExecutionSucceeded", output: ["i", {}] }, least: 15, inFlight: 2 },
    { life: failingLife, outcome: { type: "ExecutionFailed", error: "WasBad" }, least: 10, inFlight: 3 },
  ])(
    "changes neither outcome ($outcome.type), nor history, nor the hour of the end, and repeats at most what was in flight",
    async ({ life, outcome, least, inFlight }) => {
      const expected = await undisturbed(life);
      expect(expected.outcome).toEqual(outcome);
      expect(expected.writes).toBeGreaterThan(least);
      for (let writes = 1; writes < expected.writes; writes += 1) {
        const world = createWorld();
        const journal = createJournal(":memory:");
        let dead = false;
        const die = () => {
          dead = true;
          house.crash();
        };
        const house = world.open(life, dyingAfter(journal, writes, die));
        await house.machine.start("x", { id: "i" });
        await world.clock.runUntil(() => dead);

        const again = world.open(life, journal);
        expect(again.machine.recover()).toBe(1);
        await world.repeat();
        await world.clock.runUntil(() => again.machine.state("x") !== "running");
        expect({ writes, ...again.outcome() }).toEqual({ writes, ...expected.outcome });
        expect(again.types().sort()).toEqual(expected.types);
        expect(again.events("x").map(({ id }) => id)).toEqual(expected.types.map((_, index) => index + 1));
        expect(world.clock.now()).toBe(expected.ended);
        const more = Object.entries(count(world.calls)).map(([name, times]) => times - (expected.calls[name] ?? 0));
        expect(more.every((times) => times >= 0)).toBe(true);
        expect(more.reduce((sum, times) => sum + times, 0)).toBeLessThanOrEqual(inFlight);
      }
    },
  );

  test("before the first write nothing was started", async () => {
    const journal = createJournal(":memory:");
    const world = createWorld();
    const house = world.open(
      wholeLife,
      dyingAfter(journal, 0, () => house.crash()),
    );
    void house.machine.start("x", { id: "i" });
    await world.clock.settle();
    const again = world.open(wholeLife, journal);
    expect(again.machine.recover()).toBe(0);
    expect(again.machine.state("x")).toBe("absent");
  });
});
