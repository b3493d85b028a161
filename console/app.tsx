// The frame around every screen: top navigation, side navigation, notices, content.
import AppLayoutToolbar from "@cloudscape-design/components/app-layout-toolbar";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import { Suspense, useState } from "react";
import { matchPath, Navigate, Route, Routes, useLocation, useNavigate } from "react-router";
import { ApiError } from "./api.ts";
import { CustomerPages, lastCustomer, useCustomer, useOpenRole } from "./customer.tsx";
import { useText } from "./language.tsx";
import { NoticeBar } from "./parts/notices.tsx";
import { Empty, Failed, Loading, NoPermission, NotFound } from "./parts/states.tsx";
import { useRead } from "./queries.ts";
import { HouseScreen, SCREENS, type Screen } from "./screens.tsx";
import { TopBar } from "./top-bar.tsx";

export function App({ onSignOut }: { onSignOut(): void }) {
  const { text } = useText();
  const { pathname } = useLocation();
  const [isOpen, setIsOpen] = useState(() => window.matchMedia("(min-width: 1000px)").matches);
  const isHouse = pathname.startsWith("/house/");
  const ofHouse = useRead("readMe", { params: {} }, { enabled: isHouse }).data?.person;
  const customerId =
    matchPath("/customers/:customerId/*", pathname)?.params.customerId ?? (isHouse ? lastCustomer() : undefined);
  const ofCustomer = useOpenRole(isHouse ? undefined : customerId);
  const person = isHouse ? ofHouse : ofCustomer;
  const { shell } = text;
  return (
    <>
      <div id="top">
        <TopBar customerId={customerId} person={person} onSignOut={onSignOut} />
      </div>
      <AppLayoutToolbar
        headerSelector="#top"
        toolsHide
        navigationHide={customerId === undefined && !isHouse}
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setIsOpen(detail.open)}
        navigation={<Navigation customerId={customerId} role={person?.role} />}
        notifications={<NoticeBar />}
        stickyNotifications
        ariaLabels={{
          navigation: shell.navigation,
          navigationClose: shell.closeNavigation,
          navigationToggle: shell.openNavigation,
          notifications: shell.notifications,
        }}
        content={<Pages />}
      />
    </>
  );
}

function Navigation({ customerId, role }: { customerId: string | undefined; role: string | undefined }) {
  const { text } = useText();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const ofCustomer = SCREENS.filter(({ roles }) => roles.some((one) => one === role)).flatMap(({ path, navigation }) =>
    navigation === undefined || customerId === undefined
      ? []
      : [{ type: "link" as const, text: navigation(text), href: `/customers/${customerId}/${path}` }],
  );
  const ofHouse = (["customers", "people", "audit"] as const).map((id) => ({
    type: "link" as const,
    text: text.house[id],
    href: `/house/${id}`,
  }));
  const items = role === "admin" ? [...ofCustomer, ...ofHouse] : ofCustomer;
  const active = items.find(({ href }) => pathname === href || pathname.startsWith(`${href}/`));
  return (
    <SideNavigation
      items={items}
      activeHref={active?.href ?? ""}
      onFollow={(event) => {
        event.preventDefault();
        void navigate(event.detail.href);
      }}
    />
  );
}

function Pages() {
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        <Route path="/" element={<Home />} />
        {SCREENS.map((screen) => (
          <Route
            key={screen.path}
            path={`/customers/:customerId/${screen.path}`}
            element={
              <CustomerPages>
                <Permitted screen={screen} />
              </CustomerPages>
            }
          />
        ))}
        <Route
          path="/customers/:customerId"
          element={
            <CustomerPages>
              <FirstScreen />
            </CustomerPages>
          }
        />
        <Route path="/house/:tab" element={<HouseScreen />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Suspense>
  );
}

function Permitted({ screen: { roles, component: Component } }: { screen: Screen }) {
  const { person } = useCustomer();
  return roles.includes(person.role) ? <Component /> : <NoPermission />;
}

/** The first of the navigation that the reader's role may see. */
function FirstScreen() {
  const { person } = useCustomer();
  const first = SCREENS.find(({ roles, navigation }) => navigation !== undefined && roles.includes(person.role));
  return first === undefined ? <NoPermission /> : <Navigate to={first.path} replace />;
}

/** To the customer that was open last, or the first one that the reader belongs to. */
function Home() {
  const { text } = useText();
  const me = useRead("readMe", { params: {} });
  if (me.isPending) return <Loading />;
  const belongsNowhere = me.error instanceof ApiError && me.error.status === 403;
  if (me.error !== null && !belongsNowhere) return <Failed error={me.error} onRetry={() => void me.refetch()} />;
  const customers = me.data?.customers ?? [];
  const last = lastCustomer();
  const customer = customers.find(({ customerId }) => customerId === last) ?? customers[0];
  if (customer !== undefined) return <Navigate to={`/customers/${encodeURIComponent(customer.customerId)}`} replace />;
  if (me.data?.person.role === "admin") return <Navigate to="/house/customers" replace />;
  return <Empty title={text.states.noCustomer}>{text.states.noCustomerText}</Empty>;
}
