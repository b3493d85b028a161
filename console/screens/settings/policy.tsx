// What the customer lets be done by itself: remediation and isolation on or off, how much of it at once, how long it is followed up and kept.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import type { ReactNode } from "react";
import { type Severity, severityWords } from "../../../core/severity.ts";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { isRight, LIMITS, type NumberName, type Numbers, numbersOf, policyNumbersOf } from "./policy-numbers.ts";
import { type FieldsProps, SettingsForm } from "./settings-form.tsx";
import type { Settings } from "./use-settings.ts";

type Digest = Settings["policy"]["digestUpTo"];
interface Draft extends Numbers {
  remediation: boolean;
  isolation: boolean;
  digestUpTo: Digest;
}

const draftOf = ({ policy }: Settings): Draft => {
  const { remediation, isolation, digestUpTo } = policy;
  return { remediation, isolation, digestUpTo, ...numbersOf(policy) };
};

/** What goes from on to off. */
const switchedOff = (draft: Draft, { policy }: Settings) =>
  (["remediation", "isolation"] as const).filter((one) => policy[one] && !draft[one]);

export function Policy() {
  const { text } = useText();
  const { policy: t } = text.settings;
  return (
    <SettingsForm
      title={t.title}
      description={t.description}
      draftOf={draftOf}
      bodyOf={(draft, settings) => {
        const numbers = policyNumbersOf(draft);
        if (numbers === undefined) return undefined;
        const { remediation, isolation, digestUpTo } = draft;
        return { ...settings, policy: { ...settings.policy, remediation, isolation, digestUpTo, ...numbers } };
      }}
      fields={(props) => <Fields {...props} />}
      needsQuestion={(draft, settings) => switchedOff(draft, settings).length > 0}
      question={({ draft, settings, save, close }) => (
        <ConfirmDialog
          title={t.offQuestion}
          confirm={t.offConfirm}
          isBusy={false}
          error={null}
          onConfirm={save}
          onDismiss={close}
        >
          <Alert type="warning">
            {t.offText(
              switchedOff(draft, settings)
                .map((one) => t[one])
                .join(" / "),
            )}
          </Alert>
        </ConfirmDialog>
      )}
    />
  );
}

const SEVERITIES: readonly Severity[] = ["low", "medium", "high", "critical"];
const DIGESTS: readonly Digest[] = ["none", ...SEVERITIES];

function Fields(props: FieldsProps<Draft>) {
  const { isReadOnly } = props;
  const { text } = useText();
  const { policy: t } = text.settings;
  return (
    <SpaceBetween size="l">
      <Switch {...props} name="remediation" description={t.remediationText} />
      <Switch {...props} name="isolation" description={t.isolationText} />
      {isReadOnly ? null : <Box color="text-body-secondary">{t.changeText}</Box>}
      <Part title={t.ceiling} description={t.ceilingText}>
        <NumberField {...props} name="ceilingComputers" />
        <NumberField {...props} name="ceilingMinutes" />
        <NumberField {...props} name="ceilingPercent" />
      </Part>
      <Part title={t.following}>
        <NumberField {...props} name="confirmWithinSeconds" />
        <NumberField {...props} name="remindAfterHours" />
        <NumberField {...props} name="answerWithinHours" />
        <NumberField {...props} name="reopenWithinDays" />
        <NumberField {...props} name="correlateWithinHours" />
      </Part>
      <Part title={t.keeping}>
        <DigestField {...props} />
        <NumberField {...props} name="retentionDays" />
      </Part>
    </SpaceBetween>
  );
}

interface PartProps {
  title: string;
  description?: string;
  children: ReactNode;
}

function Part({ title, description, children }: PartProps) {
  return (
    <SpaceBetween size="s">
      <Header variant="h3" {...(description === undefined ? {} : { description })}>
        {title}
      </Header>
      <ColumnLayout columns={3} minColumnWidth={230}>
        {children}
      </ColumnLayout>
    </SpaceBetween>
  );
}

interface SwitchProps extends FieldsProps<Draft> {
  name: "remediation" | "isolation";
  description: string;
}

function Switch({ draft, change, isReadOnly, name, description }: SwitchProps) {
  const { text } = useText();
  const { policy: t } = text.settings;
  return (
    <Toggle
      checked={draft[name]}
      readOnly={isReadOnly}
      description={description}
      onChange={({ detail }) => change({ [name]: detail.checked })}
    >
      {`${t[name]}: ${draft[name] ? text.settings.on : text.settings.off}`}
    </Toggle>
  );
}

function DigestField({ draft, change, isReadOnly }: FieldsProps<Draft>) {
  const { text, language } = useText();
  const { policy: t } = text.settings;
  const digests = DIGESTS.map((value) => ({
    value,
    label: value === "none" ? t.digestNone : severityWords[value][language],
  }));
  return (
    <FormField label={t.digest} constraintText={t.digestText}>
      <Select
        readOnly={isReadOnly}
        options={digests}
        selectedOption={digests.find(({ value }) => value === draft.digestUpTo) ?? null}
        onChange={({ detail }) =>
          change({ digestUpTo: DIGESTS.find((one) => one === detail.selectedOption.value) ?? draft.digestUpTo })
        }
      />
    </FormField>
  );
}

function NumberField({ draft, change, isReadOnly, name }: FieldsProps<Draft> & { name: NumberName }) {
  const { text } = useText();
  const { policy: t } = text.settings;
  const { min, max, isWhole } = LIMITS[name];
  const { label, meaning } = t.numbers[name];
  const wrong = isWhole ? t.wholeWrong(min, max) : t.numberWrong(min, max);
  return (
    <FormField label={label} constraintText={meaning} errorText={isRight(name, draft[name]) ? undefined : wrong}>
      <Input
        type="number"
        inputMode={isWhole ? "numeric" : "decimal"}
        readOnly={isReadOnly}
        value={draft[name]}
        onChange={({ detail }) => change({ [name]: detail.value })}
      />
    </FormField>
  );
}
