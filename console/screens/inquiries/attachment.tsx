// What an inquiry holds of its incident, folded away: it is long.
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { useText } from "../../language.tsx";
import { Time } from "../../parts/time.tsx";

interface AttachmentProps {
  text: { ja: string; en: string };
  /** Absent: as it would be now. */
  at?: string;
}

export function Attachment({ text: attached, at }: AttachmentProps) {
  const { text, language } = useText();
  const { inquiries: t } = text;
  return (
    <ExpandableSection variant="container" headerText={t.attached} headerDescription={t.attachedText}>
      {at === undefined ? null : (
        <Box color="text-body-secondary">
          {t.attachedAt} <Time at={at} />
        </Box>
      )}
      <p className="said" lang={language}>
        {attached[language]}
      </p>
    </ExpandableSection>
  );
}
