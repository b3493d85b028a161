import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Unavailable } from "../../../core/errors.ts";
import { createJournal } from "../../../local/state-machine.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  file = join(folder, "workflow.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true }));

function frame(state = "A") {
  return { id: "", state, input: {}, variables: {}, previous: 1, retries: [], step: { at: "enter" as const } };
}

function event(id: number, type = "PassStateEntered") {
  return { id, previousEventId: id - 1, timestamp: "2024-05-24T09:00:00.000Z", type };
}

function execution(name: string) {
  const definition = { id: "d", source: "{}" };
  return { name, definition, input: { name }, startedAt: 1, deadline: 2, events: [event(1)], frame: frame() };
}

describe("the journal", () => {
  test("joins what is asked for in one turn of the event loop into one commit", async () => {
    const journal = createJournal(file);
    await Promise.all(Array.from({ length: 400 }, (_, index) => journal.start(execution(`e${index}`))));
    expect(journal.running()).toHaveLength(400);
    // A commit writes each changed page once: 400 commits would write some megabytes.
    expect(statSync(`${file}-wal`).size).toBeLessThan(1_000_000);
  });

  test("gives the history after an event, wherever its commits began, and that of 0.1.0, a row for each event", async () => {
    const { DatabaseSync } = await import("node:sqlite");
    const journal = createJournal(file);
    const id = (await journal.start(execution("e"))) ?? 0;
    await journal.commit({ execution: id, events: [2, 3, 4].map((n) => event(n)), frames: [], removed: [] });
    new DatabaseSync(file).prepare("INSERT INTO event VALUES (?, ?, ?)").run(id, 5, JSON.stringify(event(5)));
    const ids = (after: number, limit: number) => journal.history("e", after, limit).map((one) => one.id);
    expect([ids(0, 10), ids(2, 10), ids(1, 2), ids(4, 1), ids(5, 1)]).toEqual([
      [1, 2, 3, 4, 5],
      [3, 4, 5],
      [2, 3],
      [5],
      [],
    ]);
    expect(journal.load("e")?.lastEvent).toBe(5);
    journal.close();
  });

  test("keeps a write-ahead log", async () => {
    const { DatabaseSync } = await import("node:sqlite");
    createJournal(file);
    const other = new DatabaseSync(file);
    expect(other.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  });

  test("gives back where each running execution stands, and drops that when it ends", async () => {
    const journal = createJournal(file);
    const id = (await journal.start(execution("e"))) ?? 0;
    const child = { ...frame("B"), id: "/0", item: { Index: 0, Value: null } };
    await journal.commit({ execution: id, events: [event(2)], frames: [child], removed: [] });
    journal.close();

    const again = createJournal(file);
    expect(again.load("e")).toEqual({
      id,
      name: "e",
      input: { name: "e" },
      startedAt: 1,
      deadline: 2,
      lastEvent: 2,
      definition: { id: "d", source: "{}" },
      frames: [frame(), child],
    });
    await again.commit({ execution: id, events: [], frames: [], removed: ["/0"] });
    expect(again.load("e")?.frames).toEqual([frame()]);
    await again.commit({ execution: id, events: [event(3)], frames: [], removed: [], ended: "succeeded" });
    expect([again.state("e"), again.running(), again.load("e")]).toEqual(["succeeded", [], undefined]);
    expect(again.history("e", 1, 10)).toEqual([event(2), event(3)]);
  });

  test("writes what stood when it was asked, not what came after", async () => {
    const journal = createJournal(":memory:");
    const id = (await journal.start(execution("e"))) ?? 0;
    const changing = frame("B");
    const written = journal.commit({ execution: id, events: [], frames: [changing], removed: [] });
    changing.state = "C";
    await written;
    expect(journal.load("e")?.frames).toEqual([frame("B")]);
  });

  test("undoes the whole commit when one part of it fails, and everything asked for after it", async () => {
    const journal = createJournal(":memory:");
    const id = (await journal.start(execution("e"))) ?? 0;
    const good = journal.commit({ execution: id, events: [event(2)], frames: [], removed: [] });
    const bad = journal.commit({ execution: id, events: [event(1)], frames: [], removed: [] });
    expect(await Promise.allSettled([good, bad])).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    await expect(bad).rejects.toBeInstanceOf(Unavailable);
    expect(journal.history("e", 0, 10)).toEqual([event(1)]);
    await journal.commit({ execution: id, events: [event(2)], frames: [], removed: [] });
    expect(journal.history("e", 0, 10)).toHaveLength(2);
  });
});
