// The append-only record of an incident. Its key is the fact's own recording time and id, so a repeated step adds none.
import { hashId } from "../core/ids.ts";
import type { Table } from "../core/ports.ts";
import { type Actor, MDR, TimelineEntry, type TimelineFact } from "../core/timeline.ts";
import { incidentPk, under } from "./keys.ts";
import { create, type RecordKind, read, readListPage, readPage, type ValuePage } from "./store.ts";

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
  list: (entry) => ({ pk: listPk(place), sk: `${entry.occurredAt}#${entry.recordedAt}#${entry.entryId}` }),
});

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

export async function append(table: Table, place: Place, entry: NewEntry, part = 0): Promise<void> {
  const { cause, recordedAt, occurredAt = recordedAt, actor = MDR, fact } = entry;
  const order = `${orderOf(fact)}${String(part).padStart(2, "0")}`;
  const entryId = `${order}-${hashId(16, "entry", fact.kind, ...cause)}`;
  await create(table, kindAt(place), { entryId, recordedAt, occurredAt, actor, fact });
}

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

/** By what happened when: newest first unless told. Lags behind on AWS. */
export const readOccurred = (
  table: Table,
  place: Place,
  query: { after?: string; limit: number; descending: boolean },
): Promise<ValuePage<TimelineEntry>> => readListPage(table, kindAt(place), { pk: listPk(place), ...query });
