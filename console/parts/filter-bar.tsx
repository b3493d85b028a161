// The filter above a list, which stands in the address: choices and words.
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import Multiselect, { type MultiselectProps } from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import { Children, type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { useSearchParams } from "react-router";
import { useText } from "../language.tsx";
import { useIsNarrow } from "./narrow.ts";

export interface UrlFilter<K extends string> {
  /** Empty: not filtered by it. */
  of(name: K): string;
  change(part: Partial<Record<K, string>>): void;
  clear(): void;
  isFiltered: boolean;
}

/** The names are the address's own. What else stands there stays, but for the page. */
export function useUrlFilter<K extends string>(names: readonly K[]): UrlFilter<K> {
  const [search, setSearch] = useSearchParams();
  const set = (pairs: readonly (readonly [string, string | undefined])[]) =>
    setSearch(
      (standing) => {
        const next = new URLSearchParams(standing);
        next.delete("cursor");
        for (const [name, value = ""] of pairs) {
          if (value === "") next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  return {
    of: (name) => search.get(name) ?? "",
    change: (part) => set(names.filter((name) => Object.hasOwn(part, name)).map((name) => [name, part[name]])),
    clear: () => set(names.map((name) => [name, ""])),
    isFiltered: names.some((name) => search.has(name)),
  };
}

interface FilterBarProps {
  isFiltered: boolean;
  /** Of twelve columns, as many as there are parts; all alike unless told. */
  widths?: readonly number[];
  children: ReactNode;
}

/** On a phone folded away, so that the list is seen first. */
export function FilterBar({ isFiltered, widths, children }: FilterBarProps) {
  const { text } = useText();
  const isNarrow = useIsNarrow();
  const parts = Children.toArray(children);
  const wide = widths ?? parts.map(() => Math.floor(12 / Math.min(parts.length, 4)));
  const grid = (
    <Grid gridDefinition={wide.map((s) => ({ colspan: { default: 12, xs: Math.max(6, s), s } }))}>{parts}</Grid>
  );
  if (!isNarrow) return grid;
  return (
    <ExpandableSection headerText={text.common.filters} defaultExpanded={isFiltered}>
      {grid}
    </ExpandableSection>
  );
}

interface ChoiceProps {
  label: string;
  /** What stands for all; absent: there is always one. */
  any?: string;
  options: readonly MultiselectProps.Option[];
  value: string;
  onChange(value: string): void;
}

/** One, or all. */
export function Choice({ label, any, options, value, onChange }: ChoiceProps) {
  const all = any === undefined ? options : [{ value: "", label: any }, ...options];
  return (
    <FormField label={label}>
      <Select
        options={all}
        selectedOption={all.find((one) => one.value === value) ?? all[0] ?? null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
      />
    </FormField>
  );
}

interface ChoicesProps extends Omit<ChoiceProps, "any" | "value" | "onChange"> {
  any: string;
  values: readonly string[];
  onChange(values: string[]): void;
}

/** Several at once; none is all. */
export function Choices({ label, any, options, values, onChange }: ChoicesProps) {
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
  placeholder?: string;
  constraint?: string;
  value: string;
  onChange(value: string): void;
}

const REST_MILLISECONDS = 400;

/** Searches once the person rests. */
export function Words({ label, placeholder, constraint, value, onChange }: WordsProps) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setTyped(value);
  }
  // Lists renew themselves meanwhile: that must not keep the search waiting.
  const search = useEffectEvent(() => onChange(typed.trim()));
  useEffect(() => {
    if (typed.trim() === value) return;
    const rest = setTimeout(search, REST_MILLISECONDS);
    return () => clearTimeout(rest);
  }, [typed, value]);
  return (
    <FormField label={label} {...(constraint === undefined ? {} : { constraintText: constraint })}>
      <Input
        type="search"
        value={typed}
        {...(placeholder === undefined ? {} : { placeholder })}
        onChange={({ detail }) => setTyped(detail.value)}
      />
    </FormField>
  );
}
