// What the house asks the customer of an incident (「この作業に心当たりはありますか」): since when, until when, and who answered what.
import type { Bilingual } from "../core/ports.ts";
import type { Actor } from "../core/timeline.ts";
import { readAssessment } from "../records/assessments.ts";
import { type IncidentRecord, readReasons } from "../records/incidents.ts";
import { readNotices } from "../records/notices.ts";
import type { Deps } from "./deps.ts";

/** Of a reason to wake that is an answer; the rest is its request. */
export const ANSWER = "answer-";

export interface Question {
  text: Bilingual;
  askedAt: string;
  /** The customer is reminded then, as the mail said; absent where nobody was told when. */
  answerBy?: string;
  answer?: { known: boolean; at: string; by?: Actor };
}

type Asked = { text: Bilingual; askedAt: string };

/** What the present assessment asks, whether or not it was answered. */
export async function askedOf(deps: Deps, incident: IncidentRecord): Promise<Asked | undefined> {
  const { assessment: made } = incident;
  // Only this verdict leaves the decision to the customer: spares the look at all other incidents.
  if (made?.verdict !== "needs-a-person") return undefined;
  const ask = (await readAssessment(deps.table, incident, made.id))?.assessment.ask;
  return ask?.question === "known-work" ? { text: ask.why, askedAt: made.at } : undefined;
}

export async function questionOf(deps: Deps, incident: IncidentRecord): Promise<Question | undefined> {
  const asked = await askedOf(deps, incident);
  if (asked === undefined) return undefined;
  const answer = await answerSince(deps, incident, asked.askedAt);
  const answerBy = await answerByOf(deps, incident, asked.askedAt);
  return { ...asked, ...(answerBy === undefined ? {} : { answerBy }), ...(answer === undefined ? {} : { answer }) };
}

/** The last one. An answer to an earlier assessment is none to what came since. */
async function answerSince(deps: Deps, { customerId, incidentId }: IncidentRecord, askedAt: string) {
  const answers = (await readReasons(deps.table, customerId, incidentId, ANSWER)).filter(({ at }) => at >= askedAt);
  const last = answers.toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1);
  if (last === undefined) return undefined;
  return { known: last.kind === "invalidate", at: last.at, ...(last.by === undefined ? {} : { by: last.by }) };
}

async function answerByOf(deps: Deps, incident: IncidentRecord, askedAt: string): Promise<string | undefined> {
  const told = (await readNotices(deps.table, incident)).flatMap(({ notice }) =>
    notice.kind === "question" ? [notice.firstReminderAt] : [],
  );
  const times = [...told, ...(incident.postponed === undefined ? [] : [incident.postponed.until])];
  return times
    .filter((at) => at > askedAt)
    .sort()
    .at(-1);
}
