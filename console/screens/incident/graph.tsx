// インシデントグラフ: computers, processes, executables and detections, and how they connect.
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense, useMemo } from "react";
import { useSearchParams } from "react-router";
import { useText } from "../../language.tsx";
import type { Messages } from "../../messages/en.ts";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { useRead } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";
import { GraphDetails } from "./graph-details.tsx";
import { type DrawnItem, drawnOf } from "./graph-model.ts";

const Drawing = lazy(() => import("../../parts/drawing.tsx"));

export default function IncidentGraph({ incident }: TabProps) {
  const { text } = useText();
  const { graph: t } = text;
  const { customerId, incidentId } = incident;
  const read = useRead("readIncidentGraph", { params: { customerId, incidentId } }, { everyMilliseconds: 15_000 });
  const graph = useMemo(
    () => drawnOf(incident, read.data ?? { nodes: [], edges: [], leftOut: 0 }),
    [incident, read.data],
  );
  const [search, setSearch] = useSearchParams();
  const selected = graph.items.find(({ id }) => id === search.get("item"));
  const nodes = useMemo(
    () =>
      graph.items.map((node) => ({
        ...{ id: node.id, look: lookOf(node), heading: stateOf(node, text), name: node.name },
      })),
    [graph, text],
  );
  const edges = useMemo(
    () => graph.edges.map(({ from, to, kind }) => ({ from, to, label: t.edges[kind] })),
    [graph, t],
  );
  if (read.data === undefined)
    return read.error === null ? <Loading /> : <Failed error={read.error} onRetry={() => void read.refetch()} />;
  const select = (id: string | undefined) => setSearch(id === undefined ? {} : { item: id }, { replace: true });
  return (
    <Container
      header={
        <Header variant="h2" description={t.description}>
          {text.incident.tabs.graph}
        </Header>
      }
    >
      {graph.items.length === 0 ? (
        <Empty title={t.empty} />
      ) : (
        <SpaceBetween size="m">
          {read.data.leftOut > 0 ? <p className="said">{t.left(read.data.leftOut)}</p> : null}
          <Suspense fallback={<Loading />}>
            <Drawing
              nodes={nodes}
              edges={edges}
              label={t.canvas}
              direction="LR"
              focus={graph.items.find(({ kind }) => kind === "computer")?.id}
              selected={selected?.id}
              onSelect={select}
            />
          </Suspense>
          <GraphDetails graph={graph} selected={selected} onSelect={select} />
        </SpaceBetween>
      )}
    </Container>
  );
}

const lookOf = ({ kind, isolation }: DrawnItem): string => (isolation === "isolated" ? `${kind} is-isolated` : kind);

/** What kind of thing it is, and how it stands. */
function stateOf({ kind, isolation, handled, count }: DrawnItem, { graph: t, computers }: Messages): string {
  const facts = [
    t.kinds[kind],
    isolation === undefined ? undefined : computers.isolations[isolation],
    handled === undefined ? undefined : t.handled[handled],
    count > 1 ? t.times(count) : undefined,
  ];
  return facts.filter((fact) => fact !== undefined).join(" · ");
}
