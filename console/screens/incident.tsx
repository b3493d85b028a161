// One incident: who must act and why, and its tabs. A new tab is a new row of TABS.
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { type Role, useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import type { Messages } from "../messages/en.ts";
import { SeverityBadge, StatusWord } from "../parts/badges.tsx";
import { Failed, Loading } from "../parts/states.tsx";
import { Time } from "../parts/time.tsx";
import { useRead } from "../queries.ts";
import { IncidentActions } from "./incident/actions.tsx";
import { Timeline } from "./incident/timeline.tsx";
import type { TabProps } from "./incident-detail.ts";
import { ToRecovery } from "./recovery/to-recovery.tsx";

// Few incidents need it.
const ForPeople = lazy(() => import("./incident/for-people.tsx"));

type TabComponent = ComponentType<TabProps> | LazyExoticComponent<ComponentType<TabProps>>;

interface Tab {
  /** The end of its address; the timeline's is the incident's own, where mails lead. */
  id: keyof Messages["incident"]["tabs"];
  component: TabComponent;
  /** Absent: everybody who sees the incident. */
  roles?: readonly Role[];
}

const TABS: readonly Tab[] = [
  { id: "graph", component: lazy(() => import("./incident/graph.tsx")) },
  { id: "timeline", component: Timeline },
  { id: "detections", component: lazy(() => import("./incident/detections.tsx")) },
  { id: "computers", component: lazy(() => import("./incident/computers.tsx")) },
  { id: "executables", component: lazy(() => import("./incident/executables.tsx")) },
  { id: "processes", component: lazy(() => import("./incident/processes.tsx")) },
  { id: "comments", component: lazy(() => import("./incident/comments.tsx")) },
  { id: "workflow", component: lazy(() => import("./incident/workflow.tsx")), roles: ["analyst"] },
];

const OWN: Tab["id"] = "timeline";

export default function Incident() {
  const { customerId } = useCustomer();
  const { incidentId = "" } = useParams();
  // New timeline entries make this be read again; the interval is for what leaves none.
  const read = useRead("readIncident", { params: { customerId, incidentId } }, { everyMilliseconds: 30_000 });
  if (read.data !== undefined) return <Shown incident={read.data} />;
  if (read.error !== null) return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  return <Loading />;
}

function Shown({ incident }: TabProps) {
  const { text, language } = useText();
  const { person } = useCustomer();
  const { "*": rest = "" } = useParams();
  const navigate = useNavigate();
  const base = `/customers/${incident.customerId}/incidents/${incident.incidentId}`;
  const tabs = TABS.filter(({ roles }) => roles === undefined || roles.includes(person.role));
  const active = tabs.find(({ id }) => id === rest);
  // Once it stands there it stays: somebody may be typing an answer.
  const [wasAsked, setWasAsked] = useState(false);
  const isAsked = wasAsked || incident.question !== undefined || incident.waitingFor === "analyst";
  if (isAsked && !wasAsked) setWasAsked(true);
  const addressOf = (id: string) => (id === OWN ? base : `${base}/${id}`);
  return (
    <ContentLayout
      header={
        <Header variant="h1" actions={<IncidentActions incident={incident} />}>
          {incident.title[language]}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Suspense fallback={null}>{isAsked ? <ForPeople incident={incident} /> : null}</Suspense>
        <ToRecovery incident={incident} />
        <Summary incident={incident} />
        <Tabs
          activeTabId={active?.id ?? OWN}
          onChange={({ detail }) => void navigate(addressOf(detail.activeTabId))}
          tabs={tabs.map(({ id, component: Component }) => ({
            id,
            label: text.incident.tabs[id],
            href: addressOf(id),
            content: (
              <Suspense fallback={<Loading />}>
                <Component incident={incident} />
              </Suspense>
            ),
          }))}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Summary({ incident }: TabProps) {
  const { text, language } = useText();
  const { incident: t } = text;
  const { status, severity, reason, createdAt, finishedAt, incidentId } = incident;
  return (
    <Container>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          items={[
            { label: text.incidents.status, value: <StatusWord status={status} explains /> },
            { label: text.incidents.severity, value: <SeverityBadge severity={severity} /> },
            finishedAt === undefined
              ? { label: text.incidents.createdAt, value: <Time at={createdAt} /> }
              : { label: t.finishedAt, value: <Time at={finishedAt} /> },
            { label: t.number, value: <span className="technical">{incidentId}</span> },
          ]}
        />
        <KeyValuePairs
          columns={1}
          items={[
            { label: t.whoActs, value: <WhoActs incident={incident} /> },
            { label: t.why, value: reason?.[language] ?? t.notAssessed },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

function WhoActs({ incident: { waitingFor, finishedAt, question } }: TabProps) {
  const { text } = useText();
  const { person } = useCustomer();
  const { acts, actsForHouse, actsForHouseAnswer } = text.incident;
  if (waitingFor === "customer" && question !== undefined && question.answer === undefined)
    return person.role === "customer" ? acts.answer : actsForHouseAnswer;
  if (waitingFor === "customer") return person.role === "customer" ? acts.customer : actsForHouse;
  if (waitingFor === "analyst") return text.incident.acts.analyst;
  return finishedAt === undefined ? text.incident.acts.mdr : text.incident.acts.finished;
}
