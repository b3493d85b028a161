import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useText } from "../../language.tsx";
import { SeverityBadge } from "../../parts/badges.tsx";
import { TechniqueLink } from "../../parts/links.tsx";
import { PagedTable } from "../../parts/paged-table.tsx";
import { Time } from "../../parts/time.tsx";
import { usePages } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";

const LOOKS = { blocked: "success", removed: "success", allowed: "warning" } as const;

export default function Detections({ incident: { customerId, incidentId } }: TabProps) {
  const { text } = useText();
  const { detections: t } = text;
  const list = usePages(
    "listIncidentDetections",
    { params: { customerId, incidentId } },
    ({ detections }) => detections,
    (answer) => answer,
  );
  return (
    <PagedTable
      label={text.incident.tabs.detections}
      list={list}
      idOf={({ detectionId }) => detectionId}
      empty={t.empty}
      columns={[
        {
          id: "rule",
          header: t.rule,
          isRowHeader: true,
          minWidth: 220,
          cell: ({ rule }) => (
            <>
              {rule.name} <Box variant="small">[{rule.id}]</Box>
            </>
          ),
        },
        {
          id: "severity",
          header: t.severity,
          minWidth: 90,
          cell: ({ severity }) => <SeverityBadge severity={severity} />,
        },
        {
          id: "outcome",
          header: t.outcome,
          minWidth: 130,
          cell: ({ outcome }) => <StatusIndicator type={LOOKS[outcome]}>{t.outcomes[outcome]}</StatusIndicator>,
        },
        { id: "computer", header: t.computer, minWidth: 120, cell: ({ computer }) => computer.name },
        {
          id: "process",
          header: t.process,
          minWidth: 140,
          cell: ({ process }) => <span className="technical">{process?.name ?? "–"}</span>,
        },
        {
          id: "techniques",
          header: t.techniques,
          minWidth: 240,
          cell: ({ techniques = [] }) => (
            <SpaceBetween size="xxs">
              {techniques.map((id) => (
                <TechniqueLink key={id} id={id} />
              ))}
            </SpaceBetween>
          ),
        },
        { id: "occurredAt", header: t.occurredAt, minWidth: 200, cell: ({ occurredAt }) => <Time at={occurredAt} /> },
      ]}
    />
  );
}
