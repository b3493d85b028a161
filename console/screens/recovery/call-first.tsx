// First of all a call: an isolated computer gets no mail and no chat. What nobody may do meanwhile, and what to check before it ends.
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { InsideLink } from "../../parts/links.tsx";
import { useRead } from "../../queries.ts";
import type { IncidentDetail } from "../incident-detail.ts";
import { type Isolated, namesOf } from "./isolations.ts";
import { Steps } from "./steps.tsx";

interface CallFirstProps {
  incident: IncidentDetail;
  isolated: readonly Isolated[];
}

export function CallFirst({ incident, isolated }: CallFirstProps) {
  const { text } = useText();
  const { recovery: t } = text;
  return (
    <Container header={<Header variant="h2">{`1. ${t.call}`}</Header>}>
      <SpaceBetween size="s">
        <p className="said">
          {isolated.length > 0 ? t.callText(namesOf(isolated)) : t.callExempt(namesOf(incident.computers))}
        </p>
        <CallOrder incidentId={incident.incidentId} />
        <Steps incident={incident} of={["user-told"]} />
      </SpaceBetween>
    </Container>
  );
}

/** The desk is asked here, where the incident's facts go along; its page elsewhere is for who may not ask here. */
function CallOrder({ incidentId }: Pick<IncidentDetail, "incidentId">) {
  const { text } = useText();
  const { recovery: t } = text;
  const { customerId, person } = useCustomer();
  const { data } = useRead("readSettings", { params: { customerId } });
  const { csirt = "", supportPhone = "", supportUrl = "" } = data ?? {};
  const mayAsk = person.role === "customer";
  return (
    <div>
      <strong>{t.order}</strong>
      <ol className="plain">
        <li>{t.callUser}</li>
        <li>{csirt === "" ? t.callCsirtUnknown : t.callCsirt(csirt)}</li>
        {supportPhone === "" && supportUrl === "" && !mayAsk ? null : (
          <li>
            {t.callSupport}{" "}
            {supportPhone === "" ? null : (
              <Link href={`tel:${supportPhone.replaceAll(/[^+\d]/g, "")}`}>{supportPhone}</Link>
            )}{" "}
            {mayAsk ? (
              <InsideLink to={`/customers/${customerId}/inquiries/new?incident=${encodeURIComponent(incidentId)}`}>
                {text.inquiries.ask}
              </InsideLink>
            ) : null}
            {mayAsk || supportUrl === "" ? null : (
              <Link external externalIconAriaLabel={text.common.newTab} href={supportUrl} rel="noopener noreferrer">
                {t.askSupport}
              </Link>
            )}
          </li>
        )}
        <li>{t.callOwner}</li>
      </ol>
    </div>
  );
}

export function DoNot() {
  const { text } = useText();
  const { recovery: t } = text;
  return (
    <Alert type="error" header={t.doNot}>
      <ul className="plain">
        {t.doNots.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>{t.exception}</p>
    </Alert>
  );
}

export function Checks({ incident }: { incident: IncidentDetail }) {
  const { text } = useText();
  return (
    <Container header={<Header variant="h2">{`3. ${text.recovery.check}`}</Header>}>
      <Steps incident={incident} of={["credentials-checked", "updates-possible"]} />
    </Container>
  );
}
