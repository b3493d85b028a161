// For analysts: why the incident waits for one of them, and the way to let the response go on.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useText } from "../../language.tsx";
import { Time } from "../../parts/time.tsx";
import type { TabProps } from "../incident-detail.ts";

export function Escalation({ incident, onResume }: TabProps & { onResume(): void }) {
  const { text } = useText();
  const { escalation: t } = text.incident;
  return (
    <Alert type="warning" header={t.title} action={<Button onClick={onResume}>{t.resume}</Button>}>
      <WhatHappened incident={incident} />
    </Alert>
  );
}

/** The house's own words; a person who set the status said why in the timeline. */
export function WhatHappened({ incident: { escalation } }: TabProps) {
  const { text, language } = useText();
  const { escalation: t } = text.incident;
  if (escalation === undefined) return <Box>{t.byHand}</Box>;
  return (
    <SpaceBetween size="xxs">
      <p className="said">{escalation.what[language]}</p>
      <Box variant="small">
        {t.at}: <Time at={escalation.at} />
      </Box>
    </SpaceBetween>
  );
}
