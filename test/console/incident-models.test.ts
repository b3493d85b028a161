import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "../../console/messages/en.ts";
import { STEPS } from "../../console/messages/steps.ts";
import { drawnOf, type Graph } from "../../console/screens/incident/graph-model.ts";
import { csvOf } from "../../console/screens/incident/timeline-file.ts";
import { machineOf, pathOf } from "../../console/screens/incident/workflow-model.ts";
import { ROOT } from "../e2e/running-house.ts";

const SHA = "a".repeat(64);
const MACHINE = machineOf(JSON.parse(readFileSync(join(ROOT, "workflows/incident-response.asl.json"), "utf8")));

const HOST = { id: "c", kind: "computer", computerId: "pc1", name: "PC1" } as const;
const SHELL = { id: "p3", kind: "process", computerId: "pc1", name: "cmd.exe", pid: 3 } as const;
const SERVER = { id: "p7", kind: "process", computerId: "pc1", name: "srv.exe", pid: 7 } as const;
const FILE = { id: "x", kind: "executable", name: "srv.exe", sha256: SHA, signature: "untrusted" } as const;
const found = (id: string, more: object = {}) =>
  ({
    ...{ id, kind: "detection", rule: "Dropped", ruleId: "R1", severity: "high", outcome: "allowed" },
    ...{ techniques: ["T1105"], at: "2026-01-01T00:00:00.000Z" },
    ...more,
  }) as Extract<Graph["nodes"][number], { kind: "detection" }>;
const graph = (...detections: Graph["nodes"][number][]): Graph => ({
  nodes: [HOST, SHELL, SERVER, FILE, ...detections],
  edges: [
    { from: "c", to: "p3", kind: "runs" },
    { from: "c", to: "p7", kind: "runs" },
    { from: "p3", to: "p7", kind: "starts" },
    { from: "p7", to: "x", kind: "image" },
    ...detections.map(({ id }) => ({ from: id, to: "p7", kind: "about" as const })),
  ],
  leftOut: 0,
});
const none = { computers: [], actions: [] };

test("a graph hangs a process under what started it, and a detection behind what it saw", () => {
  const { edges } = drawnOf(none, graph(found("d1")));
  expect(edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`)).toEqual([
    "c runs p3",
    "p3 starts p7",
    "p7 image x",
    "p7 about d1",
  ]);
});

test("a rule that matched the same thing twice is one item, another rule its own", () => {
  const { items, edges } = drawnOf(none, graph(found("d1"), found("d2"), found("d3", { ruleId: "R2" })));
  expect(items.filter(({ kind }) => kind === "detection").map(({ id, count }) => [id, count])).toEqual([
    ["d1", 2],
    ["d3", 1],
  ]);
  expect(edges.filter(({ kind }) => kind === "about")).toHaveLength(2);
});

test("only what is confirmed is shown as stopped or removed", () => {
  const target = { computerId: "pc1", computerName: "PC1" };
  const by = { requestedBy: { kind: "mdr" }, requestedAt: "2026-01-01T00:00:00.000Z" } as const;
  const process = { pid: 7, name: "srv.exe" };
  const executable = { name: "srv.exe", sha256: SHA };
  const kill = { ...by, actionId: "1", kind: "kill", target: { ...target, process } } as const;
  const remove = { ...by, actionId: "2", kind: "remove", target: { ...target, executable } } as const;
  const handled = (state: "confirmed" | "accepted") =>
    drawnOf(
      {
        computers: [],
        actions: [
          { ...kill, state },
          { ...remove, state },
        ],
      },
      graph(),
    ).items.flatMap(({ id, handled: done }) => (done === undefined ? [] : [[id, done]]));
  expect(handled("accepted")).toEqual([]);
  expect(handled("confirmed")).toEqual([
    ["p7", "kill"],
    ["x", "remove"],
  ]);
});

test("every state of the workflow is drawn, is reached, and has a Japanese name", () => {
  const names = MACHINE.steps.map(({ name }) => name);
  expect(names).toContain("Take the action");
  const before = machineOf(JSON.parse(readFileSync(join(ROOT, "test/fixtures/asl/0.1.0.asl.json"), "utf8")));
  const all = new Set([...names, ...before.steps.map(({ name }) => name)]);
  expect(Object.keys(STEPS).sort()).toEqual([...all].sort());
  const reached = new Set(MACHINE.transitions.map(({ to }) => to));
  expect(names.filter((name) => !reached.has(name))).toEqual([]);
  for (const { from, to } of MACHINE.transitions) expect(names).toEqual(expect.arrayContaining([from, to]));
});

test("a path follows the history's own links, through the iterations of a map", () => {
  const event = (id: number, previousEventId: number, type: string, name?: string) => ({
    ...{ id, previousEventId, timestamp: "2026-01-01T00:00:00.000Z", type },
    ...(name === undefined ? {} : { stateEnteredEventDetails: { name } }),
  });
  const path = pathOf([
    event(1, 0, "ExecutionStarted"),
    event(2, 1, "TaskStateEntered", "Assess the incident"),
    event(3, 2, "TaskStateExited"),
    event(4, 3, "MapStateEntered", "Auto-remediate"),
    event(5, 4, "MapIterationStarted"),
    event(6, 5, "TaskStateEntered", "Take the action"),
    event(7, 4, "MapIterationStarted"),
    event(8, 7, "TaskStateEntered", "Take the action"),
  ]);
  expect(path.map(({ from, name }) => [from, name])).toEqual([
    [undefined, "Assess the incident"],
    ["Assess the incident", "Auto-remediate"],
    ["Auto-remediate", "Take the action"],
    ["Auto-remediate", "Take the action"],
  ]);
});

test("a spreadsheet takes no cell of an export for a formula, and no quote ends one", () => {
  const csv = csvOf(
    [
      {
        ...{ entryId: "1", occurredAt: "2026-01-01T00:00:00.000Z", recordedAt: "2026-01-01T00:00:00.000Z" },
        actor: { kind: "person", personId: "p", name: "=cmd()" },
        fact: { kind: "person-comment", text: '+1 "quoted"', language: "en" },
        text: { ja: "", en: "" },
      },
    ],
    { text: en, language: "en", timeZone: "UTC" },
  );
  expect(csv.startsWith("\uFEFF")).toBe(true);
  expect(csv).toContain(`"'=cmd()","'+1 ""quoted"""`);
});
