// From an incident to what the customer does about it: loud while something is open, quiet afterwards.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useHref, useNavigate } from "react-router";
import { useText } from "../../language.tsx";
import { InsideLink } from "../../parts/links.tsx";
import type { IncidentDetail } from "../incident-detail.ts";

export function ToRecovery({ incident }: { incident: IncidentDetail }) {
  const { text } = useText();
  const { recovery: t } = text;
  const navigate = useNavigate();
  const { customerId, incidentId, recommended, release } = incident;
  const to = `/customers/${customerId}/incidents/${incidentId}/recovery`;
  const href = useHref(to);
  if (recommended.length === 0 && release.held.length === 0) return null;
  const open = release.missing.length;
  if (open === 0 && release.held.length === 0) return <InsideLink to={to}>{t.title}</InsideLink>;
  return (
    <Alert
      type="warning"
      header={open === 0 ? t.releaseNow : t.missingActions(open)}
      action={
        <Button
          variant="primary"
          href={href}
          onFollow={(event) => {
            event.preventDefault();
            void navigate(to);
          }}
        >
          {t.start}
        </Button>
      }
    >
      {t.startText}
    </Alert>
  );
}
