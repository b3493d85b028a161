// The whole timeline on paper, or as PDF by the browser's own printing; not seen on the screen.
import { useEffect } from "react";
import { createPortal } from "react-dom";
import { severityWords } from "../../../core/severity.ts";
import { statusWords } from "../../../core/status.ts";
import { useText } from "../../language.tsx";
import { Time } from "../../parts/time.tsx";
import type { TabProps } from "../incident-detail.ts";
import type { Entry } from "./live-timeline.ts";
import { wordsOf } from "./said.tsx";
import { useActorText } from "./timeline-entry.tsx";
import { GROUPS } from "./timeline-kinds.ts";

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
  const { title, incidentId, status, severity } = incident;
  const { columns, kinds } = text.timeline;
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
          {entries.map(({ entryId, occurredAt, fact, actor, text: said }) => (
            <tr key={entryId}>
              <td>
                <Time at={occurredAt} />
              </td>
              <td>{kinds[GROUPS[fact.kind]]}</td>
              <td>{actorText(actor)}</td>
              <td>{fact.kind === "person-comment" ? wordsOf(fact, language).words : said[language]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>,
    document.body,
  );
}
