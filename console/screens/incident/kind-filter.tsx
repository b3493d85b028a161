// Which kinds of entries the timeline shows; none chosen is all.
import Multiselect from "@cloudscape-design/components/multiselect";
import { useText } from "../../language.tsx";
import type { KindGroup } from "./timeline-kinds.ts";

export default function KindFilter({
  wanted,
  onChange,
}: {
  wanted: readonly KindGroup[];
  onChange(kinds: string[]): void;
}) {
  const { text } = useText();
  const { timeline: t } = text;
  const options = Object.entries(t.kinds).map(([value, label]) => ({ value, label }));
  return (
    <Multiselect
      ariaLabel={t.filter}
      placeholder={t.filterPlaceholder}
      options={options}
      selectedOptions={options.filter(({ value }) => wanted.some((kind) => kind === value))}
      onChange={({ detail }) => onChange(detail.selectedOptions.flatMap(({ value }) => value ?? []))}
      tokenLimit={3}
    />
  );
}
