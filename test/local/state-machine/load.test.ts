// What is refused when a definition is loaded.

import { describe, expect, test } from "vitest";
import { DefinitionRefused, loadDefinition } from "../../../local/state-machine.ts";
import { asl, task, tokenTask } from "./house.ts";

/** The places that a definition is refused for, as `path: message`. */
function places(definition: unknown, substitutions: Record<string, string> = {}): string[] {
  try {
    loadDefinition(definition, substitutions);
    return [];
  } catch (error) {
    if (!(error instanceof DefinitionRefused)) throw error;
    return error.places.map(({ path, message }) => `${path}: ${message}`);
  }
}

/** As it stands in the ASL, where it is no JavaScript template. */
const placeholder = (name: string) => ["$", "{", name, "}"].join("");

const end = { S: { Type: "Succeed" } };
const pass = (Output: unknown) => asl({ P: { Type: "Pass", Output, End: true } });

describe("a definition is refused", () => {
  test("with every place at once, in one error", () => {
    const definition = asl({
      A: { Type: "Parallel", Branches: [], End: true },
      B: { Type: "Pass", ResultPath: "$.a", Parameters: {}, End: true },
      C: { Type: "Wait", Next: "Nowhere" },
    });
    expect(places(definition)).toEqual([
      "States.A.Type: is no state type known here: Task, Choice, Map, Wait, Pass, Succeed, Fail",
      "States.B.ResultPath: is not known here",
      "States.B.Parameters: is not known here",
      "States.C: must contain exactly one of Seconds and Timestamp",
      "States.C: goes to Nowhere, no state of this scope",
    ]);
    expect(() => loadDefinition(definition)).toThrow("States.C: goes to Nowhere");
  });

  const inline = { StartAt: "S", States: end };
  const map = (more: Record<string, unknown>) => asl({ M: { Type: "Map", ItemProcessor: inline, End: true, ...more } });
  const retry = (...Retry: unknown[]) => asl({ X: task("f", { Retry, End: true }) });

  test.each([
    ["a machine without JSONata", { StartAt: "S", States: end }, "States.S.QueryLanguage"],
    ["JSONPath by name", asl(end, { QueryLanguage: "JSONPath" }), "QueryLanguage"],
    ["a JSONPath state", asl({ S: { Type: "Succeed", QueryLanguage: "JSONPath" } }), "States.S.QueryLanguage"],
    ["an unknown field at the top", asl(end, { Processor: 1 }), "Processor"],
    ["InputPath", asl({ S: { Type: "Succeed", InputPath: "$" } }), "States.S.InputPath"],
    ["HeartbeatSeconds", asl({ X: task("f", { HeartbeatSeconds: 1, End: true }) }), "States.X.HeartbeatSeconds"],
    ["Credentials", asl({ X: task("f", { Credentials: {}, End: true }) }), "States.X.Credentials"],
    [
      "another integration",
      asl({ X: { ...task("f"), Resource: "arn:aws:states:::sns:publish" } }),
      "States.X.Resource",
    ],
    ["a Lambda ARN as Resource", asl({ X: { ...task("f"), Resource: "arn:aws:lambda:x" } }), "States.X.Resource"],
    [
      "another argument",
      asl({ X: { ...task("f"), Arguments: { FunctionName: "f", Qualifier: "1" } } }),
      "States.X.Arguments.Qualifier",
    ],
    [
      "a distributed Map",
      map({ ItemProcessor: { ...inline, ProcessorConfig: { Mode: "DISTRIBUTED" } } }),
      "States.M.ItemProcessor.ProcessorConfig.Mode",
    ],
    ["ToleratedFailureCount", map({ ToleratedFailureCount: 1 }), "States.M.ToleratedFailureCount"],
    ["ToleratedFailurePercentage", map({ ToleratedFailurePercentage: 1 }), "States.M.ToleratedFailurePercentage"],
    ["ItemReader", map({ ItemReader: {} }), "States.M.ItemReader"],
    ["ItemBatcher", map({ ItemBatcher: {} }), "States.M.ItemBatcher"],
    ["a Map without processor", asl({ M: { Type: "Map", End: true } }), "States.M.ItemProcessor"],
    ["a start that is not there", asl(end, { StartAt: "T" }), "StartAt"],
    ["neither Next nor End", asl({ P: { Type: "Pass" } }), "States.P"],
    ["both Next and End", asl({ P: { Type: "Pass", Next: "P", End: true } }), "States.P"],
    [
      "Next out of a Map",
      map({ ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", Next: "M" } } } }),
      "States.M.ItemProcessor.States.P",
    ],
    ["a Choice without rules", asl({ C: { Type: "Choice", Choices: [] } }), "States.C.Choices"],
    [
      "a comparison of JSONPath",
      asl({ C: { Type: "Choice", Choices: [{ Condition: true, Variable: "$.a", Next: "C" }] } }),
      "States.C.Choices[0].Variable",
    ],
    [
      "a Default that is not there",
      asl({ C: { Type: "Choice", Choices: [{ Condition: true, Next: "C" }], Default: "D" } }),
      "States.C",
    ],
    [
      "a Catch that leads nowhere",
      asl({ X: task("f", { Catch: [{ ErrorEquals: ["A"], Next: "D" }], End: true }) }),
      "States.X",
    ],
    [
      "ResultPath in a Catcher",
      asl({ X: task("f", { Catch: [{ ErrorEquals: ["A"], ResultPath: "$", Next: "X" }], End: true }) }),
      "States.X.Catch[0].ResultPath",
    ],
    ["States.ALL beside others", retry({ ErrorEquals: ["States.ALL", "A"] }), "States.X"],
    ["States.ALL not last", retry({ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["A"] }), "States.X"],
    ["a BackoffRate below 1", retry({ ErrorEquals: ["A"], BackoffRate: 0.5 }), "States.X.Retry[0].BackoffRate"],
    [
      "an unknown JitterStrategy",
      retry({ ErrorEquals: ["A"], JitterStrategy: "SAMPLE" }),
      "States.X.Retry[0].JitterStrategy",
    ],
    [
      "MaxDelaySeconds below the interval",
      retry({ ErrorEquals: ["A"], IntervalSeconds: 5, MaxDelaySeconds: 4 }),
      "States.X",
    ],
    ["TimeoutSeconds 0", asl({ X: task("f", { TimeoutSeconds: 0, End: true }) }), "States.X.TimeoutSeconds"],
    ["an assignment to $states", asl({ P: { Type: "Pass", Assign: { states: 1 }, End: true } }), "States.P.Assign"],
    ["no variable name", asl({ P: { Type: "Pass", Assign: { "a-b": 1 }, End: true } }), "States.P.Assign.a-b"],
  ])("for %s", (_, definition, path) => {
    expect(places(definition).map((place) => place.split(": ")[0])).toEqual([path]);
  });

  test("where an inner scope assigns a variable of an outer one (spec, Variable Scope)", () => {
    const inner = { P: { Type: "Pass", Assign: { outer: 1 }, End: true } };
    const definition = asl({
      M: { Type: "Map", ItemProcessor: { StartAt: "P", States: inner }, Assign: { outer: 2 }, End: true },
    });
    expect(places(definition)).toEqual([
      "States.M.ItemProcessor.States.P.Assign: must not assign outer, a variable of the outer scope",
    ]);
  });
});

describe("JSONata is refused", () => {
  test.each([
    ["{% 1 + %}", "is no JSONata"],
    ["{% $eval('1') %}", "must not use $eval"],
    ["{% ($e := $eval; 1) %}", "must not use $eval"],
    ["{% $$.a %}", "must not reference $$"],
    ["{% $ %}", "must not reference $ at the top level"],
    ["{% $.a %}", "must not reference $ at the top level"],
    ["{% a %}", "must not reference unqualified field names at the top level"],
    ["{% {'a': a} %}", "must not reference unqualified field names at the top level"],
    ["{% $sum(a) %}", "must not reference unqualified field names at the top level"],
    ["{% $states.result %}", "must not reference $states.result here"],
    ["{% $states.errorOutput.Error %}", "must not reference $states.errorOutput here"],
    ["{% $states.inptu %}", "must not reference $states.inptu here"],
    ["{% $a ?: 1 %}", "is no JSONata"],
    ["{% $a ?? 1 %}", "is no JSONata"],
    ["{% 1", "opens or closes a JSONata string, but not both"],
    ["1 %}", "opens or closes a JSONata string, but not both"],
  ])("%s", (expression, message) => {
    expect(places(pass({ deep: [expression] }))).toEqual([
      expect.stringContaining(`States.P.Output.deep[0]: ${message}`),
    ]);
  });

  test.each([
    "{% $states.input.a[b > 1].c %}",
    "{% $states.input.list[$.total > 10] %}",
    "{% $states.input.list.(a & b) %}",
    "{% $states.input.list{kind: $count($)} %}",
    "{% $states.input.list^(>at).id %}",
    "{% $states.input ~> |$|{'a': b}| %}",
    "{% $map($states.input.list, function($v, $i) { $v.a }) %}",
    "{% ($x := $states.input; $x.a) %}",
    "{% $states.input.* %}",
  ])("but not %s", (expression) => {
    expect(places(pass(expression))).toEqual([]);
  });

  test("$states.result and $states.errorOutput only where they have a value", () => {
    const Catch = [{ ErrorEquals: ["A"], Output: "{% $states.errorOutput %}", Next: "X" }];
    expect(places(asl({ X: { ...task("f", { Catch, End: true }), Output: "{% $states.result %}" } }))).toEqual([]);
    const wrong = [{ ErrorEquals: ["A"], Output: "{% $states.result %}", Next: "X" }];
    expect(places(asl({ X: task("f", { Catch: wrong, End: true }) }))).toHaveLength(1);
    const Arguments = { FunctionName: "f", Payload: "{% $states.result %}" };
    expect(places(asl({ X: task("f", { Arguments, End: true }) }))).toHaveLength(1);
  });
});

describe("substitutions", () => {
  test("put function names in, and an unknown placeholder is refused", () => {
    const [ask, tell] = [placeholder("ask"), placeholder("tell")];
    const definition = asl({ X: tokenTask(ask), Y: task(`${tell}-${ask}`) });
    expect(places(definition, { ask: "a" })).toEqual([
      `States.Y.Arguments.FunctionName: has no substitution for ${tell}`,
    ]);
    expect(loadDefinition(definition, { ask: "a", tell: "t" }).source).toContain('"FunctionName":"t-a"');
    expect(places(definition, {})).toHaveLength(3);
    expect(places(asl({ X: task(placeholder("toString")) }))).toHaveLength(1);
  });
});
