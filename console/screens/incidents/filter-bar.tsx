// The filter above the list of incidents.
import { severityWords } from "../../../core/severity.ts";
import { statusWords } from "../../../core/status.ts";
import { useText } from "../../language.tsx";
import { Choices, FilterBar, Words } from "../../parts/filter-bar.tsx";
import { type Filter, isSeverity, isStatus, isWaiter, queryOf } from "./filter.ts";

interface FilterProps {
  filter: Filter;
  onChange(filter: Filter): void;
}

const WAITERS = ["customer", "analyst"] as const;

export function IncidentFilter({ filter, onChange }: FilterProps) {
  const { text, language } = useText();
  const { incidents: t } = text;
  const statuses = Object.entries(statusWords).map(([value, words]) => ({
    value,
    label: words[language],
    description: words.meaning[language],
  }));
  const severities = Object.entries(severityWords).map(([value, words]) => ({ value, label: words[language] }));
  const waiters = WAITERS.map((value) => ({ value, label: text.waiting[value] }));
  const change = (changed: Partial<Filter>) => onChange({ ...filter, ...changed });
  return (
    <FilterBar isFiltered={Object.keys(queryOf(filter)).length > 0} widths={[2, 2, 2, 3, 3]}>
      <Choices
        label={t.status}
        any={t.anyStatus}
        options={statuses}
        values={filter.status}
        onChange={(values) => change({ status: values.filter(isStatus) })}
      />
      <Choices
        label={t.severity}
        any={t.anySeverity}
        options={severities}
        values={filter.severity}
        onChange={(values) => change({ severity: values.filter(isSeverity) })}
      />
      <Choices
        label={t.waitingFor}
        any={t.anyWaiting}
        options={waiters}
        values={filter.waitingFor}
        onChange={(values) => change({ waitingFor: values.filter(isWaiter).slice(-1) })}
      />
      <Words
        label={t.computer}
        placeholder={t.computerPlaceholder}
        value={filter.computer}
        onChange={(computer) => change({ computer })}
      />
      <Words
        label={t.search}
        placeholder={t.searchPlaceholder}
        constraint={t.searchWindow}
        value={filter.title}
        onChange={(title) => change({ title })}
      />
    </FilterBar>
  );
}
