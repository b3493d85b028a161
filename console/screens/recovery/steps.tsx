// The customer's own steps beside the recommended actions: the call, the checks before and after the isolation ends.
import { type RecoveryStep, recoveryStepWords } from "../../../core/recovery.ts";
import { useText } from "../../language.tsx";
import { useChange } from "../../queries.ts";
import type { IncidentDetail } from "../incident-detail.ts";
import { Tick, TickDialog } from "./tick.tsx";

interface StepsProps {
  incident: IncidentDetail;
  /** Which, in their order. */
  of: readonly RecoveryStep[];
}

export function Steps({ incident, of }: StepsProps) {
  const { language } = useText();
  return (
    <ul className="checklist">
      {incident.recoverySteps
        .filter(({ step }) => of.includes(step))
        .map(({ step, done }) => (
          <Tick
            key={step}
            words={recoveryStepWords[step][language]}
            done={done}
            dialog={(onClose) => <StepDialog incident={incident} step={step} onClose={onClose} />}
          />
        ))}
    </ul>
  );
}

interface StepDialogProps {
  incident: IncidentDetail;
  step: RecoveryStep;
  onClose(): void;
}

function StepDialog({ incident: { customerId, incidentId }, step, onClose }: StepDialogProps) {
  const { language } = useText();
  const change = useChange("completeRecoveryStep");
  return (
    <TickDialog
      words={recoveryStepWords[step][language]}
      change={change}
      send={(body, then) => change.mutate({ params: { customerId, incidentId, step }, body }, then)}
      onClose={onClose}
    />
  );
}
