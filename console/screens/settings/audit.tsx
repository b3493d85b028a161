// 操作履歴: who changed what, newest first, about a customer or (for admins) about the house. The filter stands in the address.
import type { TableProps } from "@cloudscape-design/components/table";
import { AUDIT_KINDS } from "../../../core/audit.ts";
import type { Answer } from "../../api.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { Choice, FilterBar, type UrlFilter, useUrlFilter, Words } from "../../parts/filter-bar.tsx";
import { ListHeader } from "../../parts/list-header.tsx";
import { type PagedList, PagedTable } from "../../parts/paged-table.tsx";
import { ZoneTime } from "../../parts/time.tsx";
import { usePages } from "../../queries.ts";
import { AuditDetails, useKindWord } from "./audit-details.tsx";

export type AuditRecord = Answer<"listAudit">["audit"][number];

const FILTERS = ["what", "by"] as const;
type Filter = UrlFilter<(typeof FILTERS)[number]>;

function queryOf(filter: Filter) {
  const [what, by] = [AUDIT_KINDS.find((kind) => kind === filter.of("what")), filter.of("by")];
  return { ...(what === undefined ? {} : { what }), ...(by === "" ? {} : { by }) };
}

/** Of the customer that is open, in its time zone. */
export function CustomerAudit() {
  const { text } = useText();
  const { customerId, timeZone } = useCustomer();
  const filter = useUrlFilter(FILTERS);
  const list = usePages(
    "listAudit",
    { params: { customerId }, query: queryOf(filter) },
    ({ audit }) => audit,
    (answer) => answer,
  );
  return <AuditList list={list} filter={filter} zone={timeZone} description={text.settings.audit.description} />;
}

/** The house has no time zone of its own: the reader's. */
export function HouseAudit() {
  const { text } = useText();
  const filter = useUrlFilter(FILTERS);
  const list = usePages(
    "listHouseAudit",
    { params: {}, query: queryOf(filter) },
    ({ audit }) => audit,
    (answer) => answer,
  );
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return <AuditList list={list} filter={filter} zone={timeZone} description={text.settings.audit.houseDescription} />;
}

interface AuditListProps {
  list: PagedList<AuditRecord>;
  filter: Filter;
  zone: string;
  description: string;
}

function AuditList({ list, filter, zone, description }: AuditListProps) {
  const { text } = useText();
  const { audit: t } = text.settings;
  return (
    <PagedTable
      label={t.title}
      list={list}
      columns={useColumns(zone)}
      idOf={({ at, auditId }) => `${at} ${auditId}`}
      empty={t.empty}
      header={<ListHeader title={t.title} description={description} onRefresh={list.again} />}
      filter={<Filters filter={filter} />}
      {...(filter.isFiltered ? { onClear: filter.clear } : {})}
    />
  );
}

function Filters({ filter }: { filter: Filter }) {
  const { text } = useText();
  const { audit: t } = text.settings;
  return (
    <FilterBar isFiltered={filter.isFiltered}>
      <Choice
        label={t.what}
        any={t.anyKind}
        options={AUDIT_KINDS.map((value) => ({ value, label: t.kinds[value] }))}
        value={filter.of("what")}
        onChange={(what) => filter.change({ what })}
      />
      <Words
        label={t.by}
        placeholder={t.byPlaceholder}
        value={filter.of("by")}
        onChange={(by) => filter.change({ by })}
      />
    </FilterBar>
  );
}

function useColumns(zone: string): TableProps.ColumnDefinition<AuditRecord>[] {
  const { text } = useText();
  const { audit: t } = text.settings;
  const wordOf = useKindWord();
  return [
    { id: "what", header: t.what, isRowHeader: true, minWidth: 150, cell: ({ what }) => wordOf(what) },
    { id: "details", header: t.details, minWidth: 260, cell: (record) => <AuditDetails record={record} zone={zone} /> },
    { id: "by", header: t.by, minWidth: 130, cell: ({ by, byName }) => byName ?? by },
    { id: "at", header: t.at, minWidth: 180, cell: ({ at }) => <ZoneTime at={at} zone={zone} /> },
  ];
}
