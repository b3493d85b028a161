// Catch and failure, each with the sentence it proves. "Spec" is https://states-language.net/spec.html,
// "AWS" is https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html where nothing else is said.

import { describe, expect, test } from "vitest";
import { asl, createHouse, detailsOf, type Functions, named, task, throwing } from "./house.ts";

describe("Catch", () => {
  const z = { Z: { Type: "Pass", Output: "{% {'z': $states.input} %}", End: true } };
  const functions: Functions = { f: throwing("A", "A", "A", "A", "A", "A") };

  function catching(...catchers: unknown[]) {
    const states = { X: task("f", { Catch: catchers, End: true }), Y: { Type: "Pass", End: true }, ...z };
    return createHouse(asl(states), { functions: { f: throwing("A") } });
  }

  test("Spec: the interpreter scans through the Catchers in array order", async () => {
    const house = catching({ ErrorEquals: ["B"], Next: "Y" }, { ErrorEquals: ["A"], Next: "Z" });
    const cause = JSON.stringify({ errorType: "A", errorMessage: "no" });
    expect(await house.run()).toEqual({ type: "ExecutionSucceeded", output: { z: { Error: "A", Cause: cause } } });
  });

  test("Spec: If the Output field is not provided, the state output is the Error Output", async () => {
    const house = catching({ ErrorEquals: ["States.ALL"], Next: "Y" });
    const { output } = await house.run();
    expect(output).toMatchObject({ Error: "A", Cause: expect.any(String) });
  });

  test("Spec: a Catcher MAY have an Output field, which works exactly like a state's top-level Output", async () => {
    const Output = "{% $merge([$states.input, {'error': $states.errorOutput.Error}]) %}";
    const house = catching({ ErrorEquals: ["States.ALL"], Output, Next: "Y" });
    expect((await house.run({ id: "i" })).output).toEqual({ id: "i", error: "A" });
  });

  test("Spec: the interpreter evaluates the matching Catcher's Assign field … and does not evaluate the state's top-level Assign", async () => {
    const Catch = [{ ErrorEquals: ["A"], Assign: { who: "catcher" }, Next: "End" }];
    const states = {
      X: task("f", { Assign: { who: "{% $states.result.Payload.absent %}" }, Catch, Next: "End" }),
      End: { Type: "Pass", Output: "{% $who %}", End: true },
    };
    expect((await createHouse(asl(states), { functions }).run()).output).toBe("catcher");
  });

  test("Spec: uses any appropriate Retriers first and only applies the matching Catcher if the retry policy fails", async () => {
    const more = {
      Retry: [{ ErrorEquals: ["A"], MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ["A"], Next: "Y" }],
      End: true,
    };
    const house = createHouse(asl({ X: task("f", more), Y: { Type: "Pass", End: true } }), {
      functions: { f: throwing("A", "A", "A") },
    });
    expect((await house.run()).type).toBe("ExecutionSucceeded");
    expect(house.calls).toHaveLength(3);
    expect(house.types().slice(-4)).toEqual([
      "TaskStateExited",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
  });

  test("Spec: When a state reports an error, the default course of action … is to fail the whole state machine", async () => {
    const house = createHouse(asl({ X: task("f", { End: true }) }), { functions: { f: throwing("A") } });
    const cause = JSON.stringify({ errorType: "A", errorMessage: "no" });
    expect(await house.run()).toEqual({ type: "ExecutionFailed", error: "A", cause });
    expect(house.types()).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskFailed",
      "ExecutionFailed",
    ]);
  });

  test("an error in a Catcher's own Output ends the execution", async () => {
    const house = catching({ ErrorEquals: ["A"], Output: "{% $states.errorOutput.Absent %}", Next: "Y" });
    expect(await house.run()).toMatchObject({ type: "ExecutionFailed", error: "States.QueryEvaluationError" });
    expect(house.types().slice(-3)).toEqual(["TaskFailed", "EvaluationFailed", "ExecutionFailed"]);
  });
});

describe("errors of evaluation", () => {
  test.each([
    ["A JSONata expression may cause a type error", "{% 1 + 'a' %}", "threw an error during evaluation. T2002"],
    ["A JSONata expression may fail to return a result", "{% $states.input.absent %}", "returned nothing (undefined)."],
  ])("Spec: %s … the interpreter will throw States.QueryEvaluationError", async (_, Output, cause) => {
    const outcome = await createHouse(asl({ P: { Type: "Pass", Output: { a: Output }, End: true } })).run();
    expect(outcome).toMatchObject({ type: "ExecutionFailed", error: "States.QueryEvaluationError" });
    expect(outcome.cause).toContain("specified for the field 'Output/a'");
    expect(outcome.cause).toContain(cause);
  });

  test("Spec: A JSONata expression may evaluate to a type the field will not accept, for example TimeoutSeconds", async () => {
    const house = createHouse(asl({ X: task("f", { TimeoutSeconds: "{% $states.input.name %}", End: true }) }));
    expect(await house.run({ name: "n" })).toMatchObject({
      error: "States.QueryEvaluationError",
      cause: expect.stringContaining("Expected 'number', but was 'string' for value: \"n\""),
    });
    expect(house.calls).toEqual([]);
  });

  test("Spec: Task, Map, and Parallel states MAY use … a Catcher to catch the error", async () => {
    const Catch = [{ ErrorEquals: ["States.QueryEvaluationError"], Output: "caught", Next: "Y" }];
    const Arguments = { FunctionName: "f", Payload: "{% $states.input.absent %}" };
    const house = createHouse(asl({ X: task("f", { Arguments, Catch, End: true }), Y: { Type: "Succeed" } }));
    expect((await house.run()).output).toBe("caught");
    expect(house.types().slice(0, 4)).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "EvaluationFailed",
      "TaskStateExited",
    ]);
  });

  test("a Task's Output that cannot be evaluated fails after the task's success is told", async () => {
    const house = createHouse(asl({ X: task("f", { Output: "{% $states.result.Payload.absent %}", End: true }) }), {
      functions: { f: () => ({}) },
    });
    await house.run();
    expect(house.types().slice(-3)).toEqual(["TaskSucceeded", "EvaluationFailed", "ExecutionFailed"]);
  });

  test("Spec: The interpreter will throw a runtime States.NoChoiceMatched error if a Choice State fails to match", async () => {
    const choice = { Type: "Choice", Choices: [{ Condition: false, Next: "Y" }] };
    const house = createHouse(asl({ C: choice, Y: { Type: "Succeed" } }));
    expect(await house.run()).toMatchObject({ type: "ExecutionFailed", error: "States.NoChoiceMatched" });
  });
});

