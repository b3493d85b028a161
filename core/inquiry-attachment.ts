// What an inquiry holds of its incident, as text: the comments in full, the recommended actions, the computers, the timeline.
import type { Incident } from "./incident.ts";
import type { Bilingual, Language } from "./ports.ts";
import { severityWords } from "./severity.ts";
import { statusWords } from "./status.ts";
import type { TimelineEntry } from "./timeline.ts";
import { timelineText } from "./timeline-text.ts";
import { zoneTime } from "./zone-time.ts";

export interface AttachedComputer {
  name: string;
  operatingSystem?: string | undefined;
  group?: string | undefined;
  isolation: string;
  exempt: boolean;
}

export interface Attached {
  incident: Pick<Incident, "incidentId" | "title" | "status" | "severity" | "createdAt">;
  timeZone: string;
  computers: readonly AttachedComputer[];
  /** More computers than these. */
  moreComputers: number;
  recommended: readonly { text: Bilingual; isDone: boolean }[];
  /** Newest first. */
  entries: readonly TimelineEntry[];
  /** Whether the timeline holds older entries. */
  moreEntries: boolean;
}

/** Characters of one language: well within what one record holds (400 KB). */
export const MOST_CHARACTERS = 60_000;

/** In each language; what does not fit is left out at the end, the oldest of the timeline, and it says so. */
export const attachmentOf = (attached: Attached): Bilingual => ({
  ja: textIn("ja", attached),
  en: textIn("en", attached),
});

function textIn(language: Language, attached: Attached): string {
  const say = (ja: string, en: string) => (language === "ja" ? ja : en);
  const at = (instant: string) => zoneTime(instant, attached.timeZone, language);
  const { incident, entries } = attached;
  const line = (entry: TimelineEntry) =>
    `${at(entry.occurredAt)} ${actorIn(language, entry)}: ${timelineText(entry.fact)[language]}`;
  const comments = entries.filter(({ fact }) => fact.kind === "comment" || fact.kind === "person-comment");
  const head = [
    `${say("インシデント", "Incident")}: ${incident.incidentId}`,
    `${say("件名", "Title")}: ${incident.title[language]}`,
    `${say("状況", "Status")}: ${statusWords[incident.status][language]}`,
    `${say("重大度", "Severity")}: ${severityWords[incident.severity][language]}`,
    `${say("作成日時", "Created")}: ${at(incident.createdAt)}`,
    ...section(say("コメント（全文）", "Comments in full"), comments.map(line)),
    ...section(
      say("推奨対応", "Recommended actions"),
      attached.recommended.map(({ text, isDone }) => `[${isDone ? "x" : " "}] ${text[language]}`),
    ),
    ...section(say("コンピューター", "Computers"), computerLines(language, attached)),
  ];
  const older = attached.moreEntries ? [say("（これより前の記録は省略）", "(older entries are left out)")] : [];
  const timeline = section(say("タイムライン（新しい順）", "Timeline, newest first"), [...entries.map(line), ...older]);
  return fitting([...head, ...timeline], say("（以下省略）", "(the rest is left out)"));
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", `## ${title}`, ...lines];

function actorIn(language: Language, { actor }: TimelineEntry): string {
  if (actor.kind === "person") return actor.name;
  return actor.kind === "mdr" ? "MDR" : language === "ja" ? "システム" : "system";
}

function computerLines(language: Language, { computers, moreComputers }: Attached): string[] {
  const exempt = language === "ja" ? "初動対応から除外" : "exempt";
  const lines = computers.map(({ name, operatingSystem, group, isolation, exempt: isExempt }) =>
    [name, operatingSystem, group, isolation, isExempt ? exempt : undefined].filter((one) => one).join(" / "),
  );
  const more = language === "ja" ? `ほか ${moreComputers} 台` : `and ${moreComputers} more`;
  return moreComputers > 0 ? [...lines, more] : lines;
}

function fitting(lines: readonly string[], rest: string): string {
  const kept: string[] = [];
  let length = rest.length + 1;
  for (const one of lines) {
    length += one.length + 1;
    if (length > MOST_CHARACTERS) return [...kept, rest].join("\n");
    kept.push(one);
  }
  return kept.join("\n");
}
