// The product's own incidents: which of ours hold their detections, and what they are to be told.
import * as z from "zod";
import { hashId } from "../core/ids.ts";
import type { Item, Key, Table } from "../core/ports.ts";
import { customerPk, incidentPk, placeOf } from "./keys.ts";
import { change, changeOrCreate, create, type RecordKind, read, readAll, removeStanding } from "./store.ts";
import type { Place } from "./timeline.ts";

const Case = z.object({
  customerId: z.string(),
  source: z.string(),
  caseId: z.string(),
  /** The product's word for the state that was read last; the same again is no news. */
  updatedAt: z.string(),
  seenAt: z.string(),
  /** Ours that hold its detections. */
  incidentIds: z.array(z.string()),
});
export type Case = z.infer<typeof Case>;

const REMEMBER_SECONDS = 400 * 86_400;

const caseKey = (customerId: string, source: string, caseId: string): Key => ({
  pk: `${customerPk(customerId)}#CASE#${source}#${hashId(20, caseId)}`,
  sk: "CASE",
});
const CASE: RecordKind<Case> = {
  schema: Case,
  key: ({ customerId, source, caseId }) => caseKey(customerId, source, caseId),
  expiresAtSeconds: ({ seenAt }) => Math.floor(Date.parse(seenAt) / 1000) + REMEMBER_SECONDS,
};

export const readCase = async (
  table: Table,
  { customerId, source, caseId }: Pick<Case, "customerId" | "source" | "caseId">,
) => (await read(table, CASE, caseKey(customerId, source, caseId)))?.value;

/** Of a link's item. */
export async function forgetCase(table: Table, { body }: Pick<Item, "body">): Promise<void> {
  const { customerId, source, caseId } = Link.parse(body.value);
  await removeStanding(table, caseKey(customerId, source, caseId));
}

/** The last write about what was read of a case. */
export const recordCase = (table: Table, seen: Case): Promise<Case> =>
  changeOrCreate(table, CASE, seen, ({ incidentIds, ...standing }) => ({
    ...standing,
    updatedAt: seen.updatedAt,
    seenAt: seen.seenAt,
    incidentIds: [...new Set([...incidentIds, ...seen.incidentIds])],
  }));

/** One of our incidents and the product's: looked after while there may be something to tell. */
const Link = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  source: z.string(),
  caseId: z.string(),
  linkedAt: z.string(),
  /** Timeline entries that were recorded until then are decided upon. */
  readUpTo: z.string().optional(),
  /** When it is looked at next; absent: no more. */
  lookAt: z.string().optional(),
});
export type Link = z.infer<typeof Link>;

export const LINK = "CASE#";

const LINKED: RecordKind<Link> = {
  schema: Link,
  key: ({ customerId, incidentId, source, caseId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `${LINK}${source}#${hashId(20, caseId)}`,
  }),
  dueAt: ({ lookAt }) => lookAt,
};

/** Whose it is, for who found only a key. */
export function linkOf({ pk, sk }: Key): { customerId: string; source: string } | undefined {
  const [place, source] = [placeOf(pk), /^CASE#([^#]+)#/.exec(sk)?.[1]];
  return place === undefined || source === undefined ? undefined : { customerId: place.customerId, source };
}

/** The first stands. */
export const linkCase = (table: Table, link: Link): Promise<"done" | "refused"> => create(table, LINKED, link);

export const readLink = async (table: Table, key: Key): Promise<Link | undefined> =>
  (await read(table, LINKED, key))?.value;

export const changeLink = (table: Table, link: Link, apply: (link: Link) => Link | undefined) =>
  change(table, LINKED, LINKED.key(link), apply);

/** What the product's incident is to be told: decided once, then written there, at most once. */
const Telling = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  source: z.string(),
  caseId: z.string(),
  /** Of the timeline entry that it tells. */
  updateId: z.string(),
  /** Of the entry: they are told in this order. */
  order: z.string(),
  kind: z.enum(["comment", "close", "reopen"]),
  text: z.string(),
  endedAs: z.enum(["resolved", "closed", "invalid"]).optional(),
  state: z.enum(["wanted", "told", "failed"]),
  /** Set before the product is asked; with state `wanted` it means that the answer may be lost. */
  askedAt: z.string().optional(),
  /** Accepted: fetches the answer. */
  reference: z.string().optional(),
  /** Accepted, and its answer is lost: never written again. */
  accepted: z.boolean().optional(),
  /** How often the product was asked to. */
  attempts: z.int(),
  reason: z.string().optional(),
});
export type Telling = z.infer<typeof Telling>;

const TELLING = "TELL#";
const linkPart = ({ source, caseId }: Pick<Link, "source" | "caseId">) => `${source}#${hashId(20, caseId)}#`;

const TOLD: RecordKind<Telling> = {
  schema: Telling,
  key: (telling) => ({
    pk: incidentPk(telling.customerId, telling.incidentId),
    sk: `${TELLING}${linkPart(telling)}${telling.order}`,
  }),
};

export const createTelling = (table: Table, telling: Telling): Promise<"done" | "refused"> =>
  create(table, TOLD, telling);

export const changeTelling = (table: Table, telling: Telling, apply: (telling: Telling) => Telling | undefined) =>
  change(table, TOLD, TOLD.key(telling), apply);

/** In their order. */
export const readTellings = (
  table: Table,
  { customerId, incidentId, ...link }: Place & Pick<Link, "source" | "caseId">,
): Promise<Telling[]> =>
  readAll(table, TOLD, { pk: incidentPk(customerId, incidentId), prefix: `${TELLING}${linkPart(link)}` });
