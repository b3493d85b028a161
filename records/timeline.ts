// The append-only record of an incident. Its key is the fact's own recording time and id, so a repeated step adds none.
import { hashId } from "../core/ids.ts";
import type { Table } from "../core/ports.ts";
import { type Actor, MDR, TimelineEntry, type TimelineFact } from "../core/timeline.ts";
import { incidentPk, under } from "./keys.ts";
import { create, lookingFirst, type RecordKind, read, readListPage, readPage, type ValuePage } from "./store.ts";

export interface Place {
  customerId: string;
  incidentId: string;
}

const listPk = ({ customerId, incidentId }: Place): string => `${incidentPk(customerId, incidentId)}#TIMELINE`;

const kindAt = (place: Place): RecordKind<TimelineEntry> => ({
  schema: TimelineEntry,
  key: (entry) => ({
    pk: incidentPk(place.customerId, place.incidentId),
    sk: `${under.timeline}${entry.recordedAt}#${entry.entryId}`,
  }),
  // What happened when it was recorded stands in the same order already: most do, and cost half without the list.
  list: (entry) => (entry.occurredAt === entry.recordedAt ? undefined : { pk: listPk(place), sk: positionOf(entry) }),
});

/** Among what happened when. */
const positionOf = ({ occurredAt, recordedAt, entryId }: TimelineEntry): string =>
  `${occurredAt}#${recordedAt}#${entryId}`;

export interface NewEntry {
  /** What makes this entry this one, so that writing it again is writing it once: the fact's own record and its part. */
  cause: readonly string[];
  /** From the fact's own record, never a retry's clock. */
  recordedAt: string;
  occurredAt?: string;
  actor?: Actor;
  fact: TimelineFact;
}

/** Entries of one instant stand in the order in which such things happen; within a kind, `part` counts (0..99). */
const ORDER: Record<TimelineFact["kind"], number> = {
  "status-changed": 70,
  "process-started": 10,
  "rule-matched": 11,
  "incident-created": 12,
  "module-added": 13,
  "detection-added": 14,
  "computer-added": 15,
  "process-added": 16,
  resumed: 20,
  assessed: 21,
  "action-withheld": 23,
  "action-requested": 24,
  "action-failed": 30,
  "action-unconfirmed": 30,
  "action-confirmed": 30,
  "release-requested": 23,
  "question-answered": 40,
  "inquiry-opened": 40,
  exempted: 40,
  "exemption-ended": 40,
  "investigation-opened": 40,
  postponed: 40,
  "recommended-completed": 40,
  "recovery-step-done": 40,
  comment: 60,
  "person-comment": 60,
  "recommended-added": 61,
  escalated: 80,
  "notice-sent": 90,
  "notice-failed": 90,
  "notice-undelivered": 91,
};

/** The response begins before it acts, and an isolation's request leaves first. */
function orderOf(fact: TimelineFact): number {
  if (fact.kind === "status-changed" && fact.to === "reopened") return 19;
  if (fact.kind === "status-changed" && fact.to === "in-progress") return 22;
  if (fact.kind === "action-requested" && fact.action === "isolate") return 23;
  return ORDER[fact.kind];
}

function entryOf({ cause, recordedAt, occurredAt = recordedAt, actor = MDR, fact }: NewEntry, part = 0): TimelineEntry {
  const order = `${orderOf(fact)}${String(part).padStart(2, "0")}`;
  return { entryId: `${order}-${hashId(16, "entry", fact.kind, ...cause)}`, recordedAt, occurredAt, actor, fact };
}

export async function append(table: Table, place: Place, entry: NewEntry, part?: number): Promise<void> {
  await create(table, kindAt(place), entryOf(entry, part));
}

/** `append` of what most likely stands there already. */
export const appendIfMissing = (table: Table, place: Place, entry: NewEntry): Promise<void> =>
  append(lookingFirst(table), place, entry);

export const readEntry = async (
  table: Table,
  place: Place,
  { recordedAt, entryId }: Pick<TimelineEntry, "recordedAt" | "entryId">,
): Promise<TimelineEntry | undefined> => {
  const pk = incidentPk(place.customerId, place.incidentId);
  return (await read(table, kindAt(place), { pk, sk: `${under.timeline}${recordedAt}#${entryId}` }))?.value;
};

/** What was recorded after a cursor, oldest first: for live reading. The cursor is a sort key of an earlier answer. */
export const readRecorded = (
  table: Table,
  place: Place,
  after: string | undefined,
  limit: number,
): Promise<ValuePage<TimelineEntry>> =>
  readPage(table, kindAt(place), {
    pk: incidentPk(place.customerId, place.incidentId),
    prefix: under.timeline,
    limit,
    ...(after === undefined ? {} : { after }),
  });

interface OccurredQuery {
  /** The `next` of an earlier page. */
  after?: string;
  limit: number;
  descending: boolean;
}

/** By what happened when. What happened before it was recorded lags behind on AWS. */
export async function readOccurred(
  table: Table,
  place: Place,
  query: OccurredQuery,
): Promise<ValuePage<TimelineEntry>> {
  const values: TimelineEntry[] = [];
  const [atOnce, later] = [recordedAtOnce(table, place, query), recordedLater(table, place, query)];
  let [one, other] = [(await atOnce.next()).value, (await later.next()).value];
  while (one !== undefined || other !== undefined) {
    const last = values.at(-1);
    if (last !== undefined && values.length === query.limit) return { values, next: positionOf(last) };
    const isOne = other === undefined || (one !== undefined && goesFirst(one, other, query.descending));
    const entry = isOne ? one : other;
    if (entry !== undefined) values.push(entry);
    if (isOne) one = (await atOnce.next()).value;
    else other = (await later.next()).value;
  }
  return { values };
}

const goesFirst = (one: TimelineEntry, other: TimelineEntry, descending: boolean): boolean =>
  positionOf(one) < positionOf(other) !== descending;

type Entries = AsyncGenerator<TimelineEntry, undefined, undefined>;

/** What happened when it was recorded, from the entries themselves. */
async function* recordedAtOnce(table: Table, place: Place, { after, limit, descending }: OccurredQuery): Entries {
  const pk = incidentPk(place.customerId, place.incidentId);
  let from = after === undefined ? undefined : `${under.timeline}${recordedFrom(after)}`;
  do {
    const at = from === undefined ? {} : { after: from };
    const page = await readPage(table, kindAt(place), { pk, prefix: under.timeline, limit, descending, ...at });
    for (const entry of page.values) if (entry.occurredAt === entry.recordedAt) yield entry;
    from = page.next;
  } while (from !== undefined);
}

/** A place among the entries as recorded, before which (or descending, behind which) all lie that were told up to this position. */
function recordedFrom(position: string): string {
  const [occurredAt = "", recordedAt = "", entryId = ""] = position.split("#");
  if (occurredAt === recordedAt) return `${recordedAt}#${entryId}`;
  return occurredAt < recordedAt ? `${occurredAt}#~` : `${occurredAt}#`;
}

/** All others, from the list; earlier releases kept those of one instant there as well. */
async function* recordedLater(table: Table, place: Place, { after, limit, descending }: OccurredQuery): Entries {
  let from = after;
  do {
    const at = from === undefined ? {} : { after: from };
    const page = await readListPage(table, kindAt(place), { pk: listPk(place), limit, descending, ...at });
    for (const entry of page.values) if (entry.occurredAt !== entry.recordedAt) yield entry;
    from = page.next;
  } while (from !== undefined);
}
