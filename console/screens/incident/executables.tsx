import { useText } from "../../language.tsx";
import { PagedTable } from "../../parts/paged-table.tsx";
import { Time } from "../../parts/time.tsx";
import { usePages } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";

export default function Executables({ incident: { customerId, incidentId } }: TabProps) {
  const { text } = useText();
  const { executables: t } = text;
  const list = usePages(
    "listIncidentExecutables",
    { params: { customerId, incidentId } },
    ({ executables }) => executables,
    (answer) => answer,
  );
  return (
    <PagedTable
      label={text.incident.tabs.executables}
      list={list}
      idOf={({ executable: { name, sha256, sha1, path }, computerId }) =>
        `${computerId} ${sha256 ?? sha1} ${path} ${name}`
      }
      empty={t.empty}
      columns={[
        {
          id: "name",
          header: t.name,
          isRowHeader: true,
          minWidth: 140,
          cell: ({ executable }) => <span className="technical">{executable.name}</span>,
        },
        {
          id: "signature",
          header: t.signature,
          minWidth: 120,
          cell: ({ executable }) => t.signatures[executable.signature],
        },
        { id: "computer", header: t.computer, minWidth: 120, cell: ({ computerName }) => computerName },
        {
          id: "path",
          header: t.path,
          minWidth: 200,
          cell: ({ executable }) => <span className="technical">{executable.path ?? "–"}</span>,
        },
        {
          id: "hash",
          header: t.hash,
          minWidth: 200,
          cell: ({ executable }) => <span className="technical">{executable.sha256 ?? executable.sha1 ?? "–"}</span>,
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
