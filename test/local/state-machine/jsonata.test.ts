// The functions that Step Functions adds to JSONata (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html),
// and how variables and values pass from state to state.

import { describe, expect, test } from "vitest";
import { asl, createHouse } from "./house.ts";

async function evaluate(expression: string, input: unknown = {}) {
  const Output = `{% ${expression} %}`;
  return createHouse(asl({ P: { Type: "Pass", Output, End: true } }), { random: () => 0.25 }).run(input);
}

describe("the library of Step Functions", () => {
  test.each([
    ["$partition([1,2,3,4,5,6,7,8,9], 4)", [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ["$partition([], 4)", []],
    ["$range(0, 10, 2)", [0, 2, 4, 6, 8, 10]],
    ["$range(3, 1, -1)", [3, 2, 1]],
    ["$range(1, 1, 1)", [1]],
    ["$hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["$hash('', 'MD5')", "d41d8cd98f00b204e9800998ecf8427e"],
    ["$length($hash('a', 'SHA-256'))", 64],
    ["$parse('{\"a\": [1]}')", { a: [1] }],
    ["$random()", 0.25],
    ["$random(7) = $random(7) and $random(7) != $random(8)", true],
    ["$length($uuid())", 36],
    ["$uuid() = $uuid()", false],
  ])("%s", async (expression, output) => {
    expect(await evaluate(expression)).toEqual({ type: "ExecutionSucceeded", output });
  });

  test.each(["$range(1, 2000, 1)", "$range(1, 2, 0)", "$partition([1], 0)", "$hash('a', 'CRC')", "$parse('{')"])(
    "%s is an error",
    async (expression) => {
      expect(await evaluate(expression)).toMatchObject({ error: "States.QueryEvaluationError" });
    },
  );

  test.each(["[1, function($x) { $x }]", "{'a': $sum}"])("%s is no JSON", async (expression) => {
    expect((await evaluate(expression)).cause).toContain("returned an unsupported result type.");
  });
});

describe("variables", () => {
  test("Spec: sees its current value as it was when the state was entered, and each variable's new value only takes effect in the next state", async () => {
    const house = createHouse(
      asl({
        A: { Type: "Pass", Assign: { x: 5 }, Next: "B" },
        B: { Type: "Pass", Assign: { x: 42, newOrOld: "{% $x %}" }, Output: "{% $x %}", Next: "C" },
        C: { Type: "Pass", Output: "{% [$x, $newOrOld, $states.input] %}", End: true },
      }),
    );
    expect((await house.run()).output).toEqual([42, 5, 5]);
  });

  test("Spec: the only way to assign a value to a state machine variable is with the Assign field", async () => {
    const house = createHouse(
      asl({
        A: { Type: "Pass", Assign: { x: 1 }, Next: "B" },
        B: { Type: "Pass", Output: "{% ($x := 2; $x) %}", Next: "C" },
        C: { Type: "Pass", Output: "{% [$x, $states.input] %}", End: true },
      }),
    );
    expect((await house.run()).output).toEqual([1, 2]);
  });

  test("Spec, Choice: If a Choice Rule is chosen, the interpreter evaluates the Choice Rule's Assign and Output, and not the state's", async () => {
    const choice = {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.go %}", Assign: { by: "rule" }, Output: "rule", Next: "E" }],
      Default: "E",
      Assign: { by: "default" },
      Output: "default",
    };
    const definition = asl({ C: choice, E: { Type: "Pass", Output: "{% [$by, $states.input] %}", End: true } });
    expect((await createHouse(definition).run({ go: true })).output).toEqual(["rule", "rule"]);
    expect((await createHouse(definition).run({ go: false })).output).toEqual(["default", "default"]);
  });

  test("Spec: Condition … must evaluate to a boolean value", async () => {
    const choice = { Type: "Choice", Choices: [{ Condition: "{% 'yes' %}", Next: "E" }] };
    const house = createHouse(asl({ C: choice, E: { Type: "Succeed" } }));
    expect((await house.run()).cause).toContain("'Choices[0]/Condition' returned an unexpected result type");
    expect(house.types()).toEqual(["ExecutionStarted", "ChoiceStateEntered", "EvaluationFailed", "ExecutionFailed"]);
  });
});

test("$states.context names the execution, the state and the machine", async () => {
  const house = createHouse(asl({ P: { Type: "Pass", Output: "{% $states.context %}", End: true } }));
  const now = new Date(house.clock.now()).toISOString();
  expect((await house.run({ a: 1 }, "name-1")).output).toEqual({
    Execution: {
      Id: "arn:aws:states:local:000000000000:execution:state-machine:name-1",
      Input: { a: 1 },
      Name: "name-1",
      RoleArn: expect.any(String),
      StartTime: now,
    },
    State: { EnteredTime: now, Name: "P", RetryCount: 0 },
    StateMachine: { Id: expect.stringContaining("stateMachine:state-machine"), Name: "state-machine" },
  });
});
