// The top navigation: customer switch (for the house's people), language switch, account.
import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { useNavigate } from "react-router";
import type { Language } from "../core/ports.ts";
import type { Person } from "./customer.tsx";
import { useText } from "./language.tsx";
import { useRead } from "./queries.ts";

/** Each in its own language, so that it can be found in any. */
const LANGUAGES: Record<Language, string> = { ja: "日本語", en: "English" };

interface TopBarProps {
  customerId: string | undefined;
  /** Who the reader is; unknown until a customer is open. */
  person: Person | undefined;
  onSignOut(): void;
}

export function TopBar({ customerId, person, onSignOut }: TopBarProps) {
  const { text, language, setLanguage } = useText();
  const navigate = useNavigate();
  const { shell } = text;
  const customer = useCustomerSwitch(customerId, person);
  const utilities: TopNavigationProps.Utility[] = [
    ...customer,
    {
      type: "menu-dropdown",
      text: LANGUAGES[language],
      // What is seen is part of the name (WCAG 2.5.3).
      ariaLabel: `${shell.language}: ${LANGUAGES[language]}`,
      items: Object.entries(LANGUAGES).map(([id, name]) => ({ id, text: name, lang: id })),
      onItemClick: ({ detail }) => setLanguage(detail.id === "ja" ? "ja" : "en"),
    },
    {
      type: "menu-dropdown",
      iconName: "user-profile",
      text: person?.name ?? shell.account,
      ...(person === undefined ? {} : { description: shell.roles[person.role] }),
      items: [{ id: "sign-out", text: shell.signOut }],
      onItemClick: onSignOut,
    },
  ];
  return (
    <TopNavigation
      identity={{
        href: "/",
        title: text.common.service,
        onFollow: (event) => {
          event.preventDefault();
          void navigate("/");
        },
      }}
      utilities={utilities}
      i18nStrings={{ overflowMenuTriggerText: shell.menu, overflowMenuTitleText: shell.menu }}
    />
  );
}

/** A customer's people see one customer and need no switch. */
function useCustomerSwitch(customerId: string | undefined, person: Person | undefined): TopNavigationProps.Utility[] {
  const { text } = useText();
  const navigate = useNavigate();
  const isOfHouse = person !== undefined && person.role !== "customer";
  const { data } = useRead("listCustomers", { params: {} }, { enabled: isOfHouse });
  if (!isOfHouse || data === undefined) return [];
  const name = data.customers.find((one) => one.customerId === customerId)?.name ?? "";
  return [
    {
      type: "menu-dropdown",
      text: name === "" ? text.shell.customer : name,
      ariaLabel: `${text.shell.customer} ${name}`,
      items: data.customers.map((one) => ({ id: one.customerId, text: one.name, description: one.customerId })),
      onItemClick: ({ detail }) => void navigate(`/customers/${encodeURIComponent(detail.id)}`),
    },
  ];
}
