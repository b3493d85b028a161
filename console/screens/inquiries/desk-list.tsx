// The desk's list: what waits, of all customers.
import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import type { Answer } from "../../api.ts";
import { useText } from "../../language.tsx";
import { AdaptiveTable } from "../../parts/adaptive-table.tsx";
import { Empty, Failed } from "../../parts/states.tsx";
import { useRead } from "../../queries.ts";
import { REFRESH_MILLISECONDS, useInquiryColumns } from "./list.tsx";
import type { InquiryStatus } from "./words.tsx";

type DeskInquiry = Answer<"listDeskInquiries">["inquiries"][number];

export function DeskList({ status }: { status: InquiryStatus | undefined }) {
  const { text } = useText();
  const { inquiries: t } = text;
  const wanted = status === "waiting-for-customer" ? status : "waiting-for-us";
  const list = useRead(
    "listDeskInquiries",
    { params: {}, query: { status: wanted } },
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  const [subject, ...others] = useInquiryColumns<DeskInquiry>();
  const customer: TableProps.ColumnDefinition<DeskInquiry> = {
    id: "customer",
    header: t.customer,
    minWidth: 140,
    cell: ({ customerName }) => customerName,
  };
  if (list.error !== null && list.data === undefined)
    return <Failed error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <SpaceBetween size="m">
      {list.data?.more === true ? <Alert type="info">{t.moreThanShown}</Alert> : null}
      <AdaptiveTable
        label={t.title}
        columns={subject === undefined ? others : [subject, customer, ...others]}
        items={list.data?.inquiries ?? []}
        idOf={({ customerId, inquiryId }) => `${customerId} ${inquiryId}`}
        isLoading={list.isPending}
        empty={<Empty title={t.emptyDesk} />}
      />
    </SpaceBetween>
  );
}
