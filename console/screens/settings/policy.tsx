// What the customer lets be done by itself: remediation and isolation on or off, what waits for the digest, when to remind.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { type Severity, severityWords } from "../../../core/severity.ts";
import { useText } from "../../language.tsx";
import { ConfirmDialog } from "../../parts/dialog.tsx";
import { type FieldsProps, SettingsForm } from "./settings-form.tsx";
import type { Settings } from "./use-settings.ts";

type Digest = Settings["policy"]["digestUpTo"];
interface Draft {
  remediation: boolean;
  isolation: boolean;
  digestUpTo: Digest;
  remindAfterHours: string;
}

const draftOf = ({ policy: { remediation, isolation, digestUpTo, remindAfterHours } }: Settings): Draft => ({
  remediation,
  isolation,
  digestUpTo,
  remindAfterHours: String(remindAfterHours),
});

/** A test house may have less than an hour: what stands is always right. */
function hoursOf({ remindAfterHours }: Draft, standing: number): number | undefined {
  const hours = Number(remindAfterHours);
  const isRight = remindAfterHours.trim() !== "" && (hours === standing || (hours >= 1 && hours <= 720));
  return isRight ? hours : undefined;
}

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
        const { policy } = settings;
        const remindAfterHours = hoursOf(draft, policy.remindAfterHours);
        if (remindAfterHours === undefined) return undefined;
        return { ...settings, policy: { ...policy, ...draft, remindAfterHours } };
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
  const { draft, change, isReadOnly, settings } = props;
  const { text, language } = useText();
  const { policy: t } = text.settings;
  const digests = DIGESTS.map((value) => ({
    value,
    label: value === "none" ? t.digestNone : severityWords[value][language],
  }));
  const isWrong = hoursOf(draft, settings.policy.remindAfterHours) === undefined;
  return (
    <SpaceBetween size="l">
      <Switch {...props} name="remediation" description={t.remediationText} />
      <Switch {...props} name="isolation" description={t.isolationText} />
      {isReadOnly ? null : <Box color="text-body-secondary">{t.changeText}</Box>}
      <FormField label={t.digest} description={t.digestText}>
        <Select
          readOnly={isReadOnly}
          options={digests}
          selectedOption={digests.find(({ value }) => value === draft.digestUpTo) ?? null}
          onChange={({ detail }) =>
            change({ digestUpTo: DIGESTS.find((one) => one === detail.selectedOption.value) ?? draft.digestUpTo })
          }
        />
      </FormField>
      <FormField label={t.remind} description={t.remindText} errorText={isWrong ? t.remindWrong : undefined}>
        <Input
          type="number"
          inputMode="numeric"
          readOnly={isReadOnly}
          value={draft.remindAfterHours}
          onChange={({ detail }) => change({ remindAfterHours: detail.value })}
        />
      </FormField>
      <Standing settings={settings} />
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

function Standing({ settings: { policy } }: Pick<FieldsProps<Draft>, "settings">) {
  const { text } = useText();
  const { policy: t } = text.settings;
  const { computers, minutes, percent } = policy.isolationCeiling;
  return (
    <div>
      <Header variant="h3">{t.more}</Header>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t.ceiling, value: t.ceilingOf(computers, minutes, percent) },
          { label: t.watch, value: t.watchOf(policy.reopenWithinDays) },
          { label: t.retention, value: t.watchOf(policy.retentionDays) },
        ]}
      />
    </div>
  );
}
