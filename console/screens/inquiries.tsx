// Inquiries of a customer; for the desk (analysts, support) also those of all customers, who has waited longest first.
import Button from "@cloudscape-design/components/button";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNavigate } from "react-router";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { Choice, FilterBar, useUrlFilter, Words } from "../parts/filter-bar.tsx";
import { ListScreen } from "../parts/list-header.tsx";
import { DeskList } from "./inquiries/desk-list.tsx";
import { INQUIRY_FILTERS, type InquiryFilter } from "./inquiries/filter.ts";
import { InquiryList } from "./inquiries/list.tsx";
import { type InquiryStatus, useStatusWords } from "./inquiries/words.tsx";

const SHOWS = ["one", "all"] as const;

export default function Inquiries() {
  const { text } = useText();
  const { inquiries: t } = text;
  const { customerId, person } = useCustomer();
  const navigate = useNavigate();
  const place = useUrlFilter(["show", ...INQUIRY_FILTERS]);
  const filter = useUrlFilter(INQUIRY_FILTERS);
  const isDesk = person.role !== "customer";
  const show = isDesk && place.of("show") === "all" ? "all" : "one";
  const open = (
    <Button variant="primary" onClick={() => void navigate(`/customers/${customerId}/inquiries/new`)}>
      {t.open}
    </Button>
  );
  const description = show === "all" ? t.deskDescription : isDesk ? undefined : t.description;
  return (
    <ListScreen title={t.title} description={description} {...(isDesk ? {} : { actions: open })}>
      <SpaceBetween size="m">
        {isDesk ? (
          <SegmentedControl
            label={t.show}
            selectedId={show}
            options={SHOWS.map((id) => ({ id, text: t.shows[id] }))}
            onChange={({ detail }) =>
              place.change({ show: detail.selectedId === "all" ? "all" : "", status: "", incident: "", subject: "" })
            }
          />
        ) : null}
        {show === "all" ? (
          <DeskList filter={filter} bar={<Filters filter={filter} isAll />} />
        ) : (
          <InquiryList filter={filter} bar={<Filters filter={filter} />} />
        )}
      </SpaceBetween>
    </ListScreen>
  );
}

const STATUSES: readonly InquiryStatus[] = ["waiting-for-us", "waiting-for-customer", "done"];

interface FiltersProps {
  filter: InquiryFilter;
  /** The desk's list of all customers knows no finished ones, and begins with what waits for the desk. */
  isAll?: boolean;
}

function Filters({ filter, isAll = false }: FiltersProps) {
  const { text } = useText();
  const { inquiries: t } = text;
  const words = useStatusWords();
  const shown = STATUSES.filter((one) => !isAll || one !== "done");
  return (
    <FilterBar isFiltered={filter.isFiltered}>
      <Choice
        label={t.status}
        {...(isAll ? {} : { any: t.anyStatus })}
        options={shown.map((value) => ({ value, label: words[value] }))}
        value={filter.of("status")}
        onChange={(status) => filter.change({ status })}
      />
      <Words
        label={isAll ? t.findAll : t.find}
        placeholder={t.findPlaceholder}
        value={filter.of("subject")}
        onChange={(subject) => filter.change({ subject })}
      />
      {isAll ? null : (
        <Words
          label={t.incident}
          placeholder={t.incidentPlaceholder}
          value={filter.of("incident")}
          onChange={(incident) => filter.change({ incident })}
        />
      )}
    </FilterBar>
  );
}
