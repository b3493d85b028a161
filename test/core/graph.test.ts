import { expect, test } from "vitest";
import { Detection } from "../../core/detection.ts";
import { findingOf } from "../../core/finding.ts";
import { type Found, graphOf } from "../../core/graph.ts";
import { d3 } from "../stories.ts";

const found = (details: object[]): Found[] =>
  details.map((facts, index) => ({
    findingId: `f${index}`,
    at: `2026-01-05T00:00:${String(index).padStart(2, "0")}.000Z`,
    finding: findingOf(Detection.parse({ identity: String(index), product: "generic", ...facts })),
  }));
const story = () => found(d3().map(({ id: _id, ...facts }) => facts));
const base = {
  rule: { id: "R1", name: "Rule" },
  severity: "high",
  outcome: "allowed",
  occurredAt: "2026-01-05T00:00:00Z",
  computer: { id: "c1", name: "PC-1" },
};

test("the processes of a story hang together: browser, mshta, powershell, stealer", () => {
  const { nodes, edges, leftOut } = graphOf(story());
  const name = (id: string) => {
    const node = nodes.find((one) => one.id === id);
    return node === undefined || node.kind === "detection" ? node?.kind : node.name;
  };
  const starts = edges.filter(({ kind }) => kind === "starts").map(({ from, to }) => [name(from), name(to)]);
  expect(starts).toContainEqual(["mshta.exe", "powershell.exe"]);
  expect(starts).toContainEqual(["powershell.exe", "upd.exe"]);
  expect(nodes.filter(({ kind }) => kind === "computer")).toHaveLength(1);
  expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  for (const { from, to } of edges) expect([name(from), name(to)]).not.toContain(undefined);
  expect(leftOut).toBe(0);
});

test("every node is reached from the computer, whatever a product leaves out", () => {
  const sparse = found([
    base,
    { ...base, executable: { name: "a.exe" } },
    { ...base, process: { name: "b.exe" } },
    { ...base, process: { name: "b.exe", parent: { name: "c.exe" } } },
    { ...base, process: { name: "d.exe", pid: 4, image: { name: "d.exe", sha1: "a".repeat(40) } } },
  ]);
  const { nodes, edges } = graphOf(sparse);
  const reached = new Set(["computer/c1"]);
  for (let round = 0; round < nodes.length; round += 1)
    for (const { from, to } of edges) if (reached.has(from) || reached.has(to)) reached.add(from).add(to);
  expect(nodes.map(({ id }) => id).filter((id) => !reached.has(id))).toEqual([]);
});

test("the same process id on two computers is two processes, the same file one", () => {
  const process = { name: "x.exe", pid: 7, image: { name: "x.exe", sha256: "b".repeat(64) } };
  const two = found([
    { ...base, process },
    { ...base, computer: { id: "c2", name: "PC-2" }, process },
  ]);
  const kinds = graphOf(two).nodes.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "process")).toHaveLength(2);
  expect(kinds.filter((kind) => kind === "executable")).toHaveLength(1);
});

test("what a parent's name alone tells does not hide what is known of it", () => {
  const both = found([
    { ...base, process: { name: "p.exe", pid: 1, commandLine: "p.exe /x" } },
    { ...base, process: { name: "q.exe", pid: 2, parent: { name: "P.EXE", pid: 1 } } },
  ]);
  for (const order of [both, [...both].reverse()])
    expect(graphOf(order).nodes).toContainEqual(expect.objectContaining({ pid: 1, commandLine: "p.exe /x" }));
});

test("it stays within its bounds, keeps the most severe, and counts what it leaves out", () => {
  const many = found(
    Array.from({ length: 500 }, (_, index) => ({
      ...base,
      severity: index === 499 ? "critical" : "medium",
      rule: { id: `R${index}`, name: index === 499 ? "worst" : "Rule" },
      process: { name: `p${index}.exe`, pid: index },
    })),
  );
  const { nodes, edges, leftOut } = graphOf(many);
  expect(nodes.length).toBeLessThanOrEqual(200);
  expect(nodes.filter(({ kind }) => kind === "detection")).toHaveLength(500 - leftOut);
  expect(leftOut).toBeGreaterThan(0);
  expect(nodes).toContainEqual(expect.objectContaining({ rule: "worst" }));
  const ids = new Set(nodes.map(({ id }) => id));
  expect(edges.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true);
});
