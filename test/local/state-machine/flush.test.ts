// What is on disk when: before anything outside the workflow is asked, and in as few commits as that takes.
import { expect, test } from "vitest";
import { createJournal, type Journal } from "../../../local/state-machine.ts";
import { asl, createHouse, task, tokenTask } from "./house.ts";

function counted() {
  const inner = createJournal(":memory:");
  let commits = 0;
  const journal: Journal = {
    ...inner,
    commit(commit) {
      commits += 1;
      return inner.commit(commit);
    },
  };
  const types = () => inner.history("x", 0, 1000).map(({ type }) => type);
  return { journal, types, commits: () => commits };
}

const between = {
  A: task("a", { Next: "Which" }),
  Which: { Type: "Choice", Choices: [{ Condition: "{% $states.input = 1 %}", Next: "Each" }], Default: "Each" },
  Each: {
    Type: "Map",
    Items: "{% [1] %}",
    ItemProcessor: { StartAt: "Pass", States: { Pass: { Type: "Pass", Next: "B" }, B: task("b") } },
    End: true,
  },
};

test("a task's result and the way to the next task are on disk before that one is asked, in one commit", async () => {
  const { journal, types, commits } = counted();
  const seen: { before: number; types: string[] }[] = [];
  const look = () => {
    seen.push({ before: commits(), types: types() });
    return 1;
  };
  const house = createHouse(asl(between), { journal, functions: { a: look, b: look } });
  await house.run();
  const [first, second] = seen;
  expect(second?.types.slice(-3)).toEqual(["TaskStateEntered", "TaskScheduled", "TaskStarted"]);
  expect(second?.types).toContain("TaskSucceeded");
  expect((second?.before ?? 0) - (first?.before ?? 0)).toBe(1);
});

test("an iteration's end is on disk although its sibling waits for weeks", async () => {
  const { journal, types } = counted();
  const states = {
    Which: { Type: "Choice", Choices: [{ Condition: "{% $states.input.id = 1 %}", Next: "A" }], Default: "Ask" },
    A: task("a"),
    Ask: tokenTask("ask", { End: true }),
  };
  const map = {
    Type: "Map",
    Items: [{ id: 1 }, { id: 2 }],
    ItemProcessor: { StartAt: "Which", States: states },
    End: true,
  };
  const house = createHouse(asl({ Each: map }), { journal, functions: { a: () => 1, ask: () => undefined } });
  await house.machine.start("x", {});
  await house.clock.settle();
  expect(types()).toContain("MapIterationSucceeded");
});
