// What any implementation of the Workflow port must do, held against a machine of one wait with a task token.
import { describe, expect, test } from "vitest";
import type { Workflow } from "../../core/ports.ts";

export interface WorkflowUnderTest {
  /** Over a state machine that waits for one token, is done when woken, and never fails by itself. */
  workflow: Workflow;
  /** The token with which this execution waits, once it does. */
  tokenOf(name: string): Promise<string>;
  /** Resolves when nothing goes on by itself any more. */
  settle(): Promise<void>;
}

const input = (incidentId: string) => ({ customerId: "acme", incidentId, round: 1 });

export function workflowContract(name: string, create: () => Promise<WorkflowUnderTest>): void {
  describe(`${name}: executions`, () => {
    test("one name starts once, whoever asks and however often", async () => {
      const { workflow, settle, tokenOf } = await create();
      expect(await workflow.state("inc-1")).toBe("absent");
      const answers = await Promise.all(Array.from({ length: 8 }, () => workflow.start("inc-1", input("inc"))));
      // AWS answers "started" to all who ask the same while it runs.
      expect(answers).toContain("started");
      await settle();
      expect(await workflow.state("inc-1")).toBe("running");
      expect((await workflow.history("inc-1")).events.filter(({ type }) => type === "ExecutionStarted")).toHaveLength(
        1,
      );
      await workflow.wake(await tokenOf("inc-1"));
      await settle();
      expect(await workflow.state("inc-1")).toBe("succeeded");
      expect(await workflow.start("inc-1", input("inc"))).toBe("already-exists");
      expect(await workflow.state("inc-1")).toBe("succeeded");
    });

    test("a token wakes one wait once; any other is gone", async () => {
      const { workflow, settle, tokenOf } = await create();
      await workflow.start("a-1", input("a"));
      await workflow.start("b-1", input("b"));
      await settle();
      const token = await tokenOf("a-1");
      const answers = await Promise.all(Array.from({ length: 5 }, () => workflow.wake(token)));
      expect(answers.filter((answer) => answer === "woken")).toHaveLength(1);
      await settle();
      expect([await workflow.state("a-1"), await workflow.state("b-1")]).toEqual(["succeeded", "running"]);
      expect(await workflow.wake(token)).toBe("gone");
      expect(await workflow.wake("no-such-token")).toBe("gone");
    });

    test("a stopped execution is aborted and its token gone; stopping what does not run does nothing", async () => {
      const { workflow, settle, tokenOf } = await create();
      await workflow.start("a-1", input("a"));
      await settle();
      const token = await tokenOf("a-1");
      await workflow.stop("a-1", "an analyst closed it");
      await settle();
      expect(await workflow.state("a-1")).toBe("aborted");
      expect(await workflow.wake(token)).toBe("gone");
      await workflow.stop("a-1", "again");
      await workflow.stop("never-1", "at all");
      expect([await workflow.state("a-1"), await workflow.state("never-1")]).toEqual(["aborted", "absent"]);
    });

    test("history tells every event once, in order, page by page", async () => {
      const { workflow, settle, tokenOf } = await create();
      await workflow.start("a-1", input("a"));
      await settle();
      const early = await workflow.history("a-1");
      await workflow.wake(await tokenOf("a-1"));
      await settle();
      const { events } = await workflow.history("a-1");
      expect(events.slice(0, early.events.length)).toEqual(early.events);
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
      expect([events[0]?.type, events.at(-1)?.type]).toEqual(["ExecutionStarted", "ExecutionSucceeded"]);
      expect((await workflow.history("never-1")).events).toEqual([]);
    });
  });
}
