// The question before an isolation ends: which computers, and what it means.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import type { Answer } from "../../api.ts";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useChange } from "../../queries.ts";
import type { IncidentDetail } from "../incident-detail.ts";
import { type Isolated, namesOf } from "./isolations.ts";

interface ReleaseDialogProps {
  incident: IncidentDetail;
  computers: readonly Isolated[];
  onClose(): void;
}

export function ReleaseDialog({ incident, computers, onClose }: ReleaseDialogProps) {
  const { text } = useText();
  const { recovery: t } = text;
  const tellOutcome = useTellOutcome(computers);
  const change = useChange("releaseComputers");
  const [reason, setReason] = useState("");
  const { customerId, incidentId, version, release } = incident;
  const isEarly = release.missing.length > 0;
  const confirm = () =>
    change.mutate(
      {
        params: { customerId, incidentId },
        body: {
          computerIds: computers.map(({ computerId }) => computerId),
          ...(isEarly ? { override: { reason: reason.trim() } } : {}),
        },
        ifMatch: `"${version}"`,
      },
      {
        onSuccess: (answer) => {
          tellOutcome(answer);
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t.releaseQuestion(namesOf(computers))}
      confirm={t.releaseAction}
      isBusy={change.isPending}
      error={change.error}
      isIncomplete={computers.length === 0 || (isEarly && reason.trim() === "")}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Box>{t.releaseMeans}</Box>
      <Alert type="info">{t.releaseOffline}</Alert>
      {isEarly ? (
        <FormField label={t.overrideReason} description={t.missingActions(release.missing.length)}>
          <Input value={reason} onChange={({ detail }) => setReason(detail.value.slice(0, 1000))} />
        </FormField>
      ) : null}
    </ConfirmDialog>
  );
}

/** One sentence for each kind of outcome. */
function useTellOutcome(asked: readonly Isolated[]): (answer: Answer<"releaseComputers">) => void {
  const { text } = useText();
  const { recovery: t } = text;
  const tell = useTell();
  const told = {
    requested: { type: "info", say: t.released },
    "still-held": { type: "warning", say: t.heldElsewhere },
    "not-held": { type: "info", say: t.notHeld },
  } as const;
  return ({ computers }) => {
    for (const outcome of ["requested", "still-held", "not-held"] as const) {
      const ids = computers.filter((one) => one.outcome === outcome).map(({ computerId }) => computerId);
      const { type, say } = told[outcome];
      const names = namesOf(asked.filter(({ computerId }) => ids.includes(computerId)));
      if (ids.length > 0) tell({ type, content: say(names) });
    }
  };
}
