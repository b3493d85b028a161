// One line of the timeline: kind, instant, words, old and new value, note, who.
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Icon from "@cloudscape-design/components/icon";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { StatusWord } from "../../parts/badges.tsx";
import { TechniqueLink } from "../../parts/links.tsx";
import { Time } from "../../parts/time.tsx";
import type { Entry } from "./live-timeline.ts";
import { Said } from "./said.tsx";
import { changesOf, noteOf } from "./timeline-changes.ts";
import { LOOKS } from "./timeline-kinds.ts";

export function TimelineEntry({ entry }: { entry: Entry }) {
  const { fact, text: said, entryId, occurredAt, recordedAt, actor } = entry;
  const { text, language } = useText();
  const { icon, variant = "normal" } = LOOKS[fact.kind];
  const kind = text.timeline.facts[fact.kind];
  return (
    <li>
      <span title={kind}>
        <Icon name={icon} variant={variant} ariaLabel={kind} />
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
        <Changes fact={fact} />
        <Note note={noteOf(fact)} />
        <By actor={actor} />
      </div>
    </li>
  );
}

function Changes({ fact }: Pick<Entry, "fact">) {
  const { text, language } = useText();
  const { timeZone } = useCustomer();
  const changes = changesOf(fact, { text, language, timeZone });
  if (changes.length === 0) return null;
  return (
    <ul className="changes">
      {changes.map(({ name, from, to }, index) => (
        <li key={name}>
          {fact.kind === "status-changed" && index === 0 ? (
            <FromTo
              name={name}
              from={fact.from === undefined ? undefined : <StatusWord status={fact.from} />}
              to={<StatusWord status={fact.to} />}
            />
          ) : (
            <FromTo name={name} from={from} to={to} />
          )}
        </li>
      ))}
    </ul>
  );
}

function FromTo({ name, from, to }: { name: string; from: ReactNode; to: ReactNode }) {
  const { text } = useText();
  return (
    <>
      <Box variant="awsui-key-label" display="inline">
        {name}
      </Box>
      {from === undefined ? null : <span>{from}</span>}
      <Icon name="arrow-right" ariaLabel={text.timeline.to} />
      <strong>{to}</strong>
    </>
  );
}

function Note({ note }: { note: string | undefined }) {
  const { text } = useText();
  if (note === undefined) return null;
  return (
    <p className="said note">
      {text.timeline.columns.note}: {note}
    </p>
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
  const { text } = useText();
  const actorText = useActorText();
  if (actor.kind !== "person")
    return (
      <Box variant="small" color="text-body-secondary">
        <Icon name="gen-ai" size="small" /> {actorText(actor)}
      </Box>
    );
  return (
    <Box variant="small">
      <Icon name="user-profile" size="small" /> {actor.name} <Badge color="blue">{text.timeline.staff}</Badge>
    </Box>
  );
}
