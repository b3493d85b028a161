// Tells the product's own incident what became of ours: what is to be told is decided and recorded first, in the order of
// the timeline; then each is written, and the next only when the one before has ended.
import { hashId } from "../../core/ids.ts";
import { isFinished, type Status, statusWords } from "../../core/status.ts";
import type { TimelineEntry } from "../../core/timeline.ts";
import { changeLink, createTelling, type Link, readCase, readTellings, type Telling } from "../../records/cases.ts";
import { readCustomer } from "../../records/customers.ts";
import { type IncidentRecord, readIncident } from "../../records/incidents.ts";
import { readRecorded } from "../../records/timeline.ts";
import { type Deps, nowAt } from "../deps.ts";
import { writeTelling } from "./write-telling.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A repeated step writes its entry under the instant of its first try: it may come this late. */
const OVERLAP_MILLISECONDS = 60 * MINUTE;

export async function tellCase(deps: Deps, due: Link): Promise<void> {
  let isDue = false;
  const link = await changeLink(deps.table, due, (now) => {
    isDue = now.lookAt !== undefined && now.lookAt <= nowAt(deps);
    return isDue ? { ...now, lookAt: after(deps, 5 * MINUTE) } : undefined;
  });
  if (link === undefined || !isDue) return;
  const incident = (await readIncident(deps.table, due.customerId, due.incidentId))?.value;
  if (incident === undefined) return rest(deps, link);
  await decide(deps, link);
  const wait = await tellInOrder(deps, link);
  const lookAt = after(deps, wait ?? pauseOf(deps, incident));
  await changeLink(deps.table, link, (now) => ({ ...now, lookAt }));
}

const after = (deps: Deps, milliseconds: number): string => new Date(deps.now() + milliseconds).toISOString();

/** Our incident is erased: there is nothing left to tell. */
async function rest(deps: Deps, link: Link): Promise<void> {
  await changeLink(deps.table, link, ({ lookAt: _l, ...now }) => now);
}

/** What is open changes by the minute; what is finished may still be commented or reopened. */
function pauseOf(deps: Deps, { status, finishedAt }: IncidentRecord): number {
  if (!isFinished(status) || finishedAt === undefined) return MINUTE;
  const age = deps.now() - Date.parse(finishedAt);
  if (age < DAY) return 5 * MINUTE;
  return age < 8 * DAY ? 60 * MINUTE : DAY;
}

/** Puts down what every new entry means to the product. The first decision stands. */
async function decide(deps: Deps, link: Link): Promise<void> {
  const language = (await readCustomer(deps.table, link.customerId))?.value.settings.language ?? "en";
  const from = link.readUpTo === undefined ? undefined : Date.parse(link.readUpTo) - OVERLAP_MILLISECONDS;
  let position = from === undefined ? undefined : `TIMELINE#${new Date(from).toISOString()}`;
  let last = link.readUpTo;
  do {
    const page = await readRecorded(deps.table, link, position, 500);
    for (const entry of page.values) {
      const telling = await tellingOf(deps, link, entry, language);
      if (telling !== undefined) await createTelling(deps.table, telling);
      if (last === undefined || entry.recordedAt > last) last = entry.recordedAt;
    }
    position = page.next;
  } while (position !== undefined);
  if (last !== undefined && last !== link.readUpTo)
    await changeLink(deps.table, link, (now) => ({ ...now, readUpTo: last }));
}

type Told = Pick<Telling, "kind" | "text" | "endedAs">;

async function tellingOf(
  deps: Deps,
  { customerId, incidentId, source, caseId }: Link,
  entry: TimelineEntry,
  language: "ja" | "en",
): Promise<Telling | undefined> {
  const told = toldOf(entry, language);
  if (told === undefined) return undefined;
  const place = { customerId, source, caseId };
  // Several of ours may hold its detections: it ends with the last of them.
  const kind = told.kind === "close" && (await othersOpen(deps, place, incidentId)) ? "comment" : told.kind;
  const order = `${entry.recordedAt}#${entry.entryId}`;
  const updateId = hashId(20, "telling", incidentId, source, caseId, order);
  return { ...place, incidentId, updateId, order, ...told, kind, state: "wanted", attempts: 0 };
}

function toldOf({ fact, actor }: TimelineEntry, language: "ja" | "en"): Told | undefined {
  if (fact.kind === "comment") return { kind: "comment", text: fact.text[language] };
  const by = actor.kind === "person" ? `${actor.name}: ` : "";
  if (fact.kind === "person-comment") return { kind: "comment", text: `${by}${fact.text}` };
  if (fact.kind !== "status-changed") return undefined;
  const text = `${by}${statusWords[fact.to][language]}${fact.reason === undefined ? "" : `: ${fact.reason}`}`;
  if (fact.to === "reopened") return { kind: "reopen", text };
  return isEnd(fact.to) ? { kind: "close", text, endedAs: fact.to } : undefined;
}

const isEnd = (status: Status): status is "resolved" | "closed" | "invalid" => isFinished(status);

async function othersOpen(
  deps: Deps,
  place: Pick<Link, "customerId" | "source" | "caseId">,
  own: string,
): Promise<boolean> {
  for (const incidentId of (await readCase(deps.table, place))?.incidentIds ?? []) {
    const other = incidentId === own ? undefined : await readIncident(deps.table, place.customerId, incidentId);
    if (other !== undefined && !isFinished(other.value.status)) return true;
  }
  return false;
}

/** Resolves to how long to wait before the next is tried; nothing where all have ended. */
async function tellInOrder(deps: Deps, link: Link): Promise<number | undefined> {
  const wanted = (await readTellings(deps.table, link)).filter(({ state }) => state === "wanted");
  if (wanted.length === 0) return undefined;
  const cases = (await deps.connectors(link.customerId, link.source))?.polling?.cases;
  if (cases === undefined) return DAY;
  for (const telling of wanted) {
    const wait = await writeTelling(deps, cases, telling);
    if (wait !== undefined) return wait;
  }
  return undefined;
}
