// Inquiries of a customer; for the desk (analysts, support) also those of all customers, who has waited longest first.
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNavigate, useSearchParams } from "react-router";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { DeskList } from "./inquiries/desk-list.tsx";
import { InquiryList } from "./inquiries/list.tsx";
import { type InquiryStatus, isInquiryStatus, useStatusWords } from "./inquiries/words.tsx";

const SHOWS = ["one", "all"] as const;

export default function Inquiries() {
  const { text } = useText();
  const { inquiries: t } = text;
  const { customerId, person } = useCustomer();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const isDesk = person.role !== "customer";
  const show = isDesk && search.get("show") === "all" ? "all" : "one";
  const asked = search.get("status") ?? "";
  const status = isInquiryStatus(asked) ? asked : undefined;
  const change = (next: { show: string; status: InquiryStatus | undefined }) =>
    setSearch(
      {
        ...(next.show === "all" ? { show: "all" } : {}),
        ...(next.status === undefined ? {} : { status: next.status }),
      },
      { replace: true },
    );
  const open = (
    <Button variant="primary" onClick={() => void navigate(`/customers/${customerId}/inquiries/new`)}>
      {t.open}
    </Button>
  );
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          {...(isDesk ? {} : { description: t.description, actions: open })}
          {...(show === "all" ? { description: t.deskDescription } : {})}
        >
          {t.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {isDesk ? (
          <SegmentedControl
            label={t.show}
            selectedId={show}
            options={SHOWS.map((id) => ({ id, text: t.shows[id] }))}
            onChange={({ detail }) => change({ show: detail.selectedId, status: undefined })}
          />
        ) : null}
        <StatusFilter status={status} isAll={show === "all"} onChange={(next) => change({ show, status: next })} />
        {show === "all" ? <DeskList status={status} /> : <InquiryList status={status} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

interface StatusFilterProps {
  status: InquiryStatus | undefined;
  /** The desk's list of all customers knows no finished ones, and begins with what waits for the desk. */
  isAll: boolean;
  onChange(status: InquiryStatus | undefined): void;
}

function StatusFilter({ status, isAll, onChange }: StatusFilterProps) {
  const { text } = useText();
  const { inquiries: t } = text;
  const words = useStatusWords();
  const shown: readonly InquiryStatus[] = ["waiting-for-us", "waiting-for-customer", "done"];
  const options = shown.filter((one) => !isAll || one !== "done").map((value) => ({ value, label: words[value] }));
  const all = isAll ? options : [{ value: "", label: t.anyStatus }, ...options];
  return (
    <FormField label={t.status}>
      <Select
        options={all}
        selectedOption={all.find(({ value }) => value === (status ?? "")) ?? all[0] ?? null}
        onChange={({ detail: { selectedOption } }) => {
          const { value = "" } = selectedOption;
          onChange(isInquiryStatus(value) ? value : undefined);
        }}
      />
    </FormField>
  );
}
