// The chosen item of the graph in words, and what it connects to: the graph for who cannot see it.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useText } from "../../language.tsx";
import { IsolationWord, SeverityBadge } from "../../parts/badges.tsx";
import { TechniqueLink } from "../../parts/links.tsx";
import type { DrawnGraph, DrawnItem } from "./graph-model.ts";

interface GraphDetailsProps {
  graph: DrawnGraph;
  selected: DrawnItem | undefined;
  onSelect(id: string): void;
}

export function GraphDetails({ graph, selected, onSelect }: GraphDetailsProps) {
  const { text } = useText();
  const { graph: t } = text;
  return (
    <section aria-label={t.details}>
      <Box variant="h3">{t.details}</Box>
      <LiveRegion>{selected === undefined ? t.none : `${t.kinds[selected.kind]}: ${selected.name}`}</LiveRegion>
      {selected === undefined ? null : (
        <SpaceBetween size="m">
          <Facts node={selected} />
          <Connections graph={graph} selected={selected} onSelect={onSelect} />
        </SpaceBetween>
      )}
    </section>
  );
}

const technical = (value: string) => <span className="technical">{value}</span>;

function Facts({ node }: { node: DrawnItem }) {
  const { text } = useText();
  const { severity, isolation, commandLine, hash, techniques } = node;
  const { detections: d, executables: e, processes: p } = text;
  const facts: [string, ReactNode][] = [
    [d.severity, severity === undefined ? undefined : <SeverityBadge key="severity" severity={severity} />],
    [
      text.computers.isolation,
      isolation === undefined ? undefined : <IsolationWord key="isolation" isolation={isolation} />,
    ],
    [p.commandLine, commandLine === undefined ? undefined : technical(commandLine)],
    [e.hash, hash === undefined ? undefined : technical(hash)],
    [
      d.techniques,
      techniques.length === 0
        ? undefined
        : techniques.map((id) => (
            <div key={id}>
              <TechniqueLink id={id} />
            </div>
          )),
    ],
  ];
  const items = facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
  return items.length === 0 ? null : <KeyValuePairs columns={2} items={items} />;
}

function Connections({
  graph,
  selected,
  onSelect,
}: {
  graph: DrawnGraph;
  selected: DrawnItem;
  onSelect(id: string): void;
}) {
  const { text } = useText();
  const { graph: t } = text;
  const near = graph.edges.flatMap(({ from, to, kind }) => {
    const other = from === selected.id ? to : to === selected.id ? from : undefined;
    const node = graph.items.find(({ id }) => id === other);
    if (node === undefined) return [];
    return [{ node, key: `${from} ${to} ${kind}`, arrow: from === selected.id ? "→" : "←", word: t.edges[kind] }];
  });
  return (
    <div>
      <Box variant="awsui-key-label">{t.connections}</Box>
      <ul className="choices">
        {near.map(({ node, key, arrow, word }) => (
          <li key={key}>
            <Button variant="inline-link" onClick={() => onSelect(node.id)}>
              {`${arrow} ${word} · ${t.kinds[node.kind]}: ${node.name}`}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
