// One computer: how it stands, whose isolation holds it, its exemption, and what happened to it.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useParams } from "react-router";
import type { Answer } from "../api.ts";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { IsolationWord } from "../parts/badges.tsx";
import { IsolateButton, useMayAct } from "../parts/isolate.tsx";
import { InsideLink } from "../parts/links.tsx";
import { Failed, Loading } from "../parts/states.tsx";
import { Time } from "../parts/time.tsx";
import { useRead } from "../queries.ts";
import { EndExemptionDialog, ExemptDialog } from "./computers/exempt-dialogs.tsx";
import { ExemptionWord } from "./computers/exemption.tsx";
import { ComputerHistory } from "./computers/history.tsx";

type Computer = Answer<"readComputer">;
const REFRESH_MILLISECONDS = 4000;

export default function ComputerScreen() {
  const { customerId } = useCustomer();
  const { computerId = "" } = useParams();
  const read = useRead(
    "readComputer",
    { params: { customerId, computerId } },
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  if (read.data !== undefined) return <Shown computer={read.data} />;
  if (read.error !== null) return <Failed error={read.error} onRetry={() => void read.refetch()} />;
  return <Loading />;
}

function Shown({ computer }: { computer: Computer }) {
  return (
    <ContentLayout
      header={
        <Header variant="h1" actions={<Actions computer={computer} />}>
          {computer.name}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Held computer={computer} />
        <Facts computer={computer} />
        <ComputerHistory computerId={computer.computerId} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Actions({ computer }: { computer: Computer }) {
  const { text } = useText();
  const { inventory: t } = text;
  const mayAct = useMayAct();
  const [open, setOpen] = useState<"exempt" | "end">();
  const close = () => setOpen(undefined);
  if (!mayAct) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {computer.exemption === undefined ? (
        <Button onClick={() => setOpen("exempt")}>{t.exemptAction}</Button>
      ) : (
        <Button onClick={() => setOpen("end")}>{t.endAction}</Button>
      )}
      <IsolateButton computer={computer} variant="primary" />
      {open === "exempt" ? <ExemptDialog computer={computer} onClose={close} /> : null}
      {open === "end" ? <EndExemptionDialog computer={computer} onClose={close} /> : null}
    </SpaceBetween>
  );
}

/** Which incidents hold it isolated, and the way to end that. */
function Held({ computer: { name, heldBy } }: { computer: Computer }) {
  const { text } = useText();
  const { inventory: t } = text;
  const { customerId } = useCustomer();
  if (heldBy.length === 0) return null;
  return (
    <Alert type="warning" header={t.heldText(name, heldBy.length)}>
      {t.heldHow}
      {heldBy.map((incidentId) => (
        <div key={incidentId}>
          <InsideLink to={`/customers/${customerId}/incidents/${incidentId}/recovery`}>{t.toRecovery}</InsideLink>{" "}
          <span className="technical">{incidentId}</span>
        </div>
      ))}
    </Alert>
  );
}

function Facts({ computer }: { computer: Computer }) {
  const { text } = useText();
  const { inventory: t, computers } = text;
  const { isolation, exempt, exemptBy, exemption, operatingSystem, group, source } = computer;
  const ours =
    exemption === undefined
      ? []
      : [
          { label: t.by, value: exemption.by },
          { label: t.until, value: exemption.until === undefined ? t.noEnd : <Time at={exemption.until} /> },
        ];
  return (
    <Container>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          items={[
            { label: computers.isolation, value: <IsolationWord isolation={isolation} /> },
            {
              label: computers.exempt,
              value: <ExemptionWord exempt={exempt} exemptBy={exemptBy} {...own(exemption)} />,
            },
            ...ours,
            { label: computers.operatingSystem, value: operatingSystem ?? "–" },
            { label: computers.group, value: group ?? "–" },
            { label: t.source, value: source },
          ]}
        />
        {exemptBy.includes("product") ? <Alert type="info">{t.vendorsHow}</Alert> : null}
      </SpaceBetween>
    </Container>
  );
}

/** Its end stands in a line of its own. */
const own = (exemption: Computer["exemption"]) =>
  exemption === undefined ? {} : { exemption: { reason: exemption.reason, by: exemption.by } };
