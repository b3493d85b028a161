// The way back: call the user, do what is recommended, end the isolation. Read on a phone, where the mail is read.
import Alert from "@cloudscape-design/components/alert";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useParams } from "react-router";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { StatusWord } from "../parts/badges.tsx";
import { useMayAct } from "../parts/isolate.tsx";
import { InsideLink } from "../parts/links.tsx";
import { Failed, Loading } from "../parts/states.tsx";
import { useRead } from "../queries.ts";
import { TimelineExport } from "./incident/timeline-export.tsx";
import type { IncidentDetail } from "./incident-detail.ts";
import { After } from "./recovery/after.tsx";
import { CallFirst, Checks, DoNot } from "./recovery/call-first.tsx";
import { Checklist } from "./recovery/checklist.tsx";
import { isolatedBy } from "./recovery/isolations.ts";
import { Missing } from "./recovery/missing.tsx";
import { Postpone } from "./recovery/postpone.tsx";
import { Release } from "./recovery/release.tsx";

const REFRESH_MILLISECONDS = 4000;

export default function Recovery() {
  const { customerId } = useCustomer();
  const { incidentId = "" } = useParams();
  const read = useRead(
    "readIncident",
    { params: { customerId, incidentId } },
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  if (read.data !== undefined) return <Shown incident={read.data} />;
  if (read.error !== null) return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  return <Loading />;
}

function Shown({ incident }: { incident: IncidentDetail }) {
  const { text, language } = useText();
  const { recovery: t } = text;
  const mayAct = useMayAct();
  const { customerId, incidentId, status, title, recommended, finishedAt, question } = incident;
  const computers = isolatedBy(incident);
  const isQuestioned = question !== undefined && question.answer === undefined && finishedAt === undefined;
  const isAsked = recommended.length > 0 || computers.length > 0;
  return (
    <ContentLayout
      maxContentWidth={900}
      header={
        <Header variant="h1" description={t.description(title[language])}>
          {t.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <SpaceBetween direction="horizontal" size="m">
          <StatusWord status={status} explains />
          <InsideLink to={`/customers/${customerId}/incidents/${incidentId}`}>{t.toTimeline}</InsideLink>
        </SpaceBetween>
        {mayAct ? null : <Alert type="info">{t.readOnly}</Alert>}
        {isQuestioned ? (
          <Alert type="warning" header={question?.text[language]}>
            <InsideLink to={`/customers/${customerId}/incidents/${incidentId}`}>{t.toAnswer}</InsideLink>
          </Alert>
        ) : null}
        {isAsked ? (
          <SpaceBetween size="l">
            <Missing incident={incident} computers={computers} />
            {finishedAt === undefined ? <CallFirst incident={incident} isolated={computers} /> : null}
            {finishedAt === undefined ? <DoNot /> : null}
            <Checklist incident={incident} />
            {computers.length > 0 ? <Checks incident={incident} /> : null}
            <Release incident={incident} computers={computers} />
            {finishedAt === undefined ? <Postpone incident={incident} /> : null}
          </SpaceBetween>
        ) : isQuestioned ? null : (
          <Alert type="success" header={t.notFor}>
            {t.notForText}
          </Alert>
        )}
        <After incident={incident} computers={computers} record={<TimelineExport incident={incident} />} />
      </SpaceBetween>
    </ContentLayout>
  );
}
