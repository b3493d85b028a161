// The Map state. "Spec" is https://states-language.net/spec.html

import { describe, expect, test } from "vitest";
import { asl, createHouse, detailsOf, type Functions, named, task } from "./house.ts";

function map(states: Record<string, unknown>, more: Record<string, unknown> = { End: true }): Record<string, unknown> {
  const ItemProcessor = { ProcessorConfig: { Mode: "INLINE" }, StartAt: Object.keys(states)[0], States: states };
  return { Type: "Map", Items: "{% $states.input %}", ItemProcessor, ...more };
}

const bad: Functions = {
  f(payload) {
    if (payload === "bad") throw named("Broken");
    return payload;
  },
};

describe("Map", () => {
  test("Spec: an array containing one element for each element of the Items Array, in the same order", async () => {
    const wait = { Type: "Wait", Seconds: "{% $states.input %}", End: true };
    const house = createHouse(asl({ M: map({ W: wait }) }));
    expect((await house.run([30, 10, 20])).output).toEqual([30, 10, 20]);
    expect(detailsOf(house.events("x"), "MapIterationSucceeded").map(({ index }) => index)).toEqual([1, 2, 0]);
    const previous = (type: string) => {
      const events = house.events("x");
      return events.filter((event) => event.type === type).map((event) => events[event.previousEventId - 1]?.type);
    };
    expect(previous("MapIterationStarted")).toEqual(["MapStateStarted", "MapStateStarted", "MapStateStarted"]);
    expect(previous("MapIterationSucceeded")).toEqual(["WaitStateExited", "WaitStateExited", "WaitStateExited"]);
    expect(previous("MapStateSucceeded")).toEqual(["MapIterationSucceeded"]);
  });

  test("Spec: the interpreter will not allow the number of concurrent iterations to exceed that value (MaxConcurrency)", async () => {
    let running = 0;
    let most = 0;
    const states = { A: task("up", { Next: "W" }), W: { Type: "Wait", Seconds: 5, Next: "B" }, B: task("down") };
    const up = () => {
      running += 1;
      most = Math.max(most, running);
    };
    const down = () => {
      running -= 1;
    };
    const house = createHouse(asl({ M: map(states, { MaxConcurrency: "{% 3 %}", End: true }) }), {
      functions: { up, down },
    });
    await house.run([1, 2, 3, 4, 5, 6, 7]);
    expect({ most, running }).toEqual({ most: 3, running: 0 });
  });

  test("AWS, inline Map: at most 40 iterations run at a time when no limit is set", async () => {
    const house = createHouse(asl({ M: map({ W: { Type: "Wait", Seconds: 5, End: true } }) }));
    await house.machine.start(
      "x",
      Array.from({ length: 100 }, (_, index) => index),
    );
    await house.clock.settle();
    expect(detailsOf(house.events("x"), "MapIterationStarted")).toHaveLength(40);
    await house.clock.advance(60_000);
    expect((house.outcome().output as unknown[]).length).toBe(100);
  });

  test("Spec: within ItemSelector the Context Object will have Map.Item.Index … and Value; AWS: inside the iteration too", async () => {
    const ItemSelector = {
      id: "{% $states.input.id %}",
      value: "{% $states.context.Map.Item.Value %}",
    };
    const inner = { Type: "Pass", Output: "{% [$states.input.value, $states.context.Map.Item.Index] %}", End: true };
    const Items = "{% $states.input.list %}";
    const house = createHouse(asl({ M: map({ P: inner }, { Items, ItemSelector, End: true }) }));
    expect((await house.run({ id: "i", list: ["a", "b"] })).output).toEqual([
      ["a", 0],
      ["b", 1],
    ]);
    expect(detailsOf(house.events("x"), "PassStateEntered").map(({ input }) => JSON.parse(String(input)))).toEqual([
      { id: "i", value: "a" },
      { id: "i", value: "b" },
    ]);
  });

  test("a Map may stand in a Map", async () => {
    const inner = map({ P: { Type: "Pass", Output: "{% $states.input * 2 %}", End: true } });
    const house = createHouse(asl({ M: map({ N: inner }) }));
    expect((await house.run([[1, 2], [], [3]])).output).toEqual([[2, 4], [], [6]]);
  });

  test("Spec: states in inner scopes [may] reference variables from outer scopes; when an iteration completes, its variables go out of scope", async () => {
    const states = { A: { Type: "Pass", Assign: { inner: "{% $outer & $states.input %}" }, Next: "B" } };
    const b = { Type: "Pass", Output: "{% $inner %}", End: true };
    const definition = asl({
      S: { Type: "Pass", Assign: { outer: "o" }, Next: "M" },
      M: map({ ...states, B: b }, { Assign: { all: "{% $states.result %}" }, Next: "E" }),
      E: { Type: "Pass", Output: "{% {'all': $all, 'gone': $not($exists($inner))} %}", End: true },
    });
    expect((await createHouse(definition).run(["1", "2"])).output).toEqual({ all: ["o1", "o2"], gone: true });
  });
});

