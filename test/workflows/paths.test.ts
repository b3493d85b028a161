// Every path of the workflow, in virtual time: each state of the definition is entered by some test here.
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { steps } from "../../functions/index.ts";
import { failingPaths } from "./paths-failing.ts";
import { peoplePaths } from "./paths-people.ts";
import { waitingPaths } from "./paths-waiting.ts";
import { closeAll, statesEntered } from "./play.ts";

const source = readFileSync(new URL("../../workflows/incident-response.asl.json", import.meta.url), "utf8");

interface State {
  Type: string;
  Arguments?: { FunctionName: string } | undefined;
  Retry?: { ErrorEquals: string[] }[] | undefined;
  Catch?: { ErrorEquals: string[] }[] | undefined;
  ItemProcessor?: { States: Record<string, State> } | undefined;
}
const State: z.ZodType<State> = z.lazy(() =>
  z.looseObject({
    Type: z.string(),
    Arguments: z.looseObject({ FunctionName: z.string() }).optional(),
    Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()) })).optional(),
    Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()) })).optional(),
    ItemProcessor: z.looseObject({ States: z.record(z.string(), State) }).optional(),
  }),
);

function allStates(states: Record<string, State>): [string, State][] {
  return Object.entries(states).flatMap(([name, state]): [string, State][] => [
    [name, state],
    ...allStates(state.ItemProcessor?.States ?? {}),
  ]);
}
const defined = allStates(z.looseObject({ States: z.record(z.string(), State) }).parse(JSON.parse(source)).States);

const KEPT = new URL("../fixtures/asl/", import.meta.url);
const invokedBefore = readdirSync(KEPT).flatMap(
  (name) => readFileSync(new URL(name, KEPT), "utf8").match(/\$\{\w+\}/g) ?? [],
);

describe("the workflow", () => {
  afterEach(closeAll);

  test.each([...waitingPaths, ...peoplePaths, ...failingPaths])("%s", async (_name, go) => go());

  test("has no state that none of these paths enters", () => {
    expect([...statesEntered()].toSorted()).toEqual(defined.map(([name]) => name).toSorted());
  });
});

describe("the workflow's definition", () => {
  test("is accepted by asl-validator", async () => {
    // It comes without types.
    const validator: string = "asl-validator";
    const { default: validate } = await import(validator);
    expect(validate(JSON.parse(source), { checkArn: false })).toMatchObject({ isValid: true });
  });

  test("invokes, with those of earlier releases, exactly the steps that functions/index.ts names", () => {
    const invoked = defined.flatMap(([, { Arguments }]) => Arguments?.FunctionName ?? []);
    expect([...new Set([...invoked, ...invokedBefore])].toSorted()).toEqual(
      Object.keys(steps)
        .map((name) => `\${${name}}`)
        .toSorted(),
    );
  });

  /**
   * Ours: core/errors.ts (`name` as thrown). Lambda's:
   * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html ("Lambda.ClientExecutionTimeoutException,
   * Lambda.ServiceException, Lambda.AWSLambdaException, or Lambda.SdkClientException") and
   * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html (Lambda.TooManyRequestsException).
   */
  const OURS = ["Unavailable", "StillRunning"];
  const LAMBDAS = [
    "ServiceException",
    "AWSLambdaException",
    "SdkClientException",
    "TooManyRequestsException",
    "Unknown",
  ];
  // A function that ran into its own time limit: "timeouts are reported as Sandbox.Timedout in the error output" (the first page above).
  const TIMED_OUT = ["Sandbox.Timedout", "States.Timeout"];
  const KNOWN = [...OURS, ...LAMBDAS.map((name) => `Lambda.${name}`), "States.ALL", ...TIMED_OUT];

  test("retries and catches only errors that our code throws or AWS documents", () => {
    const named = defined.flatMap(([, { Retry = [], Catch = [] }]) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect([...new Set(named)].toSorted()).toEqual(KNOWN.toSorted());
  });

  test("catches every failure of every step, and never retries the time-out of the wait", () => {
    const invoking = defined.filter(([, { Type }]) => Type === "Task");
    for (const [name, { Catch = [], Retry = [] }] of invoking) {
      expect([name, Catch.at(-1)?.ErrorEquals]).toEqual([name, ["States.ALL"]]);
      const isWait = name === "Wait for the customer's recovery";
      expect([name, Retry.some(({ ErrorEquals }) => ErrorEquals.includes("States.Timeout"))]).toEqual([name, !isWait]);
    }
  });
});
