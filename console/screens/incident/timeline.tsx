// The incident's record, newest first: who, when, what; it grows by itself.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { lazy, Suspense } from "react";
import { useSearchParams } from "react-router";
import { useText } from "../../language.tsx";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import type { TabProps } from "../incident-detail.ts";
import { useLiveTimeline } from "./live-timeline.ts";
import { TimelineEntry } from "./timeline-entry.tsx";
import { TimelineExport } from "./timeline-export.tsx";
import { GROUPS, isGroup } from "./timeline-kinds.ts";

// A select is large, and the first visit is for reading.
const KindFilter = lazy(() => import("./kind-filter.tsx"));

export function Timeline({ incident }: TabProps) {
  const { text, language } = useText();
  const list = useLiveTimeline(incident);
  const [search, setSearch] = useSearchParams();
  const wanted = search.getAll("kind").filter(isGroup);
  if (list.error !== null && list.items.length === 0) return <Failed error={list.error} onRetry={list.again} />;
  if (list.isPending) return <Loading />;
  const shown = list.items.filter(({ fact }) => wanted.length === 0 || wanted.includes(GROUPS[fact.kind]));
  return (
    <Container
      header={
        <Header variant="h2" info={<Live />} actions={<TimelineExport incident={incident} />}>
          {text.incident.tabs.timeline}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Suspense fallback={<div className="field" />}>
          <KindFilter wanted={wanted} onChange={(kinds) => setSearch({ kind: kinds })} />
        </Suspense>
        {shown.length === 0 ? (
          <Empty title={list.items.length === 0 ? text.timeline.empty : text.states.noMatch} />
        ) : null}
        {list.hasMore || wanted.length > 0 ? <p className="paper">{text.timeline.printedPart}</p> : null}
        <ol className="timeline">
          {shown.map((entry) => (
            <TimelineEntry key={entry.entryId} entry={entry} />
          ))}
        </ol>
        <Box textAlign="center" color="text-body-secondary">
          {list.hasMore ? (
            <Button loading={list.isLoadingMore} onClick={list.more}>
              {text.timeline.older}
            </Button>
          ) : (
            text.timeline.beginning
          )}
        </Box>
        <LiveRegion hidden>{list.items[0]?.text[language] ?? ""}</LiveRegion>
      </SpaceBetween>
    </Container>
  );
}

function Live() {
  const { text } = useText();
  return (
    <span title={text.incident.liveText}>
      <StatusIndicator type="success">{text.incident.live}</StatusIndicator>
    </span>
  );
}