describe("failure inside a Map", () => {
  const slow = { Type: "Wait", Seconds: "{% $states.input = 'bad' ? 5 : 3600 %}", Next: "F" };

  test("Spec: If any iteration fails, due to an unhandled error … the entire Map State is considered to have failed and all the iterations are terminated", async () => {
    const house = createHouse(asl({ M: map({ W: slow, F: task("f") }) }), { functions: bad });
    const before = house.clock.now();
    expect(await house.run(["a", "bad", "c"])).toMatchObject({ type: "ExecutionFailed", error: "Broken" });
    expect(house.clock.now() - before).toBe(5000);
    expect(house.types().slice(-5)).toEqual([
      "MapIterationFailed",
      "MapIterationAborted",
      "MapIterationAborted",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    await house.clock.advance(7_200_000);
    expect(house.calls).toHaveLength(1);
    expect(house.clock.pending()).toBe(0);
  });

  test("Spec: … or by transitioning to a Fail state", async () => {
    const house = createHouse(asl({ M: map({ F: { Type: "Fail", Error: "E", Cause: "c" } }) }));
    expect(await house.run([1])).toEqual({ type: "ExecutionFailed", error: "E", cause: "c" });
  });

  test("Spec: a Succeed State within a Map merely terminates its own iteration", async () => {
    const house = createHouse(
      asl({ M: map({ S: { Type: "Succeed" } }, { Next: "P" }), P: { Type: "Pass", End: true } }),
    );
    expect((await house.run([1, 2])).output).toEqual([1, 2]);
  });

  test("Spec: If the error is not handled by the Map State, the interpreter should terminate the machine: a Map's own Catch handles it", async () => {
    const Catch = [{ ErrorEquals: ["Broken"], Output: "{% $states.errorOutput.Error %}", Next: "P" }];
    const definition = asl({ M: map({ F: task("f") }, { Catch, End: true }), P: { Type: "Pass", End: true } });
    const house = createHouse(definition, { functions: bad });
    expect((await house.run(["a", "bad"])).output).toBe("Broken");
    expect(house.types()).toContain("MapStateExited");
  });

  test("Spec: Map States MAY have a field named Retry: all of its items run again", async () => {
    let failures = 1;
    const f = () => {
      if (failures-- > 0) throw named("Broken");
    };
    const house = createHouse(
      asl({ M: map({ F: task("f") }, { MaxConcurrency: 1, Retry: [{ ErrorEquals: ["Broken"] }], End: true }) }),
      {
        functions: { f },
      },
    );
    expect((await house.run(["a", "b"])).type).toBe("ExecutionSucceeded");
    expect(house.calls.map(({ payload }) => payload)).toEqual(["a", "a", "b"]);
    expect(house.types().filter((type) => type === "MapStateStarted")).toHaveLength(2);
    expect(house.types().filter((type) => type === "MapStateEntered")).toHaveLength(1);
  });

  test.each([0, 1, 2, 3, 4])("no iteration starts after one has failed (%i turns later)", async (turns) => {
    const f = async (payload: unknown) => {
      if (payload !== "bad") return payload;
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      throw named("Broken");
    };
    // Both take a while to evaluate, so that the failure falls into the making of the next iteration's input.
    const long = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, "{% $sum([1..3]) %}"]));
    const ItemSelector = { ...long, value: "{% $states.context.Map.Item.Value %}" };
    const Catch = [{ ErrorEquals: ["Broken"], Output: ["{% $sum([1..3]) %}", "{% $absent %}"], Next: "F" }];
    const Arguments = { FunctionName: "f", Payload: "{% $states.input.value %}" };
    const states = { F: task("f", { Arguments, Catch, End: true }) };
    const house = createHouse(asl({ M: map(states, { MaxConcurrency: 2, ItemSelector, End: true }) }), {
      functions: { f },
    });
    expect(await house.run(["a", "bad", "c", "d", "e", "f"])).toMatchObject({ type: "ExecutionFailed" });
    const types = house.types();
    expect(types.lastIndexOf("MapIterationStarted")).toBeLessThan(types.indexOf("MapIterationFailed"));
    const count = (type: string) => types.filter((other) => other === type).length;
    const ends = count("MapIterationSucceeded") + count("MapIterationFailed") + count("MapIterationAborted");
    expect(ends).toBe(count("MapIterationStarted"));
  });

  test.each([0, 1, 2, 3].flatMap((turns) => ["$absent", "1"].map((last) => [turns, last] as const)))(
    "an iteration that was terminated while it evaluated tells nothing more (%i turns, %s)",
    async (turns, last) => {
      // One for all: they go on in the same turn, or the first would be done before the next begins.
      const passed = Array.from({ length: turns }).reduce<Promise<void>>(
        (before) => before.then(() => new Promise((resolve) => setImmediate(resolve))),
        Promise.resolve(),
      );
      const f = async (payload: unknown) => {
        await passed;
        if (payload === "bad") throw named("Broken");
      };
      const long = Array.from({ length: 30 }, () => "{% $sum([1..3]) %}");
      // The Catcher fails too, after a while: when the others have begun to evaluate their Output.
      const Catch = [{ ErrorEquals: ["Broken"], Output: ["{% $sum([1..3]) %}", "{% $absent %}"], Next: "F" }];
      const states = { F: task("f", { Output: [...long, `{% ${last} %}`], Catch, End: true }) };
      const house = createHouse(asl({ M: map(states) }), { functions: { f } });
      await house.run(["a", "bad", "c"]);
      await house.clock.settle();
      const types = house.types();
      expect(types.slice(types.indexOf("MapIterationFailed"))).toEqual([
        "MapIterationFailed",
        "MapIterationAborted",
        "MapIterationAborted",
        "MapStateFailed",
        "ExecutionFailed",
      ]);
    },
  );

  test("two iterations that fail at once, each in its Catcher too, fail the Map once", async () => {
    const Catch = [{ ErrorEquals: ["Broken"], Output: "{% $states.errorOutput.Absent %}", Next: "F" }];
    const house = createHouse(asl({ M: map({ F: task("f", { Catch, End: true }) }) }), { functions: bad });
    expect(await house.run(["bad", "bad", "bad"])).toMatchObject({ error: "States.QueryEvaluationError" });
    expect(
      house
        .types()
        .filter((type) => type.startsWith("Map"))
        .slice(-4),
    ).toEqual(["MapIterationFailed", "MapIterationAborted", "MapIterationAborted", "MapStateFailed"]);
  });

  test("an iteration that catches its own errors fails neither the Map nor its siblings", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Output: "{% {'error': $states.errorOutput.Error} %}", Next: "P" }];
    const states = { F: task("f", { Catch, End: true }), P: { Type: "Pass", End: true } };
    const house = createHouse(asl({ M: map(states) }), { functions: bad });
    expect((await house.run(["a", "bad", "c"])).output).toEqual(["a", { error: "Broken" }, "c"]);
  });

  test("an ItemSelector that cannot be evaluated fails the Map", async () => {
    const house = createHouse(
      asl({ M: map({ S: { Type: "Succeed" } }, { ItemSelector: { a: "{% $absent %}" }, End: true }) }),
    );
    expect(await house.run([1])).toMatchObject({ error: "States.QueryEvaluationError" });
    expect(house.types().slice(-3)).toEqual(["EvaluationFailed", "MapStateFailed", "ExecutionFailed"]);
  });

  test("States.DataLimitExceeded inside an iteration is not caught by States.ALL outside", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "P" }];
    const definition = asl({ M: map({ F: task("f") }, { Catch, End: true }), P: { Type: "Pass", End: true } });
    const house = createHouse(definition, { functions: { f: () => "x".repeat(300_000) } });
    expect(await house.run([1])).toMatchObject({ type: "ExecutionFailed", error: "States.DataLimitExceeded" });
  });
});
