// What happened to a computer, newest first: incidents, isolations and their ends, exemptions; it grows by itself.
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Answer } from "../../api.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { AdaptiveTable } from "../../parts/adaptive-table.tsx";
import { SeverityBadge, StatusWord } from "../../parts/badges.tsx";
import { InsideLink } from "../../parts/links.tsx";
import { Empty, Failed } from "../../parts/states.tsx";
import { Time } from "../../parts/time.tsx";
import { useRead } from "../../queries.ts";

type Event = Answer<"listComputerHistory">["events"][number];
const REFRESH_MILLISECONDS = 5000;

export function ComputerHistory({ computerId }: { computerId: string }) {
  const { text } = useText();
  const { inventory: t } = text;
  const { customerId } = useCustomer();
  const read = useRead(
    "listComputerHistory",
    { params: { customerId, computerId } },
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  if (read.data === undefined && read.error !== null)
    return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  return (
    <AdaptiveTable
      label={t.history}
      items={read.data?.events ?? []}
      idOf={idOf}
      isLoading={read.isPending}
      empty={<Empty title={t.noHistory} />}
      header={<Header variant="h2">{t.history}</Header>}
      columns={[
        { id: "what", header: t.what, isRowHeader: true, minWidth: 170, cell: ({ kind }) => t.events[kind] },
        { id: "how", header: t.details, minWidth: 220, cell: (event) => <Details event={event} /> },
        { id: "by", header: t.by, minWidth: 120, cell: (event) => <By event={event} /> },
        { id: "at", header: t.at, minWidth: 180, cell: ({ at }) => <Time at={at} /> },
      ]}
      footer={read.data?.more === true ? <Box color="text-body-secondary">{t.moreHistory}</Box> : undefined}
    />
  );
}

const idOf = (event: Event): string =>
  [
    event.at,
    event.kind,
    "incidentId" in event ? event.incidentId : "",
    "actionId" in event ? event.actionId : "",
  ].join();

const LOOKS = {
  requested: "in-progress",
  accepted: "in-progress",
  confirmed: "success",
  failed: "error",
  unconfirmed: "warning",
} as const satisfies Record<string, StatusIndicatorProps.Type>;

function Details({ event }: { event: Event }) {
  const { text, language } = useText();
  const { inventory: t } = text;
  const { customerId } = useCustomer();
  switch (event.kind) {
    case "incident":
      return (
        <>
          <InsideLink to={`/customers/${customerId}/incidents/${event.incidentId}`}>{event.title[language]}</InsideLink>
          <div>
            <StatusWord status={event.status} /> <SeverityBadge severity={event.severity} />
          </div>
        </>
      );
    case "exempted":
      return (
        <>
          <div>{event.reason}</div>
          <div>
            {t.until}: {event.until === undefined ? t.noEnd : <Time at={event.until} />}
          </div>
        </>
      );
    case "exemption-ended":
      return "–";
    default:
      return (
        <>
          <StatusIndicator type={LOOKS[event.state]}>{t.actionStates[event.state]}</StatusIndicator>
          {event.endedAt === undefined ? null : (
            <div>
              <Time at={event.endedAt} />
            </div>
          )}
        </>
      );
  }
}

function By({ event }: { event: Event }) {
  const { text } = useText();
  if (!("by" in event)) return "–";
  return event.by.kind === "person" ? event.by.name : text.inventory.machine;
}
