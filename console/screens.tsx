// Every screen of a customer: its address, who may see it, and its place in the navigation. A new screen is a new row.
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Role } from "./customer.tsx";
import type { Messages } from "./messages/en.ts";

export interface Screen {
  /** Under `/customers/{customerId}/`; `*` at the end: the screen has pages of its own below. */
  path: string;
  roles: readonly Role[];
  component: LazyExoticComponent<ComponentType>;
  /** Its name in the navigation; absent: it is reached from another screen. */
  navigation?: (text: Messages) => string;
}

const READERS = ["analyst", "support", "customer"] as const;
const EVERYBODY = [...READERS, "admin"] as const;

export const SCREENS: readonly Screen[] = [
  {
    path: "incidents",
    roles: READERS,
    component: lazy(() => import("./screens/incidents.tsx")),
    navigation: (text) => text.incidents.title,
  },
  { path: "incidents/:incidentId/recovery", roles: READERS, component: lazy(() => import("./screens/recovery.tsx")) },
  { path: "incidents/:incidentId/*", roles: READERS, component: lazy(() => import("./screens/incident.tsx")) },
  {
    path: "computers",
    roles: READERS,
    component: lazy(() => import("./screens/computers.tsx")),
    navigation: (text) => text.inventory.title,
  },
  { path: "computers/:computerId", roles: READERS, component: lazy(() => import("./screens/computer.tsx")) },
  {
    path: "inquiries",
    roles: READERS,
    component: lazy(() => import("./screens/inquiries.tsx")),
    navigation: (text) => text.inquiries.title,
  },
  { path: "inquiries/new", roles: READERS, component: lazy(() => import("./screens/new-inquiry.tsx")) },
  { path: "inquiries/:inquiryId", roles: READERS, component: lazy(() => import("./screens/inquiry.tsx")) },
  {
    path: "quarantine",
    roles: ["analyst", "admin"],
    component: lazy(() => import("./screens/quarantine.tsx")),
    navigation: (text) => text.quarantine.title,
  },
  {
    path: "settings",
    roles: EVERYBODY,
    component: lazy(() => import("./screens/settings.tsx")),
    navigation: (text) => text.settings.title,
  },
  { path: "settings/:tab", roles: EVERYBODY, component: lazy(() => import("./screens/settings.tsx")) },
];

/** Of no customer: all customers, and the house's people; for admins. */
export const HouseScreen = lazy(() => import("./screens/house.tsx"));
