// What happens next, whom else it may concern, and the record to take along.
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { Time } from "../../parts/time.tsx";
import { useRead } from "../../queries.ts";
import type { IncidentDetail } from "../incident-detail.ts";
import type { Isolated } from "./isolations.ts";
import { Steps } from "./steps.tsx";

interface AfterProps {
  incident: IncidentDetail;
  computers: readonly Isolated[];
  /** The button that takes the record along. */
  record: ReactNode;
}

/** The house's own, until the customer's setting is read. */
const USUAL_DAYS = 7;

export function After({ incident, computers, record }: AfterProps) {
  const { text } = useText();
  const { recovery: t } = text;
  const { customerId } = useCustomer();
  const { data } = useRead("readSettings", { params: { customerId } });
  const days = data?.policy.reopenWithinDays ?? USUAL_DAYS;
  return (
    <SpaceBetween size="l">
      {computers.length === 0 ? null : (
        <Container header={<Header variant="h2">{`5. ${t.after}`}</Header>}>
          <SpaceBetween size="m">
            <ol className="plain">
              {t.afterSteps(days).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ol>
            <Steps incident={incident} of={["connection-checked"]} />
          </SpaceBetween>
        </Container>
      )}
      <Container
        header={
          <Header variant="h2" description={t.exportText} actions={record}>
            {t.exportTitle}
          </Header>
        }
      />
      <ExpandableSection variant="container" headerText={t.leak}>
        <SpaceBetween size="s">
          <Box>{t.leakText}</Box>
          <ul className="plain">
            {t.leakSteps.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <Box variant="small">
            {t.leakClock}: <Time at={incident.createdAt} />
          </Box>
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}