describe("what States.ALL does not take", () => {
  const all = [{ ErrorEquals: ["States.ALL"], Output: "caught", Next: "Y" }];
  const big = "x".repeat(256 * 1024);

  test("AWS: DataLimitExceeded is a terminal error that can't be caught by the States.ALL error type (a task's output)", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"] }];
    const house = createHouse(asl({ X: task("f", { Retry, Catch: all, End: true }), Y: { Type: "Succeed" } }), {
      functions: { f: () => big },
    });
    expect(await house.run()).toMatchObject({ type: "ExecutionFailed", error: "States.DataLimitExceeded" });
    expect(house.calls).toHaveLength(1);
  });

  test("AWS, States.DataLimitExceeded: the output of a state is larger than payload size quota (256 KiB as UTF-8)", async () => {
    const output = { Type: "Pass", Output: "{% $pad('', $states.input.n, 'あ') %}", End: true };
    const fits = (256 * 1024 - 2) / 3;
    const most = Math.floor(fits);
    expect((await createHouse(asl({ P: output })).run({ n: most })).type).toBe("ExecutionSucceeded");
    expect(await createHouse(asl({ P: output })).run({ n: most + 1 })).toMatchObject({
      error: "States.DataLimitExceeded",
    });
  });

  test("a Catcher that names States.DataLimitExceeded does take it", async () => {
    const Catch = [{ ErrorEquals: ["States.DataLimitExceeded"], Output: "caught", Next: "Y" }];
    const house = createHouse(asl({ X: task("f", { Catch, End: true }), Y: { Type: "Succeed" } }), {
      functions: { f: () => big },
    });
    expect((await house.run()).output).toBe("caught");
  });

  test("AWS: A retry or catch on States.ALL will not catch States.Runtime errors", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"] }];
    const house = createHouse(asl({ X: task("f", { Retry, Catch: all, End: true }), Y: { Type: "Succeed" } }), {
      functions: { f: throwing("States.Runtime") },
    });
    expect(await house.run()).toMatchObject({ type: "ExecutionFailed", error: "States.Runtime" });
    expect(house.calls).toHaveLength(1);
  });

  test("AWS: States.Runtime … is not retriable, and will always cause the execution to fail (named as well)", async () => {
    const Retry = [{ ErrorEquals: ["States.Runtime"] }];
    const Catch = [{ ErrorEquals: ["States.Runtime"], Next: "Y" }];
    const house = createHouse(asl({ X: task("f", { Retry, Catch, End: true }), Y: { Type: "Succeed" } }), {
      functions: { f: throwing("States.Runtime") },
    });
    expect((await house.run()).type).toBe("ExecutionFailed");
    expect(house.calls).toHaveLength(1);
  });
});

describe("what a function may do", () => {
  test("throw something that is no Error, or return nothing", async () => {
    const f = () => {
      throw "text";
    };
    const definition = asl({ X: task("f", { End: true }) });
    expect(await createHouse(definition, { functions: { f } }).run()).toMatchObject({ error: "string" });
    expect(await createHouse(definition, { functions: { f: () => undefined } }).run()).toMatchObject({ output: null });
  });

  test("change its payload without changing what a retry gets", async () => {
    const f = (payload: unknown) => {
      (payload as { seen?: boolean }).seen = true;
      throw named("A");
    };
    const house = createHouse(asl({ X: task("f", { Retry: [{ ErrorEquals: ["A"] }], End: true }) }), {
      functions: { f },
    });
    await house.run({ id: 1 });
    const [scheduled] = detailsOf(house.events("x"), "TaskScheduled").slice(-1);
    expect(scheduled?.parameters).toBe(JSON.stringify({ FunctionName: "f", Payload: { id: 1 } }));
  });

  test("Spec, Task: the result is AWS's envelope, of which Payload is what the function returned", async () => {
    const house = createHouse(asl({ X: { ...task("f"), Output: "{% $states.result %}" } }), {
      functions: { f: () => [1] },
    });
    expect((await house.run()).output).toEqual({ ExecutedVersion: "$LATEST", Payload: [1], StatusCode: 200 });
  });
});
