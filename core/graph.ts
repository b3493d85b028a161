// How an incident's computers, processes, executables and detections connect: the guide's インシデントグラフ, as nodes and edges.
import type { Executable, Outcome, Process } from "./detection.ts";
import type { Finding } from "./finding.ts";
import { compareSeverity, type Severity } from "./severity.ts";

/** Ids are the graph's own: the same thing is one node. */
export type GraphNode =
  | { id: string; kind: "computer"; computerId: string; name: string }
  | { id: string; kind: "process"; computerId: string; name: string; pid?: number; commandLine?: string }
  | { id: string; kind: "executable"; name: string; sha1?: string; sha256?: string; signature: string }
  | {
      id: string;
      kind: "detection";
      rule: string;
      ruleId: string;
      severity: Severity;
      outcome: Outcome;
      techniques: string[];
      /** When it was first seen. */
      at: string;
    };

/** `runs` computer → process · `starts` process → its child · `image` process → its file · `about` detection → what it saw. */
export interface GraphEdge {
  from: string;
  to: string;
  kind: "runs" | "starts" | "image" | "about";
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Detections that are not in it, since it would be too large to read. */
  leftOut: number;
}

export interface Found {
  findingId: string;
  at: string;
  finding: Finding;
}

interface Piece {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** The most severe first, then the earliest, each with all that it is about, while there is room for all of it. */
export function graphOf(found: readonly Found[], mostNodes = 200): Graph {
  const ordered = [...found].sort(
    (a, b) =>
      compareSeverity(b.finding.severity, a.finding.severity) ||
      a.at.localeCompare(b.at) ||
      a.findingId.localeCompare(b.findingId),
  );
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  let leftOut = 0;
  for (const one of ordered) {
    const piece = pieceOf(one);
    const added = new Set(piece.nodes.filter(({ id }) => !nodes.has(id)).map(({ id }) => id));
    if (nodes.size + added.size > mostNodes) {
      leftOut += 1;
      continue;
    }
    for (const node of piece.nodes) nodes.set(node.id, { ...node, ...nodes.get(node.id) });
    for (const edge of piece.edges) edges.set(JSON.stringify([edge.from, edge.to, edge.kind]), edge);
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], leftOut };
}

function pieceOf({ findingId, at, finding }: Found): Piece {
  const { computer, process, executable, rule, severity, outcome, techniques } = finding;
  const host: GraphNode = {
    id: idOf("computer", computer.id),
    kind: "computer",
    computerId: computer.id,
    name: computer.name,
  };
  const detection: GraphNode = {
    ...{ id: idOf("detection", findingId), kind: "detection", rule: rule.name, ruleId: rule.id },
    ...{ severity, outcome, techniques: [...techniques], at },
  };
  const running = process === undefined ? undefined : processPiece(computer.id, host.id, process);
  const file = executable === undefined ? undefined : executableNode(executable);
  const seen = [running?.own, file?.id].filter((id) => id !== undefined);
  return {
    nodes: [host, detection, ...(running?.nodes ?? []), ...(file === undefined ? [] : [file])],
    edges: [
      ...(running?.edges ?? []),
      ...(seen.length === 0 ? [host.id] : seen).map((to) => ({ from: detection.id, to, kind: "about" as const })),
      // A file that no process is known of would hang in the air.
      ...(running === undefined && file !== undefined
        ? [{ from: detection.id, to: host.id, kind: "about" as const }]
        : []),
    ],
  };
}

function processPiece(computerId: string, hostId: string, process: Process): Piece & { own: string } {
  const own = processNode(computerId, process);
  const parent = process.parent === undefined ? undefined : processNode(computerId, process.parent);
  const image = process.image === undefined ? undefined : executableNode(process.image);
  const edges: GraphEdge[] =
    parent === undefined
      ? [{ from: hostId, to: own.id, kind: "runs" }]
      : [
          { from: hostId, to: parent.id, kind: "runs" },
          { from: parent.id, to: own.id, kind: "starts" },
        ];
  if (image !== undefined) edges.push({ from: own.id, to: image.id, kind: "image" });
  const nodes = [own, parent, image].filter((node) => node !== undefined);
  return { own: own.id, nodes, edges };
}

const processNode = (
  computerId: string,
  { name, pid, commandLine }: { name: string; pid?: number | undefined; commandLine?: string | undefined },
): GraphNode => ({
  id: idOf("process", computerId, pid === undefined ? "" : String(pid), name.toLowerCase()),
  kind: "process",
  computerId,
  name,
  ...(pid === undefined ? {} : { pid }),
  ...(commandLine === undefined ? {} : { commandLine }),
});

const executableNode = ({ name, sha1, sha256, signature }: Executable): GraphNode => ({
  id: idOf("executable", sha256 ?? sha1 ?? name.toLowerCase()),
  kind: "executable",
  name,
  ...(sha1 === undefined ? {} : { sha1 }),
  ...(sha256 === undefined ? {} : { sha256 }),
  signature,
});

const idOf = (...parts: string[]): string => parts.map(encodeURIComponent).join("/");
