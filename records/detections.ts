// Detections and findings under their incident, and the claim that says in which incident a detection lies.
import * as z from "zod";
import { Detection } from "../core/detection.ts";
import { Finding, findingFacts, findingOf } from "../core/finding.ts";
import { hashId } from "../core/ids.ts";
import type { Item, Table } from "../core/ports.ts";
import { customerPk, incidentPk, under } from "./keys.ts";
import {
  change,
  create,
  type RecordKind,
  read,
  readAll,
  readPage,
  removeStanding,
  replace,
  type Stored,
  type ValuePage,
} from "./store.ts";
import type { Place } from "./timeline.ts";

/**
 * Made before anything else is written for a detection: its time, and (once correlated) its incident. An alias claim
 * only names the detection that another channel told first.
 */
const Claim = z.object({
  customerId: z.string(),
  detectionId: z.string(),
  /** Set on an alias: the detection that it is. */
  sameAs: z.string().optional(),
  incidentId: z.string().optional(),
  outcome: z.enum(["opened", "attached", "reopened"]).optional(),
  at: z.string(),
  deliveryId: z.string(),
});
export type Claim = z.infer<typeof Claim>;

const claimKey = (customerId: string, detectionId: string) => ({
  pk: `${customerPk(customerId)}#CLAIM#${detectionId}`,
  sk: "CLAIM",
});
const CLAIM: RecordKind<Claim> = {
  schema: Claim,
  key: ({ customerId, detectionId }) => claimKey(customerId, detectionId),
};

/**
 * Claims every id under which this event is known, in one fixed order; a loser follows the winner. Resolves to the
 * claim of the event, which an earlier delivery may have made; to `mine` itself where nobody knew the event.
 */
export async function claim(table: Table, ids: readonly string[], mine: Claim): Promise<Claim> {
  const all = [...new Set(ids)].sort();
  const ours: string[] = [];
  for (const id of all) {
    const sameAs = id === mine.detectionId ? {} : { sameAs: mine.detectionId };
    const created = await create(table, CLAIM, { ...mine, detectionId: id, ...sameAs });
    if (created === "done" && all.length === 1) return mine;
    const winner = created === "done" ? undefined : await winnerOf(table, mine, id);
    if (winner === undefined || winner.detectionId === mine.detectionId) {
      ours.push(id);
      continue;
    }
    for (const earlier of ours) {
      await change(table, CLAIM, claimKey(mine.customerId, earlier), (c) =>
        c.incidentId === undefined ? { ...c, sameAs: winner.detectionId } : undefined,
      );
    }
    return winner;
  }
  return winnerOf(table, mine, mine.detectionId);
}

/**
 * The claim of the event that this id stands for. An alias is claimed before the event's own id where it sorts first:
 * who comes between the two makes the missing claim, so that both mean the same.
 */
async function winnerOf(table: Table, mine: Claim, id: string): Promise<Claim> {
  const seen = new Set<string>();
  let next = id;
  for (;;) {
    const stored = (await read(table, CLAIM, claimKey(mine.customerId, next)))?.value;
    if (stored === undefined) {
      await create(table, CLAIM, { ...mine, detectionId: next });
      continue;
    }
    seen.add(next);
    if (stored.sameAs === undefined || seen.has(stored.sameAs)) return stored;
    next = stored.sameAs;
  }
}

/** Under each of these ids. */
export async function forgetClaims(table: Table, customerId: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) await removeStanding(table, claimKey(customerId, id));
}

/** Decides once in which incident the detection lies; the first decision stands. */
export async function settleClaim(
  table: Table,
  mine: Claim,
  incidentId: string,
  outcome: "opened" | "attached" | "reopened",
): Promise<Claim> {
  // As it was made, unless somebody was faster.
  const first = { ...mine, incidentId, outcome };
  if (mine.incidentId === undefined && (await replace(table, CLAIM, first, 1)) === "done") return first;
  const settled = await change(table, CLAIM, claimKey(mine.customerId, mine.detectionId), (c) =>
    c.incidentId === undefined ? { ...c, incidentId, outcome } : undefined,
  );
  return settled ?? first;
}

