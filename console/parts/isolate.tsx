// ネットワーク隔離 with one press and one question, from wherever a computer is shown; exempt ones too: a person decides.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { useCustomer } from "../customer.tsx";
import { useText } from "../language.tsx";
import { useChange } from "../queries.ts";
import { ConfirmDialog } from "./dialog.tsx";
import { useTell } from "./notices.tsx";

export interface Isolable {
  computerId: string;
  name: string;
  exempt: boolean;
  isolation: "connected" | "isolating" | "isolated" | "releasing";
}

/** Those who may isolate, release, exempt, and tick off. */
export function useMayAct(): boolean {
  const { role } = useCustomer().person;
  return role === "analyst" || role === "customer";
}

/** Nothing for who may not, and for a computer whose isolation stands or is under way. */
export function IsolateButton({ computer, variant = "normal" }: { computer: Isolable; variant?: ButtonProps.Variant }) {
  const { text } = useText();
  const [isOpen, setIsOpen] = useState(false);
  const mayAct = useMayAct();
  const { isolate: t } = text;
  // An open question stays until it is answered, whatever the list reads meanwhile.
  if (!mayAct || (!isOpen && (computer.isolation === "isolated" || computer.isolation === "isolating"))) return null;
  return (
    <>
      <Button variant={variant} ariaLabel={`${t.action}: ${computer.name}`} onClick={() => setIsOpen(true)}>
        {t.action}
      </Button>
      {isOpen ? <IsolateDialog computer={computer} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

export function IsolateDialog({
  computer: { computerId, name, exempt },
  onClose,
}: {
  computer: Pick<Isolable, "computerId" | "name" | "exempt">;
  onClose(): void;
}) {
  const { text } = useText();
  const { isolate: t } = text;
  const { customerId } = useCustomer();
  const tell = useTell();
  const change = useChange("isolateComputer");
  const [reason, setReason] = useState(t.usualReason);
  const confirm = () =>
    change.mutate(
      { params: { customerId, computerId }, body: { reason: reason.trim() } },
      {
        onSuccess: ({ state }) => {
          tell(
            state === "failed"
              ? { type: "error", content: t.failed(name) }
              : { type: "info", content: state === "confirmed" ? t.confirmed(name) : t.requested(name) },
          );
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t.question(name)}
      confirm={t.confirm}
      isBusy={change.isPending}
      error={change.error}
      isIncomplete={reason.trim() === ""}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Box>{t.means}</Box>
      <Alert type="warning">{t.vpn}</Alert>
      {exempt ? <Alert type="info">{t.exempt}</Alert> : null}
      <FormField label={t.reason} description={t.reasonText}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </ConfirmDialog>
  );
}
