// One customer's inquiries: the unfinished ones first.
import type { TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { Answer } from "../../api.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { InsideLink } from "../../parts/links.tsx";
import { PagedTable } from "../../parts/paged-table.tsx";
import { Ago } from "../../parts/time.tsx";
import { usePages } from "../../queries.ts";
import { type InquiryFilter, queryOf } from "./filter.ts";
import { InquiryStatusWord, useActorName } from "./words.tsx";

export type Inquiry = Answer<"listInquiries">["inquiries"][number];

export const REFRESH_MILLISECONDS = 5000;

export interface InquiryListProps {
  filter: InquiryFilter;
  /** Where the person changes it. */
  bar: ReactNode;
}

export function InquiryList({ filter, bar }: InquiryListProps) {
  const { text } = useText();
  const { inquiries: t } = text;
  const { customerId } = useCustomer();
  const list = usePages(
    "listInquiries",
    { params: { customerId }, query: queryOf(filter) },
    ({ inquiries }) => inquiries,
    (answer) => answer,
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  const columns = useInquiryColumns<Inquiry>();
  return (
    <PagedTable
      label={t.title}
      columns={columns}
      idOf={({ inquiryId }) => inquiryId}
      empty={t.emptyText}
      list={list}
      filter={bar}
      {...(filter.isFiltered ? { onClear: filter.clear } : {})}
    />
  );
}

export function useInquiryColumns<I extends Inquiry>(): TableProps.ColumnDefinition<I>[] {
  const { text } = useText();
  const { inquiries: t } = text;
  const nameOf = useActorName();
  return [
    {
      id: "subject",
      header: t.subject,
      isRowHeader: true,
      minWidth: 220,
      cell: ({ customerId, inquiryId, subject }) => (
        <InsideLink to={`/customers/${customerId}/inquiries/${inquiryId}`}>{subject}</InsideLink>
      ),
    },
    { id: "status", header: t.status, minWidth: 190, cell: ({ status }) => <InquiryStatusWord status={status} /> },
    { id: "by", header: t.openedBy, minWidth: 110, cell: ({ openedBy }) => nameOf(openedBy) },
    { id: "lastAt", header: t.lastAt, minWidth: 110, cell: ({ lastAt }) => <Ago at={lastAt} /> },
    {
      id: "incident",
      header: t.incident,
      minWidth: 160,
      cell: ({ customerId, incidentId }) =>
        incidentId === undefined ? (
          t.withoutIncident
        ) : (
          <InsideLink to={`/customers/${customerId}/incidents/${incidentId}`} ariaLabel={t.incidentOf(incidentId)}>
            {incidentId}
          </InsideLink>
        ),
    },
  ];
}
