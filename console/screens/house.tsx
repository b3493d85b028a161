// For admins: all customers, and the people of the house. It belongs to no customer.
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import type { TableProps } from "@cloudscape-design/components/table";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useLocation, useNavigate } from "react-router";
import type { Answer } from "../api.ts";
import type { Person } from "../customer.tsx";
import { useText } from "../language.tsx";
import { AdaptiveTable } from "../parts/adaptive-table.tsx";
import { InsideLink } from "../parts/links.tsx";
import { ListHeader } from "../parts/list-header.tsx";
import { Empty, Failed, Loading, NoPermission } from "../parts/states.tsx";
import { useChange, useRead } from "../queries.ts";
import { CustomerDialog } from "./house/customer-dialog.tsx";
import { HouseAudit } from "./settings/audit.tsx";
import { People } from "./settings/people.tsx";

const TABS = ["customers", "people", "audit"] as const;

export default function House() {
  const { text } = useText();
  const { house: t } = text;
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const me = useRead("readMe", { params: {} });
  const active = TABS.find((id) => pathname === `/house/${id}`) ?? "customers";
  if (me.data === undefined)
    return me.error === null ? <Loading /> : <Failed error={me.error} onRetry={() => void me.refetch()} />;
  const { person } = me.data;
  if (person.role !== "admin") return <NoPermission />;
  const contents = { customers: <Customers />, people: <HousePeople me={person} />, audit: <HouseAudit /> };
  return (
    <ContentLayout header={<Header variant="h1">{t.title}</Header>}>
      <Tabs
        activeTabId={active}
        onChange={({ detail }) => void navigate(`/house/${detail.activeTabId}`)}
        tabs={TABS.map((id) => ({
          id,
          label: t[id],
          href: `/house/${id}`,
          content: id === active ? contents[id] : null,
        }))}
      />
    </ContentLayout>
  );
}

type Customer = Answer<"listCustomers">["customers"][number];

function Customers() {
  const { text, language } = useText();
  const { house: t } = text;
  const read = useRead("listCustomers", { params: {} });
  const [isAdding, setIsAdding] = useState(false);
  if (read.error !== null && read.data === undefined)
    return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  const customers = read.data?.customers ?? [];
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const columns: TableProps.ColumnDefinition<Customer>[] = [
    { id: "name", header: t.name, isRowHeader: true, cell: ({ name }) => name },
    { id: "id", header: t.id, cell: ({ customerId }) => <span className="technical">{customerId}</span> },
    { id: "since", header: t.createdAt, cell: ({ createdAt }) => day.format(new Date(createdAt)) },
    {
      id: "actions",
      header: text.settings.actions,
      cell: ({ customerId, name }) => (
        <InsideLink to={`/customers/${encodeURIComponent(customerId)}/settings`} ariaLabel={t.openOf(name)}>
          {t.open}
        </InsideLink>
      ),
    },
  ];
  return (
    <>
      <AdaptiveTable
        label={t.customers}
        columns={columns}
        items={customers}
        idOf={({ customerId }) => customerId}
        isLoading={read.isPending}
        empty={<Empty title={t.empty}>{t.emptyText}</Empty>}
        header={
          <ListHeader
            title={t.customers}
            description={t.description}
            count={customers.length}
            actions={<Button onClick={() => setIsAdding(true)}>{t.add}</Button>}
          />
        }
      />
      {isAdding ? <CustomerDialog onClose={() => setIsAdding(false)} /> : null}
    </>
  );
}

function HousePeople({ me }: { me: Person }) {
  const { text } = useText();
  const { people: t } = text.settings;
  const read = useRead("listHousePeople", { params: {} });
  const put = useChange("putHousePerson");
  const remove = useChange("removeHousePerson");
  return (
    <People
      title={t.houseTitle}
      description={t.houseDescription}
      read={read}
      me={me}
      roles={["analyst", "support", "admin"]}
      put={{
        isPending: put.isPending,
        error: put.error,
        reset: put.reset,
        run: ({ role, ...draft }, onSuccess) => {
          if (role !== "customer") put.mutate({ params: {}, body: { ...draft, role } }, { onSuccess });
        },
      }}
      remove={{
        isPending: remove.isPending,
        error: remove.error,
        reset: remove.reset,
        run: (personId, onSuccess) => remove.mutate({ params: { personId } }, { onSuccess }),
      }}
    />
  );
}
