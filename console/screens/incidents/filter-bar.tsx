// The filter above the list of incidents.
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import Multiselect, { type MultiselectProps } from "@cloudscape-design/components/multiselect";
import { useEffect, useState } from "react";
import { severityWords } from "../../../core/severity.ts";
import { statusWords } from "../../../core/status.ts";
import { useText } from "../../language.tsx";
import { useIsNarrow } from "../../parts/narrow.ts";
import { type Filter, isSeverity, isStatus, isWaiter, queryOf } from "./filter.ts";

interface FilterProps {
  filter: Filter;
  onChange(filter: Filter): void;
}

const part = (wide: number) => ({ colspan: { default: 12, xs: 6, s: wide } });
const PARTS = [part(2), part(2), part(2), part(3), part(3)];
const WAITERS = ["customer", "analyst"] as const;

/** On a phone folded away, so that the incidents are seen first. */
export function IncidentFilter(props: FilterProps) {
  const { text } = useText();
  if (!useIsNarrow()) return <Fields {...props} />;
  const isFiltered = Object.keys(queryOf(props.filter)).length > 0;
  return (
    <ExpandableSection headerText={text.incidents.filters} defaultExpanded={isFiltered}>
      <Fields {...props} />
    </ExpandableSection>
  );
}

function Fields({ filter, onChange }: FilterProps) {
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
    <Grid gridDefinition={PARTS}>
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
    </Grid>
  );
}

interface ChoicesProps {
  label: string;
  any: string;
  options: readonly MultiselectProps.Option[];
  values: readonly string[];
  onChange(values: string[]): void;
}

/** Several at once; none is all. */
function Choices({ label, any, options, values, onChange }: ChoicesProps) {
  return (
    <FormField label={label}>
      <Multiselect
        placeholder={any}
        options={options}
        selectedOptions={options.filter(({ value = "" }) => values.includes(value))}
        onChange={({ detail }) => onChange(detail.selectedOptions.flatMap(({ value }) => value ?? []))}
      />
    </FormField>
  );
}

interface WordsProps {
  label: string;
  placeholder: string;
  constraint?: string;
  value: string;
  onChange(value: string): void;
}

const REST_MILLISECONDS = 400;

/** Searches once the person rests. */
function Words({ label, placeholder, constraint, value, onChange }: WordsProps) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const rest = setTimeout(() => onChange(typed.trim()), REST_MILLISECONDS);
    return () => clearTimeout(rest);
  }, [typed, value, onChange]);
  return (
    <FormField label={label} {...(constraint === undefined ? {} : { constraintText: constraint })}>
      <Input type="search" value={typed} placeholder={placeholder} onChange={({ detail }) => setTyped(detail.value)} />
    </FormField>
  );
}
