// The timeline as the text of a file: CSV for spreadsheets, JSON for programs.
import type { Language } from "../../../core/ports.ts";
import type { IncidentDetail } from "../incident-detail.ts";
import type { Entry } from "./live-timeline.ts";
import { changesOf, changeText, noteOf, type Reader } from "./timeline-changes.ts";

/** A cell that a spreadsheet would take for a formula is text. https://owasp.org/www-community/attacks/CSV_Injection */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

const textOf = ({ fact, text }: Entry, language: Language): string =>
  fact.kind === "person-comment" ? (fact.texts?.[language] ?? fact.text) : text[language];

/** With a byte order mark: without it Excel reads Japanese as something else. RFC 4180 otherwise. */
export function csvOf(entries: readonly Entry[], reader: Reader): string {
  const { timeline: t } = reader.text;
  const { utc, kind, actor, text, changes, note } = t.columns;
  const rows = entries.map((entry) => [
    entry.occurredAt,
    t.facts[entry.fact.kind],
    entry.actor.kind === "person" ? entry.actor.name : `Hikeshi MDR (${t.machine})`,
    textOf(entry, reader.language),
    changesOf(entry.fact, reader).map(changeText).join(" / "),
    noteOf(entry.fact) ?? "",
  ]);
  const all = [[utc, kind, actor, text, changes, note], ...rows];
  return `\uFEFF${all.map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

export function jsonOf(incident: IncidentDetail, entries: readonly Entry[]): string {
  const { incidentId, customerId, title, status, severity, createdAt, finishedAt } = incident;
  return JSON.stringify({ incidentId, customerId, title, status, severity, createdAt, finishedAt, entries }, null, 2);
}

export function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
