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
          minWidth: 150,
          cell: ({ rule }) => (
            <>
              {rule.name} <Box variant="small">[{rule.id}]</Box>
            </>
          ),
        },
        {
          id: "severity",
          header: t.severity,
          minWidth: 80,
          cell: ({ severity }) => <SeverityBadge severity={severity} />,
        },
        {
          id: "outcome",
          header: t.outcome,
          minWidth: 120,
          cell: ({ outcome }) => <StatusIndicator type={LOOKS[outcome]}>{t.outcomes[outcome]}</StatusIndicator>,
        },
        { id: "computer", header: t.computer, minWidth: 100, cell: ({ computer }) => computer.name },
        {
          id: "process",
          header: t.process,
          minWidth: 120,
          cell: ({ process }) => <span className="technical">{process?.name ?? "–"}</span>,
        },
        {
          id: "techniques",
          header: t.techniques,
          minWidth: 170,
          cell: ({ techniques = [] }) => (
            <SpaceBetween size="xxs">
              {techniques.map((id) => (
                <TechniqueLink key={id} id={id} />
              ))}
            </SpaceBetween>
          ),
        },
        { id: "occurredAt", header: t.occurredAt, minWidth: 150, cell: ({ occurredAt }) => <Time at={occurredAt} /> },
      ]}
    />
  );
}
