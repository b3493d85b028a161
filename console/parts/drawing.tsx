// A drawn graph: laid out by dagre, shown by React Flow, each node reachable by keyboard. Loaded where it is wanted.
import "@xyflow/react/dist/base.css";
import "./drawing.css";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { Graph, layout } from "@dagrejs/dagre";
import {
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from "@xyflow/react";
import { useMemo, useRef } from "react";
import { useText } from "../language.tsx";
import type { Messages } from "../messages/en.ts";
import { openingView, readingHeight, type Spot } from "./drawing-view.ts";

export interface DrawnNode {
  id: string;
  heading: string;
  name: string;
  /** A class of its look. */
  look: string;
}
export interface DrawnEdge {
  from: string;
  to: string;
  label?: string;
  isOnPath?: boolean;
}

interface DrawingProps {
  nodes: readonly DrawnNode[];
  edges: readonly DrawnEdge[];
  label: string;
  direction: "LR" | "TB";
  /** Seen at first, where not all of it can be read at once; absent: the middle of the whole. */
  focus?: string | undefined;
  selected?: string | undefined;
  onSelect?(id: string | undefined): void;
}

const WHOLE = { padding: 0.05, maxZoom: 1 };
const WIDTH = 210;
const HEIGHT = 68;
const BOX = { width: WIDTH, height: HEIGHT };

type BoxNode = Node<{ heading: string; name: string; isSideways: boolean }, "box">;

function DrawnBox({ data: { heading, name, isSideways } }: NodeProps<BoxNode>) {
  return (
    <>
      <Handle type="target" position={isSideways ? Position.Left : Position.Top} isConnectable={false} />
      {heading === "" ? null : <small>{heading}</small>} <span>{name}</span>
      <Handle type="source" position={isSideways ? Position.Right : Position.Bottom} isConnectable={false} />
    </>
  );
}

/** Told ahead, so that lines are drawn without measuring. */
const handlesOf = (isSideways: boolean) => {
  const size = { width: 1, height: 1 };
  return isSideways
    ? [
        { type: "target" as const, position: Position.Left, x: 0, y: HEIGHT / 2, ...size },
        { type: "source" as const, position: Position.Right, x: WIDTH, y: HEIGHT / 2, ...size },
      ]
    : [
        { type: "target" as const, position: Position.Top, x: WIDTH / 2, y: 0, ...size },
        { type: "source" as const, position: Position.Bottom, x: WIDTH / 2, y: HEIGHT, ...size },
      ];
};

const NODE_TYPES = { box: DrawnBox };

export default function Drawing({ nodes, edges, label, direction, focus, selected, onSelect }: DrawingProps) {
  const { text } = useText();
  const isSideways = direction === "LR";
  const places = useMemo(() => placesOf(nodes, edges, direction), [nodes, edges, direction]);
  const blockSize = `clamp(16rem, ${Math.ceil(readingHeight([...places.values()], BOX))}px, min(70vh, 40rem))`;
  const isSelectable = onSelect !== undefined;
  const drawn = nodes.map((node) => boxOf(node, { isSideways, isSelectable, selected, places }));
  const lines = edges.map(lineOf);
  const shown = useRef<ReactFlowInstance<BoxNode, Edge>>(null);
  const frame = useRef<HTMLElement>(null);
  const open = (flow: ReactFlowInstance<BoxNode, Edge>) => {
    shown.current = flow;
    if (frame.current === null || places.size === 0) return;
    const drawing = { places: [...places.values()], box: BOX, isSideways };
    const { width, height } = frame.current.getBoundingClientRect();
    const view = openingView({ ...drawing, focus: places.get(focus ?? "") }, { width, height });
    void flow.setViewport(view);
  };
  return (
    <div>
      <Box float="right" padding={{ bottom: "xs" }}>
        <Button iconName="zoom-to-fit" onClick={() => void shown.current?.fitView(WHOLE)}>
          {text.graph.fit}
        </Button>
      </Box>
      <section className="drawing" aria-label={label} ref={frame} style={{ blockSize }}>
        <ReactFlow
          nodes={drawn}
          edges={lines}
          nodeTypes={NODE_TYPES}
          onInit={open}
          minZoom={0.02}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          elementsSelectable={isSelectable}
          deleteKeyCode={null}
          preventScrolling={false}
          zoomOnScroll={false}
          onNodesChange={(changes) => {
            const chosen = changes.find((change) => change.type === "select" && change.selected);
            const dropped = changes.some(
              (change) => change.type === "select" && !change.selected && change.id === selected,
            );
            if (chosen?.type === "select") onSelect?.(chosen.id);
            else if (dropped) onSelect?.(undefined);
          }}
          ariaLabelConfig={labelsOf(text)}
        >
          <Controls position="top-right" showInteractive={false} showFitView={false} />
        </ReactFlow>
      </section>
    </div>
  );
}

interface Look {
  isSideways: boolean;
  isSelectable: boolean;
  selected: string | undefined;
  places: ReadonlyMap<string, Spot>;
}

const boxOf = (
  { id, heading, name, look }: DrawnNode,
  { isSideways, isSelectable, selected, places }: Look,
): BoxNode => ({
  ...{ id, type: "box", data: { heading, name, isSideways }, position: places.get(id) ?? { x: 0, y: 0 } },
  ...{ width: WIDTH, height: HEIGHT, handles: handlesOf(isSideways), className: `drawn ${look}` },
  selected: id === selected,
  // A button is named by its content; what cannot be pressed is a picture.
  ...(isSelectable ? { ariaRole: "button" } : { ariaRole: "img", ariaLabel: `${heading} ${name}`.trim() }),
});

const lineOf = ({ from, to, label, isOnPath = false }: DrawnEdge): Edge => ({
  ...{ id: `${from}→${to}→${label ?? ""}`, source: from, target: to, focusable: false },
  ...{ className: isOnPath ? "on-path" : "", markerEnd: { type: MarkerType.ArrowClosed } },
  ...(label === undefined ? {} : { label }),
});

const labelsOf = ({ graph: t }: Messages) => ({
  "node.a11yDescription.default": t.node,
  "node.a11yDescription.keyboardDisabled": t.node,
  "edge.a11yDescription.default": t.edge,
  "controls.ariaLabel": t.controls,
  "controls.zoomIn.ariaLabel": t.zoomIn,
  "controls.zoomOut.ariaLabel": t.zoomOut,
});

/** Each node's upper left corner. */
function placesOf(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[], rankdir: "LR" | "TB") {
  const graph = new Graph();
  graph.setGraph({ rankdir, nodesep: 24, ranksep: 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { width: WIDTH, height: HEIGHT });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  return new Map(
    nodes.map(({ id }) => {
      const { x, y } = graph.node(id);
      return [id, { x: x - WIDTH / 2, y: y - HEIGHT / 2 }];
    }),
  );
}
