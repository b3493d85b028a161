// Detections as ESET Connect lists what is new since a delta token; where the token has expired, by time.
// `:listDelta` stands not in the OpenAPI documents: its path, query and answer are those of ESET's own connector for
// Microsoft Sentinel (version 3.3.0), which left polling by time because it lost what arrived late.
import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { bodiesOf, pageSizeAfter } from "../bodies.ts";
import { isObject } from "../json-text.ts";
import type { Asked, Cursor, Polled } from "../vendor.ts";
import type { ConnectClient } from "./connect-client.ts";
import { deviceNames } from "./device-names.ts";
import { timestamp } from "./times.ts";

/**
 * `token`: what is new after it is still to be read, `page` within that. `from`: before that, what occurred since then is
 * to be read by time. `at`: until then all was read when the token was given.
 */
const Position = z.strictObject({
  at: z.string(),
  token: z.string().optional(),
  from: z.string().optional(),
  page: z.string().optional(),
});
type Position = z.infer<typeof Position>;

type Version = "v1" | "v2";

const Delta = z.looseObject({
  createdDetections: z.array(z.unknown()).nullish(),
  nextPageToken: z.string().nullish(),
  nextDeltaToken: z.string().nullish(),
});
const Window = z.looseObject({ detections: z.array(z.unknown()).nullish(), nextPageToken: z.string().nullish() });

/** What is told late occurred this long before. The repetition is absorbed: a detection is one. */
const OVERLAP_MILLISECONDS = 60 * 60_000;

/** In the words of v2, which has them. A detection is not kept waiting for a name. */
async function named(client: ConnectClient, items: readonly unknown[]): Promise<unknown[]> {
  const names = await deviceNames(client, items.map(deviceOf)).catch(() => new Map<string, string>());
  return items.map((item) => {
    const uuid = deviceOf(item);
    const displayName = uuid === undefined ? undefined : names.get(uuid);
    return isObject(item) && displayName !== undefined ? { ...item, device: { uuid, displayName } } : item;
  });
}

function deviceOf(item: unknown): string | undefined {
  const uuid = isObject(item) && isObject(item.context) ? item.context.deviceUuid : undefined;
  return typeof uuid === "string" && uuid !== "" ? uuid : undefined;
}

const polled = (position: Position, items: readonly unknown[] = [], more = true): Polled => ({
  bodies: bodiesOf(items),
  cases: [],
  cursor: JSON.stringify(position),
  more,
});

interface Now extends Asked {
  /** Epoch milliseconds. */
  now: number;
}

/**
 * The first time a token is asked for, and what occurred since it was decided to read is read by time. An expired token is answered with a 4xx whose words nobody documents: any counts as expired.
 */
export async function readDelta(
  client: ConnectClient,
  version: Version,
  cursor: Cursor | undefined,
  asked: Now,
): Promise<Polled> {
  const since = timestamp(Date.parse(asked.since));
  const position = cursor === undefined ? { at: since, from: since } : Position.parse(JSON.parse(cursor));
  if (position.token === undefined) return begin(client, version, position, asked.now);
  try {
    return position.from === undefined
      ? await readNew(client, version, position, asked)
      : await readWindow(client, position, asked);
  } catch (error) {
    // The whole window once more would be refused once more.
    const isWindow = position.from !== undefined && position.page === undefined;
    if (!isStale(error) || isWindow) throw error;
    return polled(afterStale(position));
  }
}

/** Unknown, too old or no longer taken; not: no right to read at all. */
const isStale = (error: unknown): boolean =>
  error instanceof Refusal && (error.kind === "bad-request" || error.kind === "not-found");

/** A page of it first, then the whole of it. */
function afterStale({ page, ...position }: Position): Position {
  if (page !== undefined) return position;
  return { at: position.at, from: position.at };
}

/** `latest` gives a token and no detections; what came since `from` is read by time afterwards. */
async function begin(client: ConnectClient, version: Version, position: Position, now: number): Promise<Polled> {
  const { nextDeltaToken } = await ask(client, version, { deltaToken: "latest", pageSize: "1" });
  const from = position.from ?? position.at;
  return polled(
    { at: timestamp(now), from, ...(nextDeltaToken ? { token: nextDeltaToken } : {}) },
    [],
    !!nextDeltaToken,
  );
}

async function ask(client: ConnectClient, version: Version, query: Record<string, string>) {
  const place = { what: "list the new detections", service: "incident-management", query } as const;
  const answer = await client.read({ ...place, path: `/${version}/detections:listDelta` }, Delta);
  if (answer === undefined)
    throw new Refusal("not-found", "eset-not-found", "ESET Connect: no such delta of detections");
  return answer;
}

async function readNew(
  client: ConnectClient,
  version: Version,
  { at, token = "", page }: Position,
  { failures, now }: Now,
): Promise<Polled> {
  const query = { pageSize: `${pageSizeAfter(failures)}`, deltaToken: token };
  const answer = await ask(client, version, page === undefined ? query : { ...query, pageToken: page });
  const created = answer.createdDetections ?? [];
  const items = version === "v1" ? await named(client, created) : created;
  if (answer.nextPageToken) return polled({ at, token, page: answer.nextPageToken }, items);
  return polled({ at: timestamp(now), token: answer.nextDeltaToken || token }, items, false);
}

/** In v1 alone: it lists what endpoints and ESET Inspect saw, and the list of v2 is not there for every tenant (501). */
async function readWindow(client: ConnectClient, { at, token, from = at, page }: Position, { failures }: Now) {
  const startTime = timestamp(Date.parse(from) - OVERLAP_MILLISECONDS);
  const query = {
    startTime,
    pageSize: `${pageSizeAfter(failures)}`,
    ...(page === undefined ? {} : { pageToken: page }),
  };
  const place = { what: "list the detections", service: "incident-management", path: "/v1/detections", query } as const;
  const answer = await client.read(place, Window);
  const items = await named(client, answer?.detections ?? []);
  const known = token === undefined ? { at } : { at, token };
  return polled(answer?.nextPageToken ? { ...known, from, page: answer.nextPageToken } : known, items);
}
