// Small words with a meaning: status, severity, who must act. The words are core's, which the mails use too.
import Badge from "@cloudscape-design/components/badge";
import Popover from "@cloudscape-design/components/popover";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { type Severity, severityWords } from "../../core/severity.ts";
import { type Status, statusWords } from "../../core/status.ts";
import { useText } from "../language.tsx";

const LOOKS: Record<Status, StatusIndicatorProps.Type> = {
  open: "pending",
  "in-progress": "in-progress",
  "on-hold": "warning",
  resolved: "success",
  closed: "success",
  reopened: "warning",
  invalid: "stopped",
};

/** The guide's word; its explanation on hover and, as a Popover, for keyboard and touch where `explains`. */
export function StatusWord({ status, explains = false }: { status: Status; explains?: boolean }) {
  const { language } = useText();
  const { meaning, [language]: word } = statusWords[status];
  const indicator = (
    <span title={meaning[language]}>
      <StatusIndicator type={LOOKS[status]}>{word}</StatusIndicator>
    </span>
  );
  if (!explains) return indicator;
  return (
    <Popover header={word} content={meaning[language]} triggerType="text" dismissButton={false}>
      {indicator}
    </Popover>
  );
}

const COLOURS = {
  low: "severity-low",
  medium: "severity-medium",
  high: "severity-high",
  critical: "severity-critical",
} as const;

export function SeverityBadge({ severity }: { severity: Severity }) {
  const { language } = useText();
  return <Badge color={COLOURS[severity]}>{severityWords[severity][language]}</Badge>;
}

interface Waiting {
  status: Status;
  waitingFor?: "customer" | "analyst";
}

/** For whom an incident waits, in one or two words. */
export function WaitingFor({ status, waitingFor }: Waiting) {
  const { text } = useText();
  if (waitingFor !== undefined) return <>{text.waiting[waitingFor]}</>;
  return (
    <>
      {status === "open" || status === "in-progress" || status === "reopened" ? text.waiting.mdr : text.waiting.nobody}
    </>
  );
}

const ISOLATIONS = {
  connected: "success",
  isolating: "in-progress",
  isolated: "error",
  releasing: "in-progress",
} as const;

/** Connected and isolated only as the product confirmed it. */
export function IsolationWord({ isolation }: { isolation: keyof typeof ISOLATIONS }) {
  const { text } = useText();
  return <StatusIndicator type={ISOLATIONS[isolation]}>{text.computers.isolations[isolation]}</StatusIndicator>;
}
