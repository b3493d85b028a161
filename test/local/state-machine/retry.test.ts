// Retry, each with the sentence it proves. "Spec" is https://states-language.net/spec.html,
// "AWS" is https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html where nothing else is said.

import { describe, expect, test } from "vitest";
import { asl, createHouse, named, task, throwing } from "./house.ts";

/** Seconds between the calls that a machine of one Task made. */
async function waitsOf(retry: unknown, names: string[], random = () => 0.5): Promise<number[]> {
  const more = { Retry: retry, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Z" }], End: true };
  const definition = asl({ X: task("f", more), Z: { Type: "Pass", End: true } });
  const house = createHouse(definition, { functions: { f: throwing(...names) }, random });
  await house.run();
  return house.calls.slice(1).map((call, index) => (call.at - (house.calls[index]?.at ?? 0)) / 1000);
}

const four = ["A", "A", "A", "A", "A"];

describe("Retry", () => {
  test.each([
    {
      sentence: "2 retry attempts after waits of 3 and 6 seconds",
      retry: [{ ErrorEquals: ["A"], IntervalSeconds: 3, MaxAttempts: 2, BackoffRate: 2 }],
      waits: [3, 6],
    },
    {
      sentence: "2 retry attempts after waits of 3 and 4.5 seconds",
      retry: [{ ErrorEquals: ["A"], IntervalSeconds: 3, MaxAttempts: 2, BackoffRate: 1.5 }],
      waits: [3, 4.5],
    },
    {
      sentence: "In this case the Retrier will make the second attempt after 4 seconds, rather than 6 seconds",
      retry: [{ ErrorEquals: ["A"], IntervalSeconds: 3, MaxAttempts: 2, BackoffRate: 2, MaxDelaySeconds: 4 }],
      waits: [3, 4],
    },
    {
      sentence: "IntervalSeconds … (default value: 1); MaxAttempts … (default: 3); BackoffRate … (default: 2.0)",
      retry: [{ ErrorEquals: ["A"] }],
      waits: [1, 2, 4],
    },
    {
      sentence:
        "a MaxAttempts field whose value is 0 is legal, specifying that some error or errors should never be retried",
      retry: [{ ErrorEquals: ["A"], MaxAttempts: 0 }, { ErrorEquals: ["States.ALL"] }],
      waits: [],
    },
    {
      sentence: "States.ALL in a Retrier's ErrorEquals field is a wildcard and matches any Error Name",
      retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
      waits: [1],
    },
    {
      sentence: "Errors are identified by case-sensitive strings",
      retry: [{ ErrorEquals: ["a"] }],
      waits: [],
    },
    {
      sentence: "If the error recurs more times than allowed for by the MaxAttempts field, retries cease",
      retry: [{ ErrorEquals: ["A"], MaxAttempts: 1 }],
      waits: [1],
    },
  ])("Spec: $sentence", async ({ retry, waits }) => {
    expect(await waitsOf(retry, four)).toEqual(waits);
  });

  test("Spec: this task fails four successive times, throwing ErrorA, ErrorB, ErrorC, and ErrorB … execution is redirected to the Z state", async () => {
    const retry = [
      { ErrorEquals: ["ErrorA", "ErrorB"], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
      { ErrorEquals: ["ErrorC"], IntervalSeconds: 5 },
    ];
    expect(await waitsOf(retry, ["ErrorA", "ErrorB", "ErrorC", "ErrorB"])).toEqual([1, 2, 5]);
  });

  test.each([
    { draw: 0, waits: [0, 0] },
    { draw: 0.25, waits: [1, 2] },
  ])(
    "AWS, JitterStrategy FULL: the delay is a random number between 0 and the computed backoff (drawn: $draw)",
    async ({ draw, waits }) => {
      const retry = [{ ErrorEquals: ["A"], IntervalSeconds: 4, MaxAttempts: 2, JitterStrategy: "FULL" }];
      expect(await waitsOf(retry, four, () => draw)).toEqual(waits);
    },
  );

  test("AWS: States.TaskFailed acts as a wildcard that matches any known error name except for States.Timeout", async () => {
    const retry = [{ ErrorEquals: ["States.TaskFailed"], MaxAttempts: 1 }];
    expect(await waitsOf(retry, ["A"])).toEqual([1]);
    expect(await waitsOf(retry, ["States.Timeout"])).toEqual([]);
  });

  test("Spec: once the interpreter transitions to another state in any way, all the Retrier parameters reset", async () => {
    const more = { Retry: [{ ErrorEquals: ["A"], MaxAttempts: 1 }], Next: "Y" };
    const again = { Condition: "{% $states.input = 'again' %}", Next: "X" };
    const definition = asl({
      X: task("f", more),
      Y: { Type: "Choice", Choices: [again], Default: "Z" },
      Z: { Type: "Succeed" },
    });
    const answers = ["A", "again", "A", "done"];
    const f = () => {
      const answer = answers.shift() ?? "";
      if (answer === "A") throw named("A");
      return answer;
    };
    const house = createHouse(definition, { functions: { f } });
    expect(await house.run()).toEqual({ type: "ExecutionSucceeded", output: "done" });
  });

  test("a retry is scheduled anew in the history, without entering the state again", async () => {
    const house = createHouse(asl({ X: task("f", { Retry: [{ ErrorEquals: ["A"] }], End: true }) }), {
      functions: { f: throwing("A") },
    });
    await house.run();
    const attempt = ["TaskScheduled", "TaskStarted"];
    const first = ["ExecutionStarted", "TaskStateEntered", ...attempt, "TaskFailed"];
    expect(house.types()).toEqual([...first, ...attempt, "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"]);
  });

  test("$states.context.State.RetryCount counts the retries of this visit", async () => {
    const Arguments = { FunctionName: "f", Payload: "{% $states.context.State.RetryCount %}" };
    const house = createHouse(asl({ X: task("f", { Arguments, Retry: [{ ErrorEquals: ["A"] }], End: true }) }), {
      functions: { f: throwing("A", "A") },
    });
    await house.run();
    expect(house.calls.map(({ payload }) => payload)).toEqual([0, 1, 2]);
  });
});
