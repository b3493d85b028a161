// The API's graph as it is drawn: with what was done, and a rule that matched the same thing often as one item.
import type { Answer } from "../../api.ts";

export type Graph = Answer<"readIncidentGraph">;
type Node = Graph["nodes"][number];
type Incident = Pick<Answer<"readIncident">, "computers" | "actions">;

export interface DrawnItem {
  id: string;
  kind: Node["kind"];
  name: string;
  severity?: Extract<Node, { kind: "detection" }>["severity"];
  isolation?: Incident["computers"][number]["isolation"];
  /** Confirmed only. */
  handled?: "kill" | "remove";
  techniques: readonly string[];
  commandLine?: string;
  hash?: string;
  count: number;
}

export interface DrawnGraph {
  items: readonly DrawnItem[];
  edges: readonly Graph["edges"][number][];
}

export function drawnOf(incident: Incident, graph: Graph): DrawnGraph {
  const sameAs = mergedDetections(graph);
  const itemOf = itemsOf(incident);
  const items = new Map<string, DrawnItem>();
  for (const node of graph.nodes) {
    const id = sameAs.get(node.id) ?? node.id;
    const known = items.get(id);
    items.set(id, known === undefined ? itemOf(node) : { ...known, count: known.count + 1 });
  }
  const edges = graph.edges.map(({ from, to, kind }) =>
    // From the thing to what was detected of it: as one reads, left to right.
    kind === "about" ? { from: to, to: sameAs.get(from) ?? from, kind } : { from, to, kind },
  );
  const once = new Map(edges.map((edge) => [JSON.stringify(edge), edge]));
  return { items: [...items.values()], edges: rooted([...once.values()]) };
}

/** A process that another one started hangs under that one, not under its computer too. */
function rooted(edges: readonly Graph["edges"][number][]) {
  const started = new Set(edges.flatMap(({ kind, to }) => (kind === "starts" ? [to] : [])));
  return edges.filter(({ kind, to }) => kind !== "runs" || !started.has(to));
}

/** The first detection of the same rule about the same things stands for all of them. */
function mergedDetections({ nodes, edges }: Graph): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  const sameAs = new Map<string, string>();
  for (const node of nodes) {
    if (node.kind !== "detection") continue;
    const about = edges.flatMap(({ from, to }) => (from === node.id ? [to] : []));
    const key = JSON.stringify([node.ruleId, node.severity, ...about.sort()]);
    sameAs.set(node.id, first.get(key) ?? node.id);
    if (!first.has(key)) first.set(key, node.id);
  }
  return sameAs;
}

function itemsOf({ computers, actions }: Incident): (node: Node) => DrawnItem {
  const isolations = new Map(computers.map(({ computerId, isolation }) => [computerId, isolation]));
  const handled = handledBy(actions);
  return (node) => {
    const plain = { id: node.id, techniques: [], count: 1 };
    switch (node.kind) {
      case "detection":
        return { ...plain, kind: node.kind, name: node.rule, severity: node.severity, techniques: node.techniques };
      case "computer": {
        const isolation = isolations.get(node.computerId);
        return { ...plain, kind: node.kind, name: node.name, ...(isolation === undefined ? {} : { isolation }) };
      }
      case "process":
        return { ...plain, ...processOf(node), ...(handled.isStopped(node) ? { handled: "kill" } : {}) };
      case "executable": {
        const hash = node.sha256 ?? node.sha1;
        const own = { ...plain, kind: node.kind, name: node.name, ...(hash === undefined ? {} : { hash }) };
        return { ...own, ...(handled.isRemoved(node) ? { handled: "remove" } : {}) };
      }
    }
  };
}

type ProcessNode = Extract<Node, { kind: "process" }>;
type FileNode = Extract<Node, { kind: "executable" }>;

const processOf = ({ kind, name, pid, commandLine }: ProcessNode) => ({
  kind,
  name: pid === undefined ? name : `${name} (${pid})`,
  ...(commandLine === undefined ? {} : { commandLine }),
});

function handledBy(actions: Incident["actions"]) {
  const confirmed = actions.filter(({ state }) => state === "confirmed");
  const targets = (kind: "kill" | "remove") => confirmed.flatMap((one) => (one.kind === kind ? [one.target] : []));
  const stopped = new Set(targets("kill").map(({ computerId, process }) => `${computerId} ${process?.pid}`));
  const removed = new Set(targets("remove").flatMap(({ executable }) => [executable?.sha256, executable?.sha1]));
  const isRemovedHash = (hash: string | undefined) => hash !== undefined && removed.has(hash);
  return {
    isStopped: ({ computerId, pid }: ProcessNode) => pid !== undefined && stopped.has(`${computerId} ${pid}`),
    isRemoved: ({ sha256, sha1 }: FileNode) => isRemovedHash(sha256) || isRemovedHash(sha1),
  };
}
