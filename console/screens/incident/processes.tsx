import { useText } from "../../language.tsx";
import { PagedTable } from "../../parts/paged-table.tsx";
import { Time } from "../../parts/time.tsx";
import { usePages } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";

interface Named {
  name: string;
  pid?: number | undefined;
}
const named = ({ name, pid }: Named): string => (pid === undefined ? name : `${name} (${pid})`);

export default function Processes({ incident: { customerId, incidentId } }: TabProps) {
  const { text } = useText();
  const { processes: t } = text;
  const list = usePages(
    "listIncidentProcesses",
    { params: { customerId, incidentId } },
    ({ processes }) => processes,
    (answer) => answer,
  );
  return (
    <PagedTable
      label={text.incident.tabs.processes}
      list={list}
      idOf={({ process, computerId, firstSeenAt }) => `${computerId} ${named(process)} ${firstSeenAt}`}
      empty={t.empty}
      columns={[
        {
          id: "name",
          header: t.name,
          isRowHeader: true,
          minWidth: 160,
          cell: ({ process }) => <span className="technical">{named(process)}</span>,
        },
        { id: "computer", header: t.computer, minWidth: 120, cell: ({ computerName }) => computerName },
        {
          id: "commandLine",
          header: t.commandLine,
          minWidth: 280,
          cell: ({ process }) => <span className="technical">{process.commandLine ?? "–"}</span>,
        },
        {
          id: "parent",
          header: t.parent,
          minWidth: 140,
          cell: ({ process }) => (
            <span className="technical">{process.parent === undefined ? "–" : named(process.parent)}</span>
          ),
        },
        {
          id: "firstSeenAt",
          header: t.firstSeenAt,
          minWidth: 200,
          cell: ({ firstSeenAt }) => <Time at={firstSeenAt} />,
        },
      ]}
    />
  );
}
