// What a crash costs: nothing that was done, and the task in flight is invoked again.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LogLine } from "../../../core/ports.ts";
import { createJournal, type Journal } from "../../../local/state-machine.ts";
import { createVirtualClock } from "../../virtual-clock.ts";
import { asl, createHouse, type Functions, task, tokenTask } from "./house.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  file = join(folder, "workflow.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("while the house is down", () => {
  /** Runs until nothing moves, crashes, lets time pass, and opens the house again. */
  async function acrossDowntime(definition: unknown, functions: Functions, downSeconds: number) {
    const clock = createVirtualClock();
    const journal = createJournal(file);
    const house = createHouse(definition, { journal, clock, functions });
    await house.machine.start("x", { id: "i" });
    await clock.settle();
    house.crash();
    journal.close();
    await clock.advance(downSeconds * 1000);
    const again = createHouse(definition, { journal: createJournal(file), clock, functions });
    again.machine.recover();
    await clock.advance(0);
    return { before: house, again, clock };
  }

  test("a wait that came due ends at once, and one that did not goes on to its instant", async () => {
    const definition = asl({ W: { Type: "Wait", Seconds: 100, End: true } });
    const due = await acrossDowntime(definition, {}, 200);
    expect(due.again.outcome().type).toBe("ExecutionSucceeded");
    rmSync(file);
    const { again, clock } = await acrossDowntime(definition, {}, 60);
    const up = clock.now();
    await clock.runUntil(() => again.machine.state("x") !== "running");
    expect(clock.now() - up).toBe(40_000);
  });

  test("a token stays valid, and is not asked for again", async () => {
    const { before, again } = await acrossDowntime(asl({ X: tokenTask("ask") }), { ask: () => null }, 1000);
    const payload = before.calls[0]?.payload as { taskToken: string } | undefined;
    expect(again.calls).toEqual([]);
    expect(await again.machine.wake(payload?.taskToken ?? "")).toBe("woken");
    await again.clock.settle();
    expect(again.outcome().type).toBe("ExecutionSucceeded");
  });

  test("a time-out counts from the original start", async () => {
    const never = () => new Promise<never>(() => undefined);
    const definition = asl({ X: task("f", { TimeoutSeconds: 100, End: true }) });
    const { again, clock } = await acrossDowntime(definition, { f: never }, 60);
    expect(again.calls).toHaveLength(1);
    const up = clock.now();
    await clock.runUntil(() => again.machine.state("x") !== "running");
    expect(clock.now() - up).toBe(40_000);
    expect(again.outcome().error).toBe("States.Timeout");
  });

  test("a time-out that passed meanwhile invokes nothing more", async () => {
    const never = () => new Promise<never>(() => undefined);
    const definition = asl({ X: task("f", { TimeoutSeconds: 100, End: true }) });
    const { again } = await acrossDowntime(definition, { f: never }, 200);
    expect(again.calls).toEqual([]);
    expect(again.outcome().error).toBe("States.Timeout");
  });

  test("the execution's own TimeoutSeconds runs on", async () => {
    const definition = asl({ W: { Type: "Wait", Seconds: 1000, End: true } }, { TimeoutSeconds: 100 });
    const { again } = await acrossDowntime(definition, {}, 200);
    expect(again.machine.state("x")).toBe("timed-out");
  });

  test("an execution ends on the definition it started on, though the release has changed", async () => {
    const clock = createVirtualClock();
    const journal = createJournal(file);
    const wait = (Next: string) => ({ Type: "Wait", Seconds: 100, Next });
    const house = createHouse(asl({ W: wait("Old"), Old: { Type: "Pass", Output: "old", End: true } }), {
      journal,
      clock,
    });
    await house.machine.start("x", {});
    await clock.settle();
    house.crash();
    const again = createHouse(asl({ W: wait("New"), New: { Type: "Pass", Output: "new", End: true } }), {
      journal,
      clock,
    });
    again.machine.recover();
    expect((await again.run({}, "y")).output).toBe("new");
    expect(again.outcome("x").output).toBe("old");
  });

  test("an execution that this release cannot run is logged, stays on disk, and holds up no other", async () => {
    const clock = createVirtualClock();
    const journal = createJournal(":memory:");
    const house = createHouse(asl({ W: { Type: "Wait", Seconds: 100, End: true } }), { journal, clock });
    await house.machine.start("first", {});
    await house.machine.start("x", {});
    await clock.settle();
    house.crash();
    const unknown = { id: "old", source: JSON.stringify(asl({ W: { Type: "Parallel" } })) };
    const loading: Journal = {
      ...journal,
      load(name) {
        const stored = journal.load(name);
        return stored && name === "first" ? { ...stored, definition: unknown } : stored;
      },
    };
    const lines: LogLine[] = [];
    const error = (line: LogLine) => lines.push(line);
    const log = { info: () => undefined, warn: () => undefined, error };
    const again = createHouse(asl({ S: { Type: "Succeed" } }), { journal: loading, clock, log });
    expect(again.machine.recover()).toBe(2);
    await clock.advance(200_000);
    expect([again.machine.state("first"), again.machine.state("x")]).toEqual(["running", "succeeded"]);
    expect(lines).toEqual([{ execution: "first", outcome: "not-resumed", error: "DefinitionRefused" }]);
  });

  test("an ended execution is not taken up again, and its name stays taken", async () => {
    const { again } = await acrossDowntime(asl({ S: { Type: "Succeed" } }), {}, 1);
    expect(again.machine.recover()).toBe(0);
    expect(await again.machine.start("x", {})).toBe("already-exists");
    expect(again.types()).toHaveLength(4);
  });
});

test("kill -9 right after start and wait: both are on disk", async () => {
  const script = `
    import { createJournal, createStateMachine, loadDefinition } from "./local/state-machine.ts";
    const wait = { Type: "Wait", Seconds: 3600, End: true };
    const definition = loadDefinition({ QueryLanguage: "JSONata", StartAt: "W", States: { W: wait } });
    const machine = createStateMachine({ definition, journal: createJournal(process.argv[1]), invoke: async () => null });
    await machine.start("x", { id: "i" });
    while (machine.history("x").events.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    console.log("waiting");
    setInterval(() => {}, 1000);`;
  const cwd = fileURLToPath(new URL("../../..", import.meta.url));
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, file], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  const clock = createVirtualClock(new Date().toISOString());
  const house = createHouse(asl({ S: { Type: "Succeed" } }), { journal: createJournal(file), clock });
  expect(house.machine.recover()).toBe(1);
  await clock.runUntil(() => house.machine.state("x") !== "running");
  expect(house.types()).toEqual(["ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionSucceeded"]);
  expect(house.outcome().output).toEqual({ id: "i" });
});
