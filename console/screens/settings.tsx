// Settings of a customer, one tab each: whom mails go to, what is done by itself, names and languages, sources, people.
import Alert from "@cloudscape-design/components/alert";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import type { ComponentType } from "react";
import { useNavigate, useParams } from "react-router";
import { type Role, useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import type { Messages } from "../messages/en.ts";
import { NoPermission } from "../parts/states.tsx";
import { Allowed, useMayAllow } from "./settings/allowed.tsx";
import { CustomerAudit } from "./settings/audit.tsx";
import { General } from "./settings/general.tsx";
import { CustomerPeople } from "./settings/people.tsx";
import { Policy } from "./settings/policy.tsx";
import { Recipients } from "./settings/recipients.tsx";
import { Sources } from "./settings/sources.tsx";
import { useMayChange } from "./settings/use-settings.ts";

interface Tab {
  /** The end of its address; the first tab has the screen's own. */
  id: keyof Messages["settings"]["tabs"];
  component: ComponentType;
  /** Who may open it, where not everybody. */
  roles?: readonly Role[];
}

const TABS: readonly Tab[] = [
  { id: "recipients", component: Recipients },
  { id: "policy", component: Policy },
  { id: "general", component: General },
  { id: "sources", component: Sources },
  { id: "people", component: CustomerPeople },
  { id: "allowed", component: Allowed },
  { id: "audit", component: CustomerAudit, roles: ["admin", "customer"] },
];

export default function SettingsScreen() {
  const { text } = useText();
  const { settings: t } = text;
  const { customerId, name, person } = useCustomer();
  const { tab = "" } = useParams();
  const [mayChange, mayAllow] = [useMayChange(), useMayAllow()];
  const navigate = useNavigate();
  const base = `/customers/${customerId}/settings`;
  const addressOf = (id: string) => (id === TABS[0]?.id ? base : `${base}/${id}`);
  const tabs = TABS.filter(({ roles }) => roles?.includes(person.role) ?? true);
  const active = TABS.find(({ id }) => id === tab) ?? TABS[0];
  const isReadOnly = active?.id === "allowed" ? !mayAllow : !mayChange;
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={name}>
          {t.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {isReadOnly ? <Alert type="info">{t.readOnly}</Alert> : null}
        {active === undefined || tabs.includes(active) ? null : <NoPermission />}
        <Tabs
          activeTabId={active?.id ?? ""}
          onChange={({ detail }) => void navigate(addressOf(detail.activeTabId))}
          tabs={tabs.map(({ id, component: Component }) => ({
            id,
            label: t.tabs[id],
            href: addressOf(id),
            content: id === active?.id ? <Component /> : null,
          }))}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}
