// An analyst makes an incident of an inquiry: on which computer, how severe.
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { severityWords } from "../../../core/severity.ts";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { useTell } from "../../parts/notices.tsx";
import { useChange, useRead } from "../../queries.ts";
import type { InquiryDetail } from "./words.tsx";

const SEVERITIES = ["medium", "high", "critical"] as const;
const SEARCH_AFTER_MILLISECONDS = 300;

export function TurnDialog({ inquiry, onClose }: { inquiry: InquiryDetail; onClose(): void }) {
  const { text, language } = useText();
  const { inquiries: t } = text;
  const { customerId, inquiryId, suspicion } = inquiry;
  const tell = useTell();
  const navigate = useNavigate();
  const turn = useChange("openIncidentFromInquiry");
  const [computer, setComputer] = useState<{ value: string; label: string }>();
  const [severity, setSeverity] = useState<(typeof SEVERITIES)[number]>("medium");
  const severities = SEVERITIES.map((value) => ({ value, label: severityWords[value][language] }));
  const confirm = () => {
    if (computer === undefined) return;
    turn.mutate(
      { params: { customerId, inquiryId }, body: { computerId: computer.value, severity } },
      {
        onSuccess: ({ incidentId }) => {
          tell({ type: "success", content: t.turned });
          onClose();
          void navigate(`/customers/${customerId}/incidents/${incidentId}`);
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={t.turn}
      confirm={t.turn}
      isBusy={turn.isPending}
      error={turn.error}
      isIncomplete={computer === undefined}
      onConfirm={confirm}
      onDismiss={onClose}
    >
      <Box>{t.turnText}</Box>
      <FormField label={t.turnComputer} {...(suspicion === undefined ? {} : { description: suspicion.computer })}>
        <ComputerSelect customerId={customerId} chosen={computer} onChoose={setComputer} />
      </FormField>
      <FormField label={t.turnSeverity}>
        <Select
          options={severities}
          selectedOption={severities.find(({ value }) => value === severity) ?? null}
          onChange={({ detail }) =>
            setSeverity(SEVERITIES.find((one) => one === detail.selectedOption.value) ?? severity)
          }
        />
      </FormField>
    </ConfirmDialog>
  );
}

interface Choice {
  value: string;
  label: string;
}
interface ComputerSelectProps {
  customerId: string;
  chosen: Choice | undefined;
  onChoose(computer: Choice): void;
}

/** Searched by name: a customer may have thousands. */
function ComputerSelect({ customerId, chosen, onChoose }: ComputerSelectProps) {
  const { text } = useText();
  const { inquiries: t } = text;
  const [typed, setTyped] = useState("");
  const [name, setName] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setName(typed.trim()), SEARCH_AFTER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = { limit: 50, ...(name === "" ? {} : { name }) };
  const found = useRead("listComputers", { params: { customerId }, query }, { keepsPrevious: true });
  const options = (found.data?.computers ?? []).map(({ computerId, name: label }) => ({ value: computerId, label }));
  return (
    <Select
      options={options}
      selectedOption={chosen ?? null}
      filteringType="manual"
      filteringPlaceholder={t.turnFind}
      filteringAriaLabel={t.turnFind}
      statusType={found.isPending ? "loading" : found.error === null ? "finished" : "error"}
      loadingText={text.common.loading}
      errorText={text.states.failed}
      empty={t.turnNone}
      onLoadItems={({ detail }) => setTyped(detail.filteringText)}
      onChange={({ detail: { selectedOption } }) =>
        onChoose({ value: selectedOption.value ?? "", label: selectedOption.label ?? "" })
      }
    />
  );
}
