// The append-only record of an incident. Its key is the fact's own recording time and id, so a repeated step adds none.
import { hashId } from "../core/ids.ts";
import type { Table } from "../core/ports.ts";
import { type Actor, MDR, TimelineEntry, type TimelineFact } from "../core/timeline.ts";
import { incidentPk, under } from "./keys.ts";
import { create, type RecordKind, readListPage, readPage, type ValuePage } from "./store.ts";

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

/** Sorts entries of one instant in the order of their writing: `order` is 0..999. */
export async function append(table: Table, place: Place, entry: NewEntry, order = 0): Promise<void> {
  const { cause, recordedAt, occurredAt = recordedAt, actor = MDR, fact } = entry;
  const entryId = `${String(order).padStart(3, "0")}-${hashId(16, "entry", fact.kind, ...cause)}`;
  await create(table, kindAt(place), { entryId, recordedAt, occurredAt, actor, fact });
}

export async function appendAll(table: Table, place: Place, entries: readonly NewEntry[]): Promise<void> {
  for (const [order, entry] of entries.entries()) await append(table, place, entry, order);
}

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
