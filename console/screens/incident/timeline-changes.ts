// Which value an entry of the timeline changed: from what, to what, in the reader's words; and what its author noted.
import type { Language } from "../../../core/ports.ts";
import { severityWords } from "../../../core/severity.ts";
import { statusWords } from "../../../core/status.ts";
import { verdictWords } from "../../../core/verdict.ts";
import { zoneTime } from "../../../core/zone-time.ts";
import type { Messages } from "../../messages/en.ts";
import type { Entry } from "./live-timeline.ts";

type Fact = Entry["fact"];
type Of<K extends Fact["kind"]> = Extract<Fact, { kind: K }>;

export interface Change {
  /** What it is a value of. */
  name: string;
  /** Absent: nothing stood there, or it is not known what. */
  from?: string;
  to: string;
}

export interface Reader {
  text: Messages;
  language: Language;
  timeZone: string;
}

/** Empty for what changes no value. */
export function changesOf(fact: Fact, reader: Reader): Change[] {
  switch (fact.kind) {
    case "status-changed":
      return ofStatus(fact, reader);
    case "assessed":
      return ofAssessment(fact, reader);
    case "postponed":
      return ofPlan(fact, reader);
    case "exempted":
    case "exemption-ended":
      return [ofExemption(fact, reader)];
    case "question-answered":
      return ofAnswer(fact, reader);
    case "action-confirmed":
      return ofNetwork(fact, reader);
    case "recommended-completed":
    case "recovery-step-done": {
      const { recovery, timeline } = reader.text;
      return [{ name: timeline.changes.recovery, from: recovery.open, to: recovery.done }];
    }
    default:
      return [];
  }
}

export const changeText = ({ name, from, to }: Change): string =>
  `${name}: ${from === undefined ? "" : `${from} `}→ ${to}`;

/** What a person wrote beside it. */
export function noteOf(fact: Fact): string | undefined {
  if ("note" in fact) return fact.note;
  return fact.kind === "release-requested" ? fact.override : undefined;
}

const since = (from: string | undefined): Pick<Change, "from"> => (from === undefined ? {} : { from });

function ofStatus({ from, to, waitingFor }: Of<"status-changed">, { text, language }: Reader): Change[] {
  const name = text.incidents.status;
  const before = from === undefined ? undefined : statusWords[from][language];
  const own = { name, ...since(before), to: statusWords[to][language] };
  if (waitingFor === undefined) return [own];
  const { waiting } = text;
  const who = (one: "customer" | "analyst" | undefined) => (one === undefined ? waiting.nobody : waiting[one]);
  return [own, { name: text.incidents.waitingFor, from: who(waitingFor.from), to: who(waitingFor.to) }];
}

function ofAssessment({ verdict, from, severity }: Of<"assessed">, { text, language }: Reader): Change[] {
  const { changes: t } = text.timeline;
  return [
    ...(from === undefined
      ? []
      : [{ name: t.verdict, from: verdictWords(from)[language], to: verdictWords(verdict)[language] }]),
    ...(severity === undefined
      ? []
      : [
          {
            name: text.incidents.severity,
            from: severityWords[severity.from][language],
            to: severityWords[severity.to][language],
          },
        ]),
  ];
}

function ofPlan({ until, by, from }: Of<"postponed">, { text, language, timeZone }: Reader): Change[] {
  const { changes: t } = text.timeline;
  const at = (instant: string) => zoneTime(instant, timeZone, language);
  return [
    { name: t.until, ...since(from === undefined ? undefined : at(from.until)), to: at(until) },
    { name: t.by, ...since(from?.by), to: by },
  ];
}

function ofExemption(fact: Of<"exempted" | "exemption-ended">, { text, language, timeZone }: Reader): Change {
  const { changes: t } = text.timeline;
  const { inventory } = text;
  const words = ({ reason, until }: { reason: string; until?: string }) =>
    `${reason} (${until === undefined ? inventory.noEnd : `${inventory.until}: ${zoneTime(until, timeZone, language)}`})`;
  const { from } = fact;
  if (fact.kind === "exempted")
    return { name: t.exemption, from: from === undefined ? t.noExemption : words(from), to: words(fact) };
  return { name: t.exemption, ...since(from === undefined ? undefined : words(from)), to: t.noExemption };
}

function ofAnswer({ known, until }: Of<"question-answered">, { text, language, timeZone }: Reader): Change[] {
  const { changes: t } = text.timeline;
  return [
    { name: t.answer, from: t.unanswered, to: known ? t.known : t.unknown },
    ...(until === undefined ? [] : [{ name: t.allowedUntil, to: zoneTime(until, timeZone, language) }]),
  ];
}

/** Confirmed: what was requested came about. */
function ofNetwork({ action }: Of<"action-confirmed">, { text }: Reader): Change[] {
  const { isolations } = text.computers;
  const name = text.timeline.changes.network;
  if (action === "isolate") return [{ name, from: isolations.isolating, to: isolations.isolated }];
  if (action === "release") return [{ name, from: isolations.releasing, to: isolations.connected }];
  return [];
}
