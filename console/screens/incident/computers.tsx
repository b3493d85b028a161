import { useText } from "../../language.tsx";
import { IsolationWord } from "../../parts/badges.tsx";
import { IsolateButton } from "../../parts/isolate.tsx";
import { PagedTable } from "../../parts/paged-table.tsx";
import { usePages } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";

export default function Computers({ incident: { customerId, incidentId } }: TabProps) {
  const { text } = useText();
  const { computers: t } = text;
  const list = usePages(
    "listIncidentComputers",
    { params: { customerId, incidentId } },
    ({ computers }) => computers,
    (answer) => answer,
  );
  return (
    <PagedTable
      label={text.incident.tabs.computers}
      list={list}
      idOf={({ computerId }) => computerId}
      empty={t.empty}
      columns={[
        { id: "name", header: t.name, isRowHeader: true, minWidth: 140, cell: ({ name }) => name },
        {
          id: "isolation",
          header: t.isolation,
          minWidth: 150,
          cell: ({ isolation }) => <IsolationWord isolation={isolation} />,
        },
        {
          id: "exempt",
          header: t.exempt,
          minWidth: 140,
          cell: ({ exempt }) => (exempt ? text.common.yes : text.common.no),
        },
        { id: "os", header: t.operatingSystem, minWidth: 160, cell: ({ operatingSystem }) => operatingSystem ?? "–" },
        { id: "group", header: t.group, minWidth: 160, cell: ({ group }) => group ?? "–" },
        {
          id: "actions",
          header: text.incidents.actions,
          minWidth: 150,
          cell: (computer) => <IsolateButton computer={computer} />,
        },
      ]}
    />
  );
}
