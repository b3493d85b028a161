// The Workflow port over the local state machine, and what the journal promises it.

import { describe, expect, test } from "vitest";
import { Refusal, Unavailable } from "../../core/errors.ts";
import type { ExecutionInput } from "../../core/ports.ts";
import { createJournal, type Journal } from "../../local/state-machine.ts";
import { createWorkflow } from "../../local/workflow.ts";
import { asl, type Call, createHouse, type HouseOptions, named, task, tokenTask } from "./state-machine/house.ts";

const input: ExecutionInput = { customerId: "c", incidentId: "i", round: 1 };
const waiting = asl({ X: tokenTask("ask", { Next: "S" }), S: { Type: "Succeed" } });

function open(definition: unknown = waiting, options: HouseOptions = {}) {
  const house = createHouse(definition, { functions: { ask: () => null }, ...options });
  return { ...house, workflow: createWorkflow(house.machine) };
}

function tokenOf(calls: readonly Call[]): string {
  const payload = calls[0]?.payload as { taskToken: string } | undefined;
  return payload?.taskToken ?? "";
}

describe("start", () => {
  test("starts once by name, even when asked twice at a time, running or ended", async () => {
    const { workflow, clock } = open(asl({ S: { Type: "Succeed" } }));
    expect(await Promise.all([workflow.start("i-1", input), workflow.start("i-1", input)])).toEqual([
      "started",
      "already-exists",
    ]);
    await clock.settle();
    expect(await workflow.state("i-1")).toBe("succeeded");
    expect(await workflow.start("i-1", input)).toBe("already-exists");
  });

  test("has started on disk before it resolves", async () => {
    const journal = createJournal(":memory:");
    const { workflow } = open(waiting, { journal });
    await workflow.start("i-1", input);
    expect(journal.running()).toEqual(["i-1"]);
  });

  test.each(["", "a".repeat(81), "a b", "a/b", "a:b", "a*", "a\u0000", "a{", "a#1"])(
    "refuses the name %j",
    async (name) => {
      await expect(open().workflow.start(name, input)).rejects.toBeInstanceOf(Refusal);
    },
  );

  test("takes 80 characters, dots and other scripts, as AWS does", async () => {
    const { workflow } = open();
    for (const name of ["a".repeat(80), "inc-1.2_3@x!", "火消し"])
      expect(await workflow.start(name, input)).toBe("started");
  });

  test("refuses an input beyond 256 KiB", async () => {
    const big = { ...input, incidentId: "x".repeat(256 * 1024) };
    await expect(open().workflow.start("i-1", big)).rejects.toMatchObject({ kind: "too-large" });
  });
});

describe("wake, stop and state", () => {
  test("a wake is on disk before it resolves", async () => {
    const house = open();
    await house.workflow.start("i-1", input);
    await house.clock.settle();
    const taskToken = tokenOf(house.calls);
    const woken = house.workflow.wake(taskToken).then(() => house.types("i-1"));
    expect(await woken).toContain("TaskSucceeded");
    expect(await house.workflow.wake(taskToken)).toBe("gone");
  });

  test("stop aborts, tells why, and leaves no timer and no token", async () => {
    const house = open();
    await house.workflow.start("i-1", input);
    await house.clock.settle();
    const taskToken = tokenOf(house.calls);
    await house.workflow.stop("i-1", "an analyst closed it");
    expect(await house.workflow.state("i-1")).toBe("aborted");
    expect(house.events("i-1").at(-1)).toMatchObject({
      type: "ExecutionAborted",
      executionAbortedEventDetails: { cause: "an analyst closed it" },
    });
    expect(await house.workflow.wake(taskToken)).toBe("gone");
    expect(house.clock.pending()).toBe(0);
    await house.workflow.stop("i-1", "again");
    await house.workflow.stop("never-was", "at all");
    expect(house.events("i-1").filter(({ type }) => type === "ExecutionAborted")).toHaveLength(1);
    expect(house.ended).toEqual([["i-1", "aborted"]]);
    expect(house.machine.recover()).toBe(0);
  });

  test("the answer of a task that was in flight when it was stopped changes nothing", async () => {
    let answer: (value: unknown) => void = () => undefined;
    const f = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const house = open(asl({ X: task("f") }), { functions: { f } });
    await house.workflow.start("i-1", input);
    await house.clock.settle();
    await house.workflow.stop("i-1", "");
    answer(1);
    await house.clock.settle();
    expect(house.types("i-1").at(-1)).toBe("ExecutionAborted");
  });

  test("after close nothing more is written nor invoked, and tokens are gone", async () => {
    const house = open();
    await house.workflow.start("i-1", input);
    await house.clock.settle();
    house.machine.close();
    const before = house.events("i-1").length;
    expect(await house.workflow.wake(tokenOf(house.calls))).toBe("gone");
    expect(await house.workflow.start("i-2", input)).toBe("started");
    await house.clock.advance(1000);
    expect(house.events("i-1")).toHaveLength(before);
    expect(house.types("i-2")).toEqual(["ExecutionStarted"]);
    expect(house.clock.pending()).toBe(0);
  });

  test("onEnd tells of each end once, after it is on disk", async () => {
    const house = open(asl({ X: task("f") }), {
      functions: {
        f: () => {
          throw named("A");
        },
      },
    });
    await house.run(input, "i-1");
    await house.clock.settle();
    expect(house.ended).toEqual([["i-1", "failed"]]);
    expect(await house.workflow.state("i-1")).toBe("failed");
    expect(await house.workflow.state("i-2")).toBe("absent");
  });
});

