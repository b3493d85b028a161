// 「NW隔離を終了」 for one computer or several, and how far each is: requested, confirmed, still held by another incident.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { useMayAct } from "../../parts/isolate.tsx";
import { InsideLink } from "../../parts/links.tsx";
import { Time } from "../../parts/time.tsx";
import type { IncidentDetail } from "../incident-detail.ts";
import type { Isolated, Stage } from "./isolations.ts";
import { ReleaseDialog } from "./release-dialog.tsx";

interface ReleaseProps {
  incident: IncidentDetail;
  computers: readonly Isolated[];
}

export function Release({ incident, computers }: ReleaseProps) {
  const { text } = useText();
  const { recovery: t } = text;
  const mayAct = useMayAct();
  // What was deselected: all are chosen until somebody says otherwise.
  const [left, setLeft] = useState<readonly string[]>([]);
  const [isOpen, setIsOpen] = useState(false);
  const missing = incident.release.missing.length;
  const releasable = computers.filter(({ canRelease }) => canRelease);
  const chosen = releasable.filter(({ computerId }) => !left.includes(computerId));
  return (
    <Container
      header={
        <Header variant="h2" {...(mayAct && releasable.length > 1 ? { description: t.releaseText } : {})}>
          {`4. ${t.release}`}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {computers.length === 0 ? <Box color="text-body-secondary">{t.releaseNone}</Box> : null}
        <ul className="checklist">
          {computers.map((computer) => (
            <ComputerLine
              key={computer.computerId}
              computer={computer}
              isChosen={chosen.includes(computer)}
              onChoose={
                mayAct && computer.canRelease && releasable.length > 1
                  ? (is) => setLeft((ids) => changed(ids, computer.computerId, is))
                  : undefined
              }
            />
          ))}
        </ul>
        {mayAct && releasable.length > 0 ? (
          <ReleaseButton
            missing={missing}
            label={releasable.length > 1 ? t.releaseOf(chosen.length) : t.releaseAction}
            isPossible={chosen.length > 0}
            onPress={() => setIsOpen(true)}
          />
        ) : null}
      </SpaceBetween>
      {isOpen ? <ReleaseDialog incident={incident} computers={chosen} onClose={() => setIsOpen(false)} /> : null}
    </Container>
  );
}

interface ReleaseButtonProps {
  /** Recommended actions still open: until they are done only an analyst may, and says why. */
  missing: number;
  label: string;
  isPossible: boolean;
  onPress(): void;
}

function ReleaseButton({ missing, label, isPossible, onPress }: ReleaseButtonProps) {
  const { text } = useText();
  const { recovery: t } = text;
  const isAnalyst = useCustomer().person.role === "analyst";
  return (
    <SpaceBetween size="m">
      {missing === 0 ? null : (
        <Alert type="info">
          {t.releaseBlocked(missing)} {isAnalyst ? t.releaseOverride : ""}
        </Alert>
      )}
      <Button
        variant={missing === 0 ? "primary" : "normal"}
        fullWidth
        disabled={!isPossible || (missing > 0 && !isAnalyst)}
        onClick={onPress}
      >
        {label}
      </Button>
    </SpaceBetween>
  );
}

const changed = (ids: readonly string[], id: string, isChosen: boolean): string[] =>
  isChosen ? ids.filter((other) => other !== id) : [...ids, id];

const LOOKS: Record<Stage, StatusIndicatorProps.Type> = {
  isolating: "in-progress",
  isolated: "error",
  requested: "in-progress",
  unconfirmed: "warning",
  failed: "error",
  "still-held": "warning",
  released: "success",
};

interface ComputerLineProps {
  computer: Isolated;
  isChosen: boolean;
  onChoose: ((is: boolean) => void) | undefined;
}

function ComputerLine({ computer, isChosen, onChoose }: ComputerLineProps) {
  const { text } = useText();
  const { recovery: t } = text;
  const { name, stage, release, otherHolds } = computer;
  return (
    <li>
      <div>
        {onChoose === undefined ? (
          <strong>{name}</strong>
        ) : (
          <Checkbox checked={isChosen} onChange={({ detail }) => onChoose(detail.checked)}>
            {name}
          </Checkbox>
        )}
        <div aria-live="polite">
          <StatusIndicator type={LOOKS[stage]}>{t.stages[stage]}</StatusIndicator>
        </div>
        {stage === "requested" || stage === "unconfirmed" ? <div>{t.waitOnline}</div> : null}
        {stage === "failed" ? <div>{t.tryAgain}</div> : null}
        {release === undefined ? null : <Moments release={release} />}
        <OtherHolds ids={otherHolds} />
      </div>
    </li>
  );
}

function Moments({
  release: { requestedAt, requestedBy, state, endedAt },
}: {
  release: NonNullable<Isolated["release"]>;
}) {
  const { text } = useText();
  const { recovery: t } = text;
  return (
    <Box variant="small" display="block">
      {t.requestedAt}: <Time at={requestedAt} />
      {requestedBy.kind === "person" ? ` · ${requestedBy.name}` : ""}
      {state === "confirmed" && endedAt !== undefined ? (
        <div>
          {t.confirmedAt}: <Time at={endedAt} />
        </div>
      ) : null}
    </Box>
  );
}

function OtherHolds({ ids }: { ids: readonly string[] }) {
  const { text } = useText();
  const { customerId } = useCustomer();
  if (ids.length === 0) return null;
  return (
    <div>
      {text.recovery.holds}{" "}
      {ids.map((id) => (
        <InsideLink key={id} to={`/customers/${customerId}/incidents/${id}/recovery`}>
          {id}
        </InsideLink>
      ))}
    </div>
  );
}
