// One line of the timeline: kind, instant, words, old and new value, who.
import Box from "@cloudscape-design/components/box";
import Icon from "@cloudscape-design/components/icon";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useText } from "../../language.tsx";
import { StatusWord } from "../../parts/badges.tsx";
import { TechniqueLink } from "../../parts/links.tsx";
import { Time } from "../../parts/time.tsx";
import type { Entry } from "./live-timeline.ts";
import { Said } from "./said.tsx";
import { GROUPS, ICONS } from "./timeline-kinds.ts";

export function TimelineEntry({ entry }: { entry: Entry }) {
  const { fact, text: said, entryId, occurredAt, recordedAt, actor } = entry;
  const { text, language } = useText();
  const group = GROUPS[fact.kind];
  return (
    <li>
      <span title={text.timeline.kinds[group]}>
        <Icon name={ICONS[group]} ariaLabel={text.timeline.kinds[group]} />
      </span>
      <div>
        <Box variant="small">
          <Time at={occurredAt} />
        </Box>
        {fact.kind === "person-comment" || fact.kind === "comment" ? (
          <Said fact={fact} entryId={entryId} recordedAt={recordedAt} />
        ) : (
          <p className="said">{said[language]}</p>
        )}
        {fact.kind === "rule-matched" ? <Techniques ids={fact.techniques} /> : null}
        {fact.kind === "status-changed" ? <Change from={fact.from} to={fact.to} /> : null}
        <By actor={actor} />
      </div>
    </li>
  );
}

type StatusChange = Extract<Entry["fact"], { kind: "status-changed" }>;

function Change({ from, to }: { from: StatusChange["from"]; to: StatusChange["to"] }) {
  const { text } = useText();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {from === undefined ? null : <StatusWord status={from} />}
      {from === undefined ? null : <Icon name="arrow-right" ariaLabel={text.timeline.to} />}
      <StatusWord status={to} />
    </SpaceBetween>
  );
}

function Techniques({ ids }: { ids: readonly string[] }) {
  return (
    <SpaceBetween direction="horizontal" size="s">
      {ids.map((id) => (
        <TechniqueLink key={id} id={id} />
      ))}
    </SpaceBetween>
  );
}

/** Machine and staff told apart: a person by name, the house by itself. */
export function useActorText(): (actor: Entry["actor"]) => string {
  const { text } = useText();
  return (actor) =>
    actor.kind === "person" ? `${actor.name} · ${text.timeline.staff}` : `Hikeshi MDR · ${text.timeline.machine}`;
}

export function By({ actor }: Pick<Entry, "actor">) {
  const actorText = useActorText();
  return (
    <Box variant="small" color="text-body-secondary">
      <Icon name={actor.kind === "person" ? "user-profile" : "gen-ai"} size="small" /> {actorText(actor)}
    </Box>
  );
}
