// The Workflow on Step Functions: over a double that answers as its API reference says, with our own state machine behind it.
import {
  DescribeExecutionCommand,
  ExecutionStatus,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, test } from "vitest";
import { createClients } from "../../aws/clients.ts";
import { createWorkflow } from "../../aws/workflow.ts";
import type { HistoryEvent } from "../../core/ports.ts";
import { workflowContract } from "../contracts/workflow.ts";
import { asl, createHouse, tokenTask } from "../local/state-machine/house.ts";
import { COMMON, failureOf, thrown } from "./failures.ts";

const stateMachineArn = "arn:aws:states:ap-northeast-1:123456789012:stateMachine:incident-response";
const executionArn = "arn:aws:states:ap-northeast-1:123456789012:execution:incident-response:inc-1";
const INPUT = { customerId: "acme", incidentId: "inc", round: 1 };
const STATUS = {
  running: "RUNNING",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  "timed-out": "TIMED_OUT",
  aborted: "ABORTED",
  absent: "",
} as const;

function mocked() {
  const { sfn } = createClients();
  return { client: mockClient(sfn), workflow: createWorkflow({ client: sfn, stateMachineArn }) };
}

workflowContract("aws/workflow.ts", async () => {
  const { client, workflow } = mocked();
  const house = createHouse(asl({ Wait: tokenTask("ask", { Next: "Done" }), Done: { Type: "Succeed" } }), {
    functions: { ask: () => null },
  });
  const { machine } = house;
  const nameOf = (arn: unknown) => {
    const name = String(arn).replace(/^.*:/, "");
    if (machine.state(name) === "absent") throw thrown("ExecutionDoesNotExist");
    return name;
  };
  client.on(StartExecutionCommand).callsFake(async ({ name, input }) => {
    // Idempotent while it runs, by name and input.
    if (machine.state(name) === "running") return {};
    if ((await machine.start(name, JSON.parse(input))) === "already-exists" && machine.state(name) !== "running")
      throw thrown("ExecutionAlreadyExists");
    return {};
  });
  client.on(SendTaskSuccessCommand).callsFake(async ({ taskToken, output }) => {
    expect(output).toBe("{}");
    if (taskToken.length < 20) throw thrown("InvalidToken");
    if ((await machine.wake(taskToken)) === "gone") throw thrown("TaskTimedOut");
  });
  client.on(StopExecutionCommand).callsFake(async (input) => machine.stop(nameOf(input.executionArn), input.cause));
  client
    .on(DescribeExecutionCommand)
    .callsFake((input) => ({ status: STATUS[machine.state(nameOf(input.executionArn))] }));
  client.on(GetExecutionHistoryCommand).callsFake((input) => {
    const { events } = machine.history(nameOf(input.executionArn), undefined, input.maxResults);
    return { events: events.map((event: HistoryEvent) => ({ ...event, timestamp: new Date(event.timestamp) })) };
  });
  return {
    workflow,
    settle: () => house.clock.settle(),
    tokenOf: async (name) => {
      const asked = house.calls.map(({ payload }) => payload as { incidentId: string; taskToken: string });
      return asked.find(({ incidentId }) => `${incidentId}-1` === name)?.taskToken ?? "";
    },
  };
});

describe("what is asked of Step Functions", () => {
  test("start names the machine, the execution and its whole input", async () => {
    const { client, workflow } = mocked();
    client.on(StartExecutionCommand).resolves({});
    await workflow.start("inc-1", INPUT);
    expect(client.call(0).args[0].input).toEqual({ stateMachineArn, name: "inc-1", input: JSON.stringify(INPUT) });
  });

  test("stop, state and history name the execution", async () => {
    const { client, workflow } = mocked();
    client.onAnyCommand().resolves({ status: "RUNNING" });
    await workflow.stop("inc-1", "an analyst closed it");
    await workflow.state("inc-1");
    await workflow.history("inc-1");
    expect(client.calls().map(({ args }) => args[0].input)).toMatchObject([
      { executionArn, cause: "an analyst closed it" },
      { executionArn },
      { executionArn },
    ]);
  });
});

