// One inquiry: whose turn it is, its thread, what was attached, the answer.
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs, { type KeyValuePairsProps } from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useParams } from "react-router";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { InsideLink } from "../parts/links.tsx";
import { Failed, Loading } from "../parts/states.tsx";
import { Time } from "../parts/time.tsx";
import { useRead } from "../queries.ts";
import { Attachment } from "./inquiries/attachment.tsx";
import { Reply } from "./inquiries/reply.tsx";
import { StatusButton } from "./inquiries/status-button.tsx";
import { Thread } from "./inquiries/thread.tsx";
import { TurnDialog } from "./inquiries/turn-dialog.tsx";
import { type InquiryDetail, InquiryStatusWord, useActorName } from "./inquiries/words.tsx";

const REFRESH_MILLISECONDS = 4000;

export default function Inquiry() {
  const { customerId } = useCustomer();
  const { inquiryId = "" } = useParams();
  const read = useRead(
    "readInquiry",
    { params: { customerId, inquiryId } },
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  if (read.data !== undefined) return <Shown inquiry={read.data} />;
  if (read.error !== null) return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  return <Loading />;
}

function Shown({ inquiry }: { inquiry: InquiryDetail }) {
  const { text } = useText();
  const { inquiries: t } = text;
  const { attachment, suspicion } = inquiry;
  return (
    <ContentLayout
      header={
        <Header variant="h1" actions={<Actions inquiry={inquiry} />}>
          {inquiry.subject}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container>
          <Facts inquiry={inquiry} />
        </Container>
        {suspicion === undefined ? null : (
          <Container header={<Header variant="h2">{t.suspicion}</Header>}>
            <Noticed suspicion={suspicion} />
          </Container>
        )}
        <Container header={<Header variant="h2">{t.thread}</Header>}>
          <Thread messages={inquiry.messages} />
        </Container>
        <Reply inquiry={inquiry} />
        {attachment === undefined ? null : <Attachment text={attachment} at={attachment.at} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Actions({ inquiry }: { inquiry: InquiryDetail }) {
  const { text } = useText();
  const { person } = useCustomer();
  const [isTurning, setIsTurning] = useState(false);
  const mayTurn = person.role === "analyst" && inquiry.incidentId === undefined;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <StatusButton inquiry={inquiry} />
      {mayTurn ? <Button onClick={() => setIsTurning(true)}>{text.inquiries.turn}</Button> : null}
      {isTurning ? <TurnDialog inquiry={inquiry} onClose={() => setIsTurning(false)} /> : null}
    </SpaceBetween>
  );
}

function Facts({ inquiry }: { inquiry: InquiryDetail }) {
  const { text } = useText();
  const { inquiries: t } = text;
  const nameOf = useActorName();
  const { customerId, incidentId, turnedInto } = inquiry;
  const incident =
    incidentId === undefined ? (
      t.withoutIncident
    ) : (
      <SpaceBetween size="xxs">
        <InsideLink to={`/customers/${customerId}/incidents/${incidentId}`} ariaLabel={t.incidentOf(incidentId)}>
          {incidentId}
        </InsideLink>
        {turnedInto === undefined ? null : <span>{t.turnedBy(turnedInto.by)}</span>}
      </SpaceBetween>
    );
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: t.status, value: <InquiryStatusWord status={inquiry.status} /> },
        { label: t.openedBy, value: nameOf(inquiry.openedBy) },
        { label: t.openedAt, value: <Time at={inquiry.openedAt} /> },
        { label: t.incident, value: incident },
      ]}
    />
  );
}

function Noticed({ suspicion }: { suspicion: NonNullable<InquiryDetail["suspicion"]> }) {
  const { text } = useText();
  const { inquiries: t } = text;
  const { computer, account, noticedAt, done } = suspicion;
  const items: KeyValuePairsProps.Item[] = [{ label: t.computer, value: computer }];
  if (account !== undefined) items.push({ label: t.account, value: account });
  if (noticedAt !== undefined) items.push({ label: t.noticedAt, value: <Time at={noticedAt} /> });
  if (done !== undefined) items.push({ label: t.already, value: <span className="said">{done}</span> });
  return <KeyValuePairs columns={2} items={items} />;
}
