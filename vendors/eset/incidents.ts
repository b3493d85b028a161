// ESET's incidents by their last change, and the detections of one. Source: incident-management OpenAPI, /v2/incidents.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { bodiesOf, pageSizeAfter } from "../bodies.ts";
import type { Asked, Cursor, Polled } from "../vendor.ts";
import { type ConnectClient, segment } from "./connect-client.ts";
import { timestamp } from "./times.ts";

/** `since`: all that changed before it is read. `going`: exactly there, without overlap. `page`: of the many that changed in that very second. */
const Position = z.strictObject({ since: z.string(), going: z.boolean().optional(), page: z.string().optional() });
type Position = z.infer<typeof Position>;

const Listed = z.looseObject({ uuid: z.string().min(1), updateTime: z.string().min(1) });
const List = z.looseObject({ incidents: z.array(Listed).nullish(), nextPageToken: z.string().nullish() });

/** What is written while a list is read may be seen late. */
const OVERLAP_MILLISECONDS = 5 * 60_000;
/** More detections of one incident arrive by the delta all the same. */
const MOST_DETECTIONS = 1000;
const AT_ONCE = 50;

/**
 * By update_time, oldest first, and on from the last one seen rather than by page: an incident that changes while the list
 * is read moves to its end, and page tokens would skip another. The list names no detections: `readIncidentDetections`.
 */
export async function readIncidents(client: ConnectClient, cursor: Cursor | undefined, asked: Asked): Promise<Polled> {
  const begin: Position = { since: timestamp(Date.parse(asked.since)), going: true };
  const position = cursor === undefined ? begin : Position.parse(JSON.parse(cursor));
  const { since, going = false, page } = position;
  const from = going ? since : timestamp(Date.parse(since) - OVERLAP_MILLISECONDS);
  const list = await read(client, from, page, pageSizeAfter(asked.failures));
  const incidents = list.incidents ?? [];
  const isLast = !list.nextPageToken;
  const next = isLast ? { since: latest(since, incidents) } : further(from, incidents, list.nextPageToken ?? "");
  return {
    bodies: [],
    cases: incidents.map(({ uuid, updateTime }) => ({ caseId: uuid, updatedAt: updateTime })),
    cursor: JSON.stringify(next),
    more: !isLast,
  };
}

async function read(client: ConnectClient, from: string, page: string | undefined, pageSize: number) {
  const query = { filter: `update_time >= timestamp("${from}")`, orderBy: "update_time", pageSize: `${pageSize}` };
  const place = { what: "list the incidents", service: "incident-management", path: "/v2/incidents" } as const;
  try {
    return await readPage(client, { ...place, query: page === undefined ? query : { ...query, pageToken: page } });
  } catch (error) {
    // The page is gone: its first one tells everything once more.
    if (page === undefined || !(error instanceof Refusal) || error.kind !== "bad-request") throw error;
    return readPage(client, { ...place, query });
  }
}

async function readPage(client: ConnectClient, place: Parameters<ConnectClient["read"]>[0]) {
  const list = await client.read(place, List);
  if (list === undefined)
    throw new Refusal("not-found", "eset-not-found", "ESET Connect: there is no list of incidents");
  return list;
}

type Listed = z.infer<typeof Listed>;

const instants = (incidents: readonly Listed[]): number[] =>
  incidents.map(({ updateTime }) => Date.parse(updateTime)).filter((at) => !Number.isNaN(at));

const latest = (since: string, incidents: readonly Listed[]): string =>
  timestamp(Math.max(Date.parse(since), ...instants(incidents)));

/** Where one second fills a whole page there is no way on but its page token. */
function further(from: string, incidents: readonly Listed[], page: string): Position {
  const last = latest(from, incidents);
  return last === from ? { since: from, going: true, page } : { since: last, going: true };
}

const Read = z.looseObject({ incident: z.looseObject({ detectionUuids: z.array(z.string()).nullish() }) });
const Batch = z.looseObject({ detections: z.array(z.unknown()).nullish() });
const One = z.looseObject({ detection: z.unknown() });

export async function readIncidentDetections(client: ConnectClient, incidentId: string): Promise<string[]> {
  const service = "incident-management";
  const path = `/v2/incidents/${segment(incidentId)}`;
  const read = await client.read({ what: "read the incident", service, path }, Read);
  if (read === undefined) throw new Refusal("not-found", "eset-not-found", "ESET Connect: there is no such incident");
  const uuids = (read.incident.detectionUuids ?? []).slice(0, MOST_DETECTIONS);
  const detections: unknown[] = [];
  for (let first = 0; first < uuids.length; first += AT_ONCE)
    detections.push(...(await readBatch(client, uuids.slice(first, first + AT_ONCE))));
  return bodiesOf(detections);
}

/** All or nothing by the specification: where one of them is gone, each is read by itself. */
async function readBatch(client: ConnectClient, detectionUuids: string[]): Promise<unknown[]> {
  const place = { what: "read the detections", service: "incident-management" } as const;
  try {
    const body = { detectionUuids };
    return (await client.ask({ ...place, path: "/v2/detections:batchGet" }, body, Batch)).detections ?? [];
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === "forbidden" || error.kind === "unauthenticated") throw error;
  }
  const found: unknown[] = [];
  for (const uuid of detectionUuids) {
    const read = await client.read({ ...place, path: `/v2/detections/${segment(uuid)}` }, One);
    if (read !== undefined) found.push(read.detection);
  }
  return found;
}