describe("answers", () => {
  test.each([["ExecutionAlreadyExists", "already-exists"]])("start: %s is %s", async (name, wanted) => {
    const { client, workflow } = mocked();
    client.onAnyCommand().rejects(thrown(name, { httpStatusCode: 400 }));
    expect(await workflow.start("inc-1", INPUT)).toBe(wanted);
  });

  test.each(["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])("wake: after %s the wait is gone", async (name) => {
    const { client, workflow } = mocked();
    client.onAnyCommand().rejects(thrown(name, { httpStatusCode: 400 }));
    expect(await workflow.wake("token")).toBe("gone");
  });

  test("each state of an execution that Step Functions has is one of ours", async () => {
    const states = [];
    for (const status of Object.values(ExecutionStatus)) {
      const { client, workflow } = mocked();
      client.onAnyCommand().resolves({ status });
      states.push([status, await workflow.state("inc-1")]);
    }
    expect(Object.fromEntries(states)).toEqual({
      RUNNING: "running",
      PENDING_REDRIVE: "running",
      SUCCEEDED: "succeeded",
      FAILED: "failed",
      TIMED_OUT: "timed-out",
      ABORTED: "aborted",
    });
  });

  test("history has our shape, page by page", async () => {
    const { client, workflow } = mocked();
    const timestamp = new Date("2026-01-05T00:00:00.123Z");
    const details = { stateEnteredEventDetails: { name: "Assess the incident", input: "{}" } };
    client
      .on(GetExecutionHistoryCommand, { executionArn })
      .resolves({ events: [{ id: 1, timestamp, type: "ExecutionStarted" }], nextToken: "more" })
      .on(GetExecutionHistoryCommand, { executionArn, nextToken: "more" })
      .resolves({ events: [{ id: 2, previousEventId: 1, timestamp, type: "TaskStateEntered", ...details }] });
    const first = await workflow.history("inc-1");
    expect(first).toEqual({
      events: [{ id: 1, previousEventId: 0, timestamp: "2026-01-05T00:00:00.123Z", type: "ExecutionStarted" }],
      next: "more",
    });
    expect(await workflow.history("inc-1", first.next)).toEqual({
      events: [
        { id: 2, previousEventId: 1, timestamp: "2026-01-05T00:00:00.123Z", type: "TaskStateEntered", ...details },
      ],
    });
  });
});

test("the longest history there is comes whole, page by page, in order", async () => {
  const { client, workflow } = mocked();
  // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  const LONGEST = 25_000;
  const timestamp = new Date("2026-01-05T00:00:00.123Z");
  client.on(GetExecutionHistoryCommand).callsFake(({ maxResults, nextToken = "0" }) => {
    const from = Number(nextToken);
    const until = Math.min(from + maxResults, LONGEST);
    const events = Array.from({ length: until - from }, (_none, at) => ({ id: from + at + 1, timestamp, type: "Any" }));
    // Like AWS: the last full page may still promise another, which is empty.
    return { events, ...(events.length > 0 ? { nextToken: String(until) } : {}) };
  });
  const ids: number[] = [];
  let next: string | undefined;
  let pages = 0;
  do {
    const page = await workflow.history("inc-1", next);
    ids.push(...page.events.map(({ id }) => id));
    next = page.next;
    pages += 1;
  } while (next !== undefined);
  expect(ids).toEqual(Array.from({ length: LONGEST }, (_none, at) => at + 1));
  expect(pages).toBe(51);
});

describe("failures", () => {
  test.each([
    ["start", "InvalidName", { name: "Refusal", code: "invalid-execution-name" }],
    ["start", "InvalidExecutionInput", { name: "Refusal", code: "execution-input-too-large" }],
    ["start", "ExecutionLimitExceeded", { name: "Unavailable", effect: "none" }],
    ["start", "StateMachineDoesNotExist", { name: "Aws.StateMachineDoesNotExist" }],
    ["wake", "InvalidOutput", { name: "Aws.InvalidOutput" }],
    ["stop", "InvalidArn", { name: "Aws.InvalidArn" }],
    ["state", "InvalidArn", { name: "Aws.InvalidArn" }],
    ["history", "InvalidToken", { name: "Refusal", code: "invalid-cursor" }],
  ] as const)("%s: %s", async (method, name, wanted) => {
    const { client, workflow } = mocked();
    client.onAnyCommand().rejects(thrown(name, { httpStatusCode: 400 }));
    expect(await failureOf(ask(workflow)[method]())).toMatchObject(wanted);
  });

  test.each(COMMON)("%s", async (_what, error, wanted) => {
    const { client, workflow } = mocked();
    client.onAnyCommand().rejects(error);
    const { start, wake, stop, state, history } = ask(workflow);
    for (const call of [start, wake, stop]) expect(await failureOf(call())).toMatchObject(wanted);
    const none = wanted.effect === undefined ? wanted : { ...wanted, effect: "none" };
    for (const call of [state, history]) expect(await failureOf(call())).toMatchObject(none);
  });
});

const ask = (workflow: ReturnType<typeof createWorkflow>) => ({
  start: () => workflow.start("inc-1", INPUT),
  wake: () => workflow.wake("s3cret"),
  stop: () => workflow.stop("inc-1", "why"),
  state: () => workflow.state("inc-1"),
  history: () => workflow.history("inc-1", "after"),
});
