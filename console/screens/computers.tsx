// All computers of a customer: 動的グループ「NW隔離中」 and 静的グループ「exempt」 as filters, isolation from the row. The filter stands in the address.
import ContentLayout from "@cloudscape-design/components/content-layout";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { TableProps } from "@cloudscape-design/components/table";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import type { Answer } from "../api.ts";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import type { Messages } from "../messages/en.ts";
import { IsolationWord } from "../parts/badges.tsx";
import { IsolateButton } from "../parts/isolate.tsx";
import { InsideLink } from "../parts/links.tsx";
import { PagedTable } from "../parts/paged-table.tsx";
import { usePages } from "../queries.ts";
import { ExemptionWord } from "./computers/exemption.tsx";

type Computer = Answer<"listComputers">["computers"][number];
type Group = keyof Messages["inventory"]["groups"];
const GROUPS = {
  all: {},
  isolated: { isolated: "true" },
  exempt: { exempt: "true" },
} as const satisfies Record<Group, object>;
const isGroup = (text: string): text is Group => Object.hasOwn(GROUPS, text);

const REFRESH_MILLISECONDS = 5000;

export default function Computers() {
  const { text } = useText();
  const { inventory: t } = text;
  const { customerId } = useCustomer();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("group") ?? "";
  const group = isGroup(asked) ? asked : "all";
  const name = search.get("name") ?? "";
  const list = usePages(
    "listComputers",
    { params: { customerId }, query: { ...GROUPS[group], ...(name === "" ? {} : { name }), limit: 50 } },
    ({ computers }) => computers,
    (answer) => answer,
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  const show = (next: { group: Group; name: string }) =>
    setSearch(
      { ...(next.group === "all" ? {} : { group: next.group }), ...(next.name === "" ? {} : { name: next.name }) },
      { replace: true },
    );
  const nothing = { all: t.empty, isolated: t.emptyIsolated, exempt: t.emptyExempt };
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={t.description}>
          {t.title}
        </Header>
      }
    >
      <PagedTable
        label={t.title}
        list={list}
        idOf={({ computerId }) => computerId}
        columns={useColumns()}
        empty={name === "" ? nothing[group] : text.states.noMatch}
        filter={<Filter group={group} name={name} onChange={show} />}
      />
    </ContentLayout>
  );
}

interface FilterProps {
  group: Group;
  name: string;
  onChange(next: { group: Group; name: string }): void;
}

const half = { colspan: { default: 12, m: 6 } } as const;
const REST_MILLISECONDS = 400;

function Filter({ group, name, onChange }: FilterProps) {
  const { text } = useText();
  const { inventory: t } = text;
  const [typed, setTyped] = useState(name);
  useEffect(() => {
    if (typed.trim() === name) return;
    const rest = setTimeout(() => onChange({ group, name: typed.trim() }), REST_MILLISECONDS);
    return () => clearTimeout(rest);
  }, [typed, name, group, onChange]);
  return (
    <SpaceBetween size="xs">
      <Grid gridDefinition={[half, half]}>
        <SegmentedControl
          label={t.show}
          selectedId={group}
          options={Object.entries(t.groups).map(([id, label]) => ({ id, text: label }))}
          onChange={({ detail }) => {
            if (isGroup(detail.selectedId)) onChange({ group: detail.selectedId, name });
          }}
        />
        <Input
          type="search"
          ariaLabel={t.find}
          value={typed}
          placeholder={t.findPlaceholder}
          onChange={({ detail }) => setTyped(detail.value)}
        />
      </Grid>
      {group === "all" ? null : <div>{t.groupTexts[group]}</div>}
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
