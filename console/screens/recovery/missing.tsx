// What is still missing, before anything else: the answer to "are we done?".
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import { type RecoveryStep, recoveryStepWords } from "../../../core/recovery.ts";
import { useText } from "../../language.tsx";
import { Time } from "../../parts/time.tsx";
import type { IncidentDetail } from "../incident-detail.ts";
import { type Isolated, namesOf } from "./isolations.ts";

interface MissingProps {
  incident: IncidentDetail;
  computers: readonly Isolated[];
}

export function Missing({ incident, computers }: MissingProps) {
  const { text, language } = useText();
  const { recovery: t } = text;
  const { release, postponed } = incident;
  const isolated = computers.filter(({ stage }) => stage === "isolated" || stage === "isolating" || stage === "failed");
  const asked = computers.filter(({ stage }) => stage === "requested" || stage === "unconfirmed");
  const lines = [
    ...(release.missing.length === 0 ? [] : [t.missingActions(release.missing.length)]),
    ...(isolated.length === 0 ? [] : [t.missingRelease(namesOf(isolated))]),
    ...(asked.length === 0 ? [] : [t.missingConfirmation(namesOf(asked))]),
  ];
  const steps = incident.recoverySteps
    .filter(({ step, done }) => done === undefined && isDue(step, computers))
    .map(({ step }) => t.notRecorded(recoveryStepWords[step][language]));
  if (lines.length === 0)
    return (
      <Alert type="success" header={t.finished}>
        {t.finishedText}
        <Lines lines={steps} />
      </Alert>
    );
  return (
    <Alert type="warning" header={t.missing}>
      <Lines lines={[...lines, ...steps]} />
      {postponed === undefined || Date.parse(postponed.until) <= Date.now() ? null : (
        <Box padding={{ top: "xs" }}>
          {t.postponedUntil}: <Time at={postponed.until} /> · {t.postponedBy}: {postponed.by}
        </Box>
      )}
    </Alert>
  );
}

/** Nothing to call for or to check where nothing is isolated; the connection is checked once there is one. */
function isDue(step: RecoveryStep, computers: readonly Isolated[]): boolean {
  if (step === "connection-checked") return computers.some(({ stage }) => stage === "released");
  return computers.some(({ stage }) => stage === "isolated" || stage === "isolating");
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="plain">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
