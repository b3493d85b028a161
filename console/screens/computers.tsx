// All computers of a customer: 動的グループ「NW隔離中」 and 静的グループ「exempt」 and more as filters, isolation from the row.
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import type { Answer } from "../api.ts";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import type { Messages } from "../messages/en.ts";
import { IsolationWord } from "../parts/badges.tsx";
import { Choice, FilterBar, type UrlFilter, useUrlFilter, Words } from "../parts/filter-bar.tsx";
import { IsolateButton } from "../parts/isolate.tsx";
import { InsideLink } from "../parts/links.tsx";
import { ListScreen } from "../parts/list-header.tsx";
import { PagedTable } from "../parts/paged-table.tsx";
import { usePages } from "../queries.ts";
import { ExemptionWord } from "./computers/exemption.tsx";
import { useSourceNames } from "./settings/use-sources.ts";

type Computer = Answer<"listComputers">["computers"][number];
type Group = keyof Messages["inventory"]["groups"];
const GROUPS = {
  all: {},
  isolated: { isolated: "true" },
  exempt: { exempt: "true" },
} as const satisfies Record<Group, object>;
const isGroup = (text: string): text is Group => Object.hasOwn(GROUPS, text);
const OWNERS = ["us", "product"] as const;

const FILTERS = ["group", "name", "exemptBy", "source"] as const;
type Filter = UrlFilter<(typeof FILTERS)[number]>;

const REFRESH_MILLISECONDS = 5000;

const groupOf = (filter: Filter): Group => {
  const asked = filter.of("group");
  return isGroup(asked) ? asked : "all";
};

/** By more than the group. */
const isNarrowed = (filter: Filter): boolean => FILTERS.some((name) => name !== "group" && filter.of(name) !== "");

function queryOf(filter: Filter) {
  const exemptBy = OWNERS.find((one) => one === filter.of("exemptBy"));
  const [name, source] = [filter.of("name"), filter.of("source")];
  return {
    ...GROUPS[groupOf(filter)],
    ...(name === "" ? {} : { name }),
    ...(source === "" ? {} : { source }),
    ...(exemptBy === undefined ? {} : { exemptBy }),
    limit: 50,
  };
}

export default function Computers() {
  const { text } = useText();
  const { inventory: t } = text;
  const { customerId } = useCustomer();
  const filter = useUrlFilter(FILTERS);
  const list = usePages(
    "listComputers",
    { params: { customerId }, query: queryOf(filter) },
    ({ computers }) => computers,
    (answer) => answer,
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  const nothing = { all: t.empty, isolated: t.emptyIsolated, exempt: t.emptyExempt };
  return (
    <ListScreen title={t.title} description={t.description} onRefresh={list.again}>
      <PagedTable
        label={t.title}
        list={list}
        idOf={({ computerId }) => computerId}
        columns={useColumns()}
        empty={nothing[groupOf(filter)]}
        {...(isNarrowed(filter) ? { onClear: filter.clear } : {})}
        filter={<ComputerFilter filter={filter} />}
      />
    </ListScreen>
  );
}

function ComputerFilter({ filter }: { filter: Filter }) {
  const { text } = useText();
  const { inventory: t } = text;
  const group = groupOf(filter);
  const sources = useSourceNames(filter.of("source"));
  return (
    <SpaceBetween size="xs">
      <SegmentedControl
        label={t.show}
        selectedId={group}
        options={Object.entries(t.groups).map(([id, label]) => ({ id, text: label }))}
        onChange={({ detail }) => filter.change({ group: detail.selectedId === "all" ? "" : detail.selectedId })}
      />
      {group === "all" ? null : <div>{t.groupTexts[group]}</div>}
      <FilterBar isFiltered={isNarrowed(filter)}>
        <Words
          label={t.find}
          placeholder={t.findPlaceholder}
          value={filter.of("name")}
          onChange={(name) => filter.change({ name })}
        />
        <Choice
          label={t.exemptedBy}
          any={t.anyExemption}
          options={OWNERS.map((value) => ({ value, label: t.exemptOwners[value] }))}
          value={filter.of("exemptBy")}
          onChange={(exemptBy) => filter.change({ exemptBy })}
        />
        <Choice
          label={t.source}
          any={t.anySource}
          options={sources}
          value={filter.of("source")}
          onChange={(source) => filter.change({ source })}
        />
      </FilterBar>
    </SpaceBetween>
  );
}

function useColumns(): TableProps.ColumnDefinition<Computer>[] {
  const { text } = useText();
  const { customerId } = useCustomer();
  const { inventory: t, computers } = text;
  return [
    {
      id: "name",
      header: computers.name,
      isRowHeader: true,
      minWidth: 150,
      cell: ({ computerId, name }) => <InsideLink to={encodeURIComponent(computerId)}>{name}</InsideLink>,
    },
    {
      id: "state",
      header: computers.isolation,
      minWidth: 140,
      cell: ({ isolation }) => <IsolationWord isolation={isolation} />,
    },
    { id: "exempt", header: computers.exempt, minWidth: 160, cell: (computer) => <ExemptionWord {...computer} /> },
    {
      id: "os",
      header: computers.operatingSystem,
      minWidth: 140,
      cell: ({ operatingSystem = "–" }) => operatingSystem,
    },
    { id: "group", header: computers.group, minWidth: 140, cell: ({ group = "–" }) => group },
    {
      id: "actions",
      header: t.actions,
      minWidth: 170,
      cell: (computer) => (
        <SpaceBetween size="xs">
          <IsolateButton computer={computer} />
          {computer.heldBy.slice(0, 1).map((incidentId) => (
            <InsideLink
              key={incidentId}
              ariaLabel={`${t.recover}: ${computer.name}`}
              to={`/customers/${customerId}/incidents/${incidentId}/recovery`}
            >
              {t.recover}
            </InsideLink>
          ))}
        </SpaceBetween>
      ),
    },
  ];
}