describe("history", () => {
  test("has GetExecutionHistory's shape", async () => {
    const house = open(asl({ X: task("f") }), { functions: { f: () => "ok" } });
    await house.run(input, "i-1");
    const timestamp = new Date(house.clock.now()).toISOString();
    const { events } = await house.workflow.history("i-1");
    expect(events.map(({ id, previousEventId }) => [id, previousEventId])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((id) => [id, id - 1]),
    );
    expect(events[0]).toEqual({
      id: 1,
      previousEventId: 0,
      timestamp,
      type: "ExecutionStarted",
      executionStartedEventDetails: {
        input: JSON.stringify(input),
        inputDetails: { truncated: false },
        roleArn: expect.any(String),
      },
    });
    expect(events[1]).toMatchObject({ stateEnteredEventDetails: { name: "X", input: JSON.stringify(input) } });
    expect(events[4]).toMatchObject({ taskSucceededEventDetails: { resourceType: "lambda", resource: "invoke" } });
    expect(events[5]).toMatchObject({ stateExitedEventDetails: { name: "X", output: '"ok"' } });
  });

  test("is read page by page, and from where one left off", async () => {
    const loop = { Type: "Choice", Choices: [{ Condition: "{% $states.input > 400 %}", Next: "S" }], Default: "P" };
    const definition = asl({
      P: { Type: "Pass", Output: "{% $states.input + 1 %}", Next: "C" },
      C: loop,
      S: { Type: "Succeed" },
    });
    const house = open(definition);
    await house.run(0, "i-1");
    const first = await house.workflow.history("i-1");
    expect(first.events).toHaveLength(500);
    expect(first.next).toBe("500");
    const ids: number[] = [];
    let after: string | undefined;
    do {
      const page = await house.workflow.history("i-1", after);
      ids.push(...page.events.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(ids).toEqual(Array.from({ length: 401 * 4 + 4 }, (_, index) => index + 1));
    expect(await house.workflow.history("i-1", String(ids.length))).toEqual({ events: [] });
    expect(await house.workflow.history("i-2")).toEqual({ events: [] });
  });

  test("ends an endless loop as AWS does, before 25,000 events", async () => {
    const house = open(asl({ P: { Type: "Pass", Next: "P" } }));
    await house.run(input, "i-1");
    expect(house.outcome("i-1")).toEqual({
      type: "ExecutionFailed",
      cause: "The execution reached the maximum number of history events (25000).",
    });
  });
});

describe("a journal", () => {
  test("that cannot be written fails a start, and holds a running execution until it can be written again", async () => {
    const journal = createJournal(":memory:");
    let broken = false;
    const refuse = () => Promise.reject(new Unavailable("the disk is full", "none"));
    const failing: Journal = {
      ...journal,
      start: (execution) => (broken ? refuse() : journal.start(execution)),
      commit: (commit) => (broken ? refuse() : journal.commit(commit)),
    };
    const house = open(asl({ W: { Type: "Wait", Seconds: 60, Next: "X" }, X: task("f") }), {
      journal: failing,
      functions: { f: () => "ok" },
    });
    await house.workflow.start("i-1", input);
    await house.clock.settle();
    broken = true;
    await expect(house.workflow.start("i-2", input)).rejects.toBeInstanceOf(Unavailable);
    await house.clock.advance(70_000);
    expect(house.machine.state("i-1")).toBe("running");
    expect(house.calls).toEqual([]);
    await expect(house.workflow.stop("i-1", "now")).rejects.toBeInstanceOf(Unavailable);
    broken = false;
    await house.clock.runUntil(() => house.machine.state("i-1") !== "running");
    expect(house.types("i-1")).toEqual([
      "ExecutionStarted",
      "WaitStateEntered",
      "WaitStateExited",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    expect(house.calls).toHaveLength(1);
  });
});
