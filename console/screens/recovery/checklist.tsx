// 推奨対応, item by item, and how many are done.
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useText } from "../../language.tsx";
import { Empty } from "../../parts/states.tsx";
import { useChange } from "../../queries.ts";
import type { IncidentDetail } from "../incident-detail.ts";
import { Tick, TickDialog } from "./tick.tsx";

type Item = IncidentDetail["recommended"][number];

export function Checklist({ incident }: { incident: IncidentDetail }) {
  const { text, language } = useText();
  const { recovery: t } = text;
  const items = incident.recommended;
  const done = items.filter((item) => item.done !== undefined).length;
  return (
    <Container header={<Header variant="h2" description={t.actionsText}>{`2. ${t.actions}`}</Header>}>
      {items.length === 0 ? (
        <Empty title={t.noActions} />
      ) : (
        <SpaceBetween size="m">
          <ProgressBar
            value={(100 * done) / items.length}
            label={t.progress}
            additionalInfo={t.progressOf(done, items.length)}
          />
          <ol className="checklist">
            {items.map((item) => (
              <Tick
                key={item.recommendedId}
                words={item.text[language]}
                done={item.done}
                dialog={(onClose) => <AttestDialog incident={incident} item={item} onClose={onClose} />}
              />
            ))}
          </ol>
        </SpaceBetween>
      )}
    </Container>
  );
}

interface AttestDialogProps {
  incident: IncidentDetail;
  item: Item;
  onClose(): void;
}

function AttestDialog({ incident: { customerId, incidentId }, item, onClose }: AttestDialogProps) {
  const { language } = useText();
  const change = useChange("attestRecommendedAction");
  const params = { customerId, incidentId, recommendedId: item.recommendedId };
  return (
    <TickDialog
      words={item.text[language]}
      change={change}
      send={(body, then) => change.mutate({ params, body }, then)}
      onClose={onClose}
    />
  );
}
