// The whole timeline on paper, or as PDF by the browser's own printing; not seen on the screen.
import { useEffect } from "react";
import { createPortal } from "react-dom";
import { severityWords } from "../../../core/severity.ts";
import { statusWords } from "../../../core/status.ts";
import { useCustomer } from "../../customer.tsx";
import { useText } from "../../language.tsx";
import { Time } from "../../parts/time.tsx";
import type { TabProps } from "../incident-detail.ts";
import type { Entry } from "./live-timeline.ts";
import { wordsOf } from "./said.tsx";
import { changesOf, changeText, noteOf } from "./timeline-changes.ts";
import { useActorText } from "./timeline-entry.tsx";

interface PrintedProps extends TabProps {
  entries: readonly Entry[];
  onDone(): void;
}

export default function PrintedTimeline({ incident, entries, onDone }: PrintedProps) {
  const { text, language } = useText();
  const actorText = useActorText();
  useEffect(() => {
    window.addEventListener("afterprint", onDone);
    // Once the browser has laid it out.
    const frame = requestAnimationFrame(() => window.print());
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("afterprint", onDone);
    };
  }, [onDone]);
  const { timeZone } = useCustomer();
  const { title, incidentId, status, severity } = incident;
  const { columns, facts } = text.timeline;
  const noted = (note: string | undefined) => (note === undefined ? [] : [`${columns.note}: ${note}`]);
  const wordsFor = ({ fact, text: said }: Entry): string =>
    [
      fact.kind === "person-comment" ? wordsOf(fact, language).words : said[language],
      ...changesOf(fact, { text, language, timeZone }).map(changeText),
      ...noted(noteOf(fact)),
    ].join("\n");
  return createPortal(
    <section className="printed">
      <h1>{title[language]}</h1>
      <p>
        {text.incident.number}: {incidentId} · {text.incidents.status}: {statusWords[status][language]} ·{" "}
        {text.incidents.severity}: {severityWords[severity][language]}
      </p>
      <table>
        <thead>
          <tr>
            {[columns.occurredAt, columns.kind, columns.actor, columns.text].map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.entryId}>
              <td>
                <Time at={entry.occurredAt} />
              </td>
              <td>{facts[entry.fact.kind]}</td>
              <td>{actorText(entry.actor)}</td>
              <td>{wordsFor(entry)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>,
    document.body,
  );
}
