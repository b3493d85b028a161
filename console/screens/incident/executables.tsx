import type { Answer } from "../../api.ts";
import { useText } from "../../language.tsx";
import { useMayAct } from "../../parts/isolate.tsx";
import { InsideLink } from "../../parts/links.tsx";
import { PagedTable } from "../../parts/paged-table.tsx";
import { Time } from "../../parts/time.tsx";
import { usePages } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";

type Seen = Answer<"listIncidentExecutables">["executables"][number];

export default function Executables({ incident: { customerId, incidentId } }: TabProps) {
  const { text } = useText();
  const { executables: t } = text;
  const mayAllow = useMayAct();
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
          minWidth: 130,
          cell: ({ executable }) => <span className="technical">{executable.name}</span>,
        },
        {
          id: "signature",
          header: t.signature,
          minWidth: 100,
          cell: ({ executable }) => t.signatures[executable.signature],
        },
        { id: "computer", header: t.computer, minWidth: 100, cell: ({ computerName }) => computerName },
        {
          id: "path",
          header: t.path,
          minWidth: 170,
          cell: ({ executable }) => <span className="technical">{executable.path ?? "–"}</span>,
        },
        {
          id: "hash",
          header: t.hash,
          minWidth: 170,
          cell: ({ executable }) => (
            <>
              <span className="technical">{executable.sha256 ?? executable.sha1 ?? "–"}</span>
              {mayAllow ? <Allow executable={executable} customerId={customerId} incidentId={incidentId} /> : null}
            </>
          ),
        },
        {
          id: "firstSeenAt",
          header: t.firstSeenAt,
          minWidth: 160,
          cell: ({ firstSeenAt }) => <Time at={firstSeenAt} />,
        },
      ]}
    />
  );
}

type AllowProps = Pick<Seen, "executable"> & Pick<TabProps["incident"], "customerId" | "incidentId">;

/** One of the operating system's is never vouched for: whatever misuses it would go unseen. */
function Allow({ executable: { name, signature, sha256, sha1 }, customerId, incidentId }: AllowProps) {
  const { text } = useText();
  const { executables: t } = text;
  const file = sha256 ?? sha1;
  if (file === undefined || signature === "os-vendor") return null;
  const search = new URLSearchParams({ file, name, incident: incidentId });
  return (
    <div>
      <InsideLink to={`/customers/${customerId}/settings/allowed?${search}`} ariaLabel={t.allowOf(name)}>
        {t.allow}
      </InsideLink>
    </div>
  );
}
