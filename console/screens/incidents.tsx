// Incidents, newest first; filter, search and page stand in the address.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import type { Answer } from "../api.ts";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { AdaptiveTable } from "../parts/adaptive-table.tsx";
import { SeverityBadge, StatusWord, WaitingFor } from "../parts/badges.tsx";
import { IsolateFromIncident } from "../parts/incident-isolation.tsx";
import { useMayAct } from "../parts/isolate.tsx";
import { InsideLink } from "../parts/links.tsx";
import { ListHeader, ListScreen } from "../parts/list-header.tsx";
import { Empty, Failed } from "../parts/states.tsx";
import { Ago } from "../parts/time.tsx";
import { useRead } from "../queries.ts";
import { filterOf, queryOf } from "./incidents/filter.ts";
import { IncidentFilter } from "./incidents/filter-bar.tsx";

type Incident = Answer<"listIncidents">["incidents"][number];
const REFRESH_MILLISECONDS = 15_000;

export default function Incidents() {
  const { text } = useText();
  const { customerId } = useCustomer();
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const cursor = search.get("cursor");
  const wanted = queryOf(filter);
  const query = { ...wanted, limit: 25, ...(cursor === null ? {} : { cursor }) };
  const list = useRead(
    "listIncidents",
    { params: { customerId }, query },
    { everyMilliseconds: REFRESH_MILLISECONDS, keepsPrevious: true },
  );
  const isFiltered = Object.keys(wanted).length > 0;
  const columns = useColumns();
  const { title, description } = text.incidents;
  const refresh = () => void list.refetch();
  if (list.error !== null && list.data === undefined)
    return (
      <ListScreen title={title} description={description} onRefresh={refresh}>
        <Failed error={list.error} onRetry={refresh} />
      </ListScreen>
    );
  const incidents = list.data?.incidents ?? [];
  const next = list.data?.cursor;
  return (
    <AdaptiveTable
      variant="full-page"
      label={title}
      header={<ListHeader variant="h1" title={title} description={description} onRefresh={refresh} />}
      columns={columns}
      items={incidents}
      idOf={({ incidentId }) => incidentId}
      isLoading={list.isPending}
      filter={<IncidentFilter filter={filter} onChange={(changed) => setSearch(queryOf(changed))} />}
      pagination={<Paging next={next} />}
      empty={<NothingHere isFiltered={isFiltered} hasMore={next !== undefined} onClear={() => setSearch({})} />}
    />
  );
}

function NothingHere({ isFiltered, hasMore, onClear }: { isFiltered: boolean; hasMore: boolean; onClear(): void }) {
  const { text } = useText();
  if (!isFiltered) return <Empty title={text.incidents.empty}>{text.incidents.emptyText}</Empty>;
  return (
    <Empty title={hasMore ? text.incidents.noneOnPage : text.states.noMatch}>
      <Button onClick={onClear}>{text.states.clearFilter}</Button>
    </Empty>
  );
}

function useColumns(): TableProps.ColumnDefinition<Incident>[] {
  const { text, language } = useText();
  const { incidents: t } = text;
  const mayAct = useMayAct();
  const columns: TableProps.ColumnDefinition<Incident>[] = [
    {
      id: "title",
      header: t.name,
      isRowHeader: true,
      minWidth: 180,
      cell: ({ incidentId, title }) => <InsideLink to={incidentId}>{title[language]}</InsideLink>,
    },
    { id: "status", header: t.status, minWidth: 130, cell: ({ status }) => <StatusWord status={status} /> },
    {
      id: "severity",
      header: t.severity,
      minWidth: 100,
      cell: ({ severity }) => <SeverityBadge severity={severity} />,
    },
    { id: "computers", header: t.computers, minWidth: 145, cell: (incident) => <Computers {...incident} /> },
    { id: "age", header: t.age, minWidth: 100, cell: ({ createdAt }) => <Ago at={createdAt} /> },
    { id: "waiting", header: t.waitingFor, minWidth: 105, cell: (incident) => <WaitingFor {...incident} /> },
  ];
  if (!mayAct) return columns;
  return [
    ...columns,
    {
      id: "actions",
      header: t.actions,
      minWidth: 170,
      cell: ({ incidentId, title }) => <IsolateFromIncident incidentId={incidentId} title={title[language]} />,
    },
  ];
}

const SHOWN = 3;

function Computers({ computers }: Pick<Incident, "computers">) {
  const { text } = useText();
  const others = computers.length - SHOWN;
  return (
    <Box display="inline">
      {computers
        .slice(0, SHOWN)
        .map(({ name }) => name)
        .join(", ")}
      {others > 0 ? ` ${text.incidents.others(others)}` : ""}
    </Box>
  );
}

/** Cursors lead forward only: back is the browser's own way back. */
function Paging({ next }: { next: string | undefined }) {
  const { text } = useText();
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const { state } = useLocation();
  const page = typeof state === "number" ? state : search.has("cursor") ? 2 : 1;
  if (next === undefined && page === 1) return null;
  const turn = (cursor: string | undefined) => {
    const { cursor: _old, ...rest } = Object.fromEntries(search);
    setSearch(cursor === undefined ? rest : { ...rest, cursor }, { state: cursor === undefined ? 1 : page + 1 });
  };
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Button
        variant="icon"
        iconName="angle-left-double"
        ariaLabel={text.common.firstPage}
        disabled={page === 1}
        onClick={() => turn(undefined)}
      />
      <Button
        variant="icon"
        iconName="angle-left"
        ariaLabel={text.common.previousPage}
        disabled={page === 1}
        onClick={() => void (typeof state === "number" ? navigate(-1) : turn(undefined))}
      />
      <span>{text.incidents.page(page)}</span>
      <Button
        variant="icon"
        iconName="angle-right"
        ariaLabel={text.common.nextPage}
        disabled={next === undefined}
        onClick={() => turn(next)}
      />
    </SpaceBetween>
  );
}
