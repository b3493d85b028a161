// What can be done from an incident's header: isolate, investigate remotely, and for analysts change the status.
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";
import { isFinished } from "../../../core/status.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { useChange } from "../../queries.ts";
import type { TabProps } from "../incident-detail.ts";

// Loaded when pressed: the first visit shows the timeline.
const IncidentIsolation = lazy(() => import("../../parts/incident-isolation.tsx"));
const StatusDialog = lazy(() => import("./status-dialog.tsx"));

export function IncidentActions({ incident }: TabProps) {
  const { text } = useText();
  const { role } = useCustomer().person;
  const [open, setOpen] = useState<"isolation" | "status">();
  const navigate = useNavigate();
  if (role !== "analyst" && role !== "customer") return null;
  const close = () => setOpen(undefined);
  const { computers, moreComputers } = incident;
  const mayIsolate =
    moreComputers || computers.some(({ isolation }) => isolation === "connected" || isolation === "releasing");
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {role === "analyst" ? <Button onClick={() => setOpen("status")}>{text.incident.changeStatus}</Button> : null}
      <Investigate incident={incident} />
      {role === "customer" ? (
        <Button onClick={() => void navigate(askAbout(incident))}>{text.inquiries.ask}</Button>
      ) : null}
      {mayIsolate ? (
        <Button variant={isFinished(incident.status) ? "normal" : "primary"} onClick={() => setOpen("isolation")}>
          {text.isolate.action}
        </Button>
      ) : null}
      <Suspense fallback={null}>
        {open === "isolation" ? <IncidentIsolation incidentId={incident.incidentId} onClose={close} /> : null}
        {open === "status" ? <StatusDialog incident={incident} onClose={close} /> : null}
      </Suspense>
    </SpaceBetween>
  );
}

/** The form for an inquiry, which holds the incident already. */
const askAbout = ({ customerId, incidentId }: TabProps["incident"]): string =>
  `/customers/${customerId}/inquiries/new?incident=${incidentId}`;

const isPage = (link: string): boolean => /^https?:/.test(URL.parse(link)?.protocol ?? "");

/** The product's own page, in a new tab; that it was opened goes into the timeline. Isolation leaves this way open. */
function Investigate({ incident: { customerId, incidentId, computers } }: TabProps) {
  const { text } = useText();
  const record = useChange("openInvestigation");
  const { incident: t, common } = text;
  const pages = computers.flatMap(({ computerId, name, investigationLink: href = "" }) =>
    isPage(href) ? [{ id: computerId, text: name, href }] : [],
  );
  const [only] = pages;
  const opened = (computerId: string) => record.mutate({ params: { customerId, incidentId }, body: { computerId } });
  if (only === undefined) return null;
  if (pages.length === 1)
    return (
      <span title={t.investigateText}>
        <Button
          href={only.href}
          target="_blank"
          rel="noopener noreferrer"
          iconName="external"
          iconAlign="right"
          ariaLabel={`${t.investigateOf(only.text)} (${common.newTab})`}
          onClick={() => opened(only.id)}
        >
          {t.investigate}
        </Button>
      </span>
    );
  return (
    <span title={t.investigateText}>
      <ButtonDropdown
        items={pages.map((page) => ({ ...page, external: true, externalIconAriaLabel: common.newTab }))}
        onItemClick={({ detail }) => opened(detail.id)}
      >
        {t.investigate}
      </ButtonDropdown>
    </span>
  );
}