const DetectionRecord = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  detectionId: z.string(),
  at: z.string(),
  deliveryId: z.string(),
  detection: Detection,
  /** The delivery that updated it last. */
  updatedBy: z.string().optional(),
});
export type DetectionRecord = z.infer<typeof DetectionRecord>;

const DETECTION: RecordKind<DetectionRecord> = {
  schema: DetectionRecord,
  key: ({ customerId, incidentId, at, detectionId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `${under.detection}${at}#${detectionId}`,
  }),
};

/** The last write of placing: a detection that stands here is wholly placed. */
export const createDetection = (table: Table, record: DetectionRecord): Promise<"done" | "refused"> =>
  create(table, DETECTION, record);

const placeOf = ({ customerId, incidentId, at, detectionId }: Claim & { incidentId: string }) => ({
  pk: incidentPk(customerId, incidentId),
  sk: `${under.detection}${at}#${detectionId}`,
});

export const readDetection = (
  table: Table,
  claimed: Claim & { incidentId: string },
): Promise<Stored<DetectionRecord> | undefined> => read(table, DETECTION, placeOf(claimed));

export const saysMore = (detection: Detection, standing: Detection): boolean =>
  (detection.revision ?? 0) > (standing.revision ?? 0);

/** The last write of an update. What says no more than what stands by now changes nothing. */
export const updateDetection = (
  table: Table,
  claimed: Claim & { incidentId: string },
  detection: Detection,
  updatedBy: string,
): Promise<DetectionRecord | undefined> =>
  change(table, DETECTION, placeOf(claimed), (standing) => {
    const { identity, aliases } = standing.detection;
    return saysMore(detection, standing.detection)
      ? { ...standing, detection: { ...detection, identity, aliases }, updatedBy }
      : undefined;
  });

export const detectionIn = ({ body }: Pick<Item, "body">): DetectionRecord => DetectionRecord.parse(body.value);

export const listDetections = (
  table: Table,
  { customerId, incidentId }: Place,
  query: { after?: string; limit: number; descending?: boolean },
): Promise<ValuePage<DetectionRecord>> =>
  readPage(table, DETECTION, { pk: incidentPk(customerId, incidentId), prefix: under.detection, ...query });

const FindingRecord = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  findingId: z.string(),
  at: z.string(),
  finding: Finding,
});
export type FindingRecord = z.infer<typeof FindingRecord>;

const FINDING: RecordKind<FindingRecord> = {
  schema: FindingRecord,
  key: ({ customerId, incidentId, findingId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `${under.finding}${findingId}`,
  }),
};

export const findingIn = ({ body }: Pick<Item, "body">): Finding => FindingRecord.parse(body.value).finding;

export const findingId = (finding: Finding): string => hashId(16, "finding", findingFacts(finding));

export const createFinding = (
  table: Table,
  place: Place,
  at: string,
  detection: Detection,
): Promise<"done" | "refused"> => {
  const finding = findingOf(detection);
  return create(table, FINDING, { ...place, findingId: findingId(finding), at, finding });
};

export const hasFinding = async (table: Table, { customerId, incidentId }: Place, id: string): Promise<boolean> =>
  (await table.get({ pk: incidentPk(customerId, incidentId), sk: `${under.finding}${id}` })) !== undefined;

export const hasFindings = async (table: Table, { customerId, incidentId }: Place): Promise<boolean> =>
  (await table.query({ pk: incidentPk(customerId, incidentId), prefix: under.finding, limit: 1 })).items.length > 0;

/** An assessment reads at most this many findings; an incident with more needs a person. */
export const MAX_FINDINGS = 2000;

export const readFindings = (table: Table, { customerId, incidentId }: Place): Promise<FindingRecord[]> =>
  readAll(table, FINDING, { pk: incidentPk(customerId, incidentId), prefix: under.finding }, MAX_FINDINGS);
