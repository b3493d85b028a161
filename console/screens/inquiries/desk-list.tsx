// The desk's list: what waits, of all customers.
import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import type { Answer } from "../../api.ts";
import { useText } from "../../language.tsx";
import { AdaptiveTable } from "../../parts/adaptive-table.tsx";
import { NothingFits } from "../../parts/paged-table.tsx";
import { Empty, Failed } from "../../parts/states.tsx";
import { useRead } from "../../queries.ts";
import { statusOf } from "./filter.ts";
import { type InquiryListProps, REFRESH_MILLISECONDS, useInquiryColumns } from "./list.tsx";

type DeskInquiry = Answer<"listDeskInquiries">["inquiries"][number];

export function DeskList({ filter, bar }: InquiryListProps) {
  const { text } = useText();
  const { inquiries: t } = text;
  const wanted = statusOf(filter) === "waiting-for-customer" ? "waiting-for-customer" : "waiting-for-us";
  const list = useRead(
    "listDeskInquiries",
    { params: {}, query: { status: wanted } },
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  const [title, ...others] = useInquiryColumns<DeskInquiry>();
  const customer: TableProps.ColumnDefinition<DeskInquiry> = {
    id: "customer",
    header: t.customer,
    minWidth: 140,
    cell: ({ customerName }) => customerName,
  };
  if (list.error !== null && list.data === undefined)
    return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  const words = filter.of("subject").toLowerCase();
  const inquiries = (list.data?.inquiries ?? []).filter(({ subject, customerName }) =>
    `${customerName}\n${subject}`.toLowerCase().includes(words),
  );
  const nothing = words === "" ? <Empty title={t.emptyDesk} /> : <NothingFits hasMore={false} onClear={filter.clear} />;
  return (
    <SpaceBetween size="m">
      {list.data?.more === true ? <Alert type="info">{t.moreThanShown}</Alert> : null}
      <AdaptiveTable
        label={t.title}
        columns={title === undefined ? others : [title, customer, ...others]}
        items={inquiries}
        idOf={({ customerId, inquiryId }) => `${customerId} ${inquiryId}`}
        isLoading={list.isPending}
        filter={bar}
        empty={nothing}
      />
    </SpaceBetween>
  );
}
