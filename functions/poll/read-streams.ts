// Reads one source's streams from where they stand, page by page: what was read is kept first, then the cursor is stored.
import type { Source } from "../../core/customer.ts";
import type { Key } from "../../core/ports.ts";
import { readSource } from "../../records/customers.ts";
import { changeLeased, endPolling, leasePoll, type Poll, type StreamState } from "../../records/polls.ts";
import type { Polling } from "../../vendors/vendor.ts";
import { type Deps, nowAt } from "../deps.ts";
import { noteHeard } from "../intake/note-heard.ts";
import { secretName } from "../secret-cache.ts";
import { takeCase } from "./take-case.ts";
import { takeIn } from "./take-in.ts";

/** Longer than the function may run: after this the copy that reads is dead. */
const LEASE_MILLISECONDS = 6 * 60_000;
const EVERY_MILLISECONDS = 60_000;
const LONGEST_PAUSE_MILLISECONDS = 15 * 60_000;
/** Of one stream at one time, so that a backlog of days starves no other. */
const PAGES_AT_ONCE = 50;

/** Throws only where the records cannot be read or written: then the lease's end begins it again. */
export async function readStreams(deps: Deps, key: Key, until: number): Promise<void> {
  const [now, lease] = [nowAt(deps), `${deps.now()}-${deps.random()}`];
  const end = new Date(deps.now() + LEASE_MILLISECONDS).toISOString();
  const leased = await leasePoll(deps.table, key, now, end, lease);
  if (leased === undefined) return;
  const source = await readSource(deps.table, leased.customerId, leased.source);
  const polling = source && (await deps.connectors(leased.customerId, source.name))?.polling;
  if (source === undefined || polling === undefined) {
    await endPolling(deps.table, leased.customerId, leased.source);
    return;
  }
  const reading: Reading = { deps, leased, source, polling, until };
  const ends: StreamEnd[] = [];
  for (const stream of polling.streams) ends.push(await readStream(reading, stream));
  // It answered: a product that has nothing to tell is not silent.
  if (ends.some((one) => one === "done" || one === "more")) await noteHeard(deps, leased.customerId, source);
  const pause = ends.includes("more") ? 0 : EVERY_MILLISECONDS;
  const at = new Date(deps.now() + pause).toISOString();
  await changeLeased(deps.table, leased, ({ lease: _l, ...poll }) => ({
    ...poll,
    pollAt: later(at, firstOf(polling, poll)),
  }));
}

interface Reading {
  deps: Deps;
  leased: Poll;
  source: Source;
  polling: Polling;
  until: number;
}

type StreamEnd = "done" | "more" | "failed" | "paused" | "unheard";

const later = (one: string, other: string): string => (one > other ? one : other);

/** When the first of its streams has something to do again. */
const firstOf = ({ streams }: Polling, poll: Poll): string =>
  streams.map((name) => poll.streams[name]?.notBefore ?? "").reduce((one, other) => (one < other ? one : other));

async function readStream(reading: Reading, stream: string): Promise<StreamEnd> {
  const { deps, leased, source } = reading;
  const state = leased.streams[stream] ?? { failures: 0 };
  if (state.notBefore !== undefined && state.notBefore > nowAt(deps)) return "paused";
  try {
    return await readPages(reading, stream, state);
  } catch (error) {
    const outcome = error instanceof Error ? error.name : "unknown";
    deps.log.warn({ function: "poll", customer: leased.customerId, source: source.name, stream, outcome });
    await changeLeased(deps.table, leased, (poll) => failedAgain(deps, poll, stream, error));
    return "failed";
  }
}

async function readPages({ deps, leased, source, polling, until }: Reading, stream: string, state: StreamState) {
  let { cursor } = state;
  let end: StreamEnd = "unheard";
  const senderSecret = () => newestSecret(deps, leased.customerId, source);
  for (let page = 0; page < PAGES_AT_ONCE && deps.now() < until; page += 1) {
    const polled = await polling.poll(stream, cursor, { since: leased.since, failures: state.failures, senderSecret });
    for (const body of polled.bodies) await takeIn(deps, leased.customerId, source, body);
    for (const seen of polled.cases) await takeCase(deps, leased.customerId, source, polling, seen);
    cursor = polled.cursor;
    if (polled.heard !== false) end = "done";
    const { notBefore } = polled;
    const next = { cursor, failures: 0, ...(notBefore === undefined ? {} : { notBefore }) };
    const ours = await changeLeased(deps.table, leased, (poll) => ({
      ...poll,
      streams: { ...poll.streams, [stream]: next },
    }));
    if (!ours || !polled.more) return end;
  }
  return "more";
}

/** The one that was added last stands first: the others are about to be retired. */
async function newestSecret(deps: Deps, customerId: string, { name, secretIds }: Source): Promise<string | undefined> {
  const [id] = secretIds;
  return id === undefined ? undefined : deps.secretCache.get(secretName.source(customerId, name, id));
}

function failedAgain(deps: Deps, poll: Poll, stream: string, error: unknown): Poll {
  const before = poll.streams[stream] ?? { failures: 0 };
  const failures = before.failures + 1;
  const asked = error instanceof Error && "retryAfterSeconds" in error ? Number(error.retryAfterSeconds ?? 0) : 0;
  const pause = Math.min(LONGEST_PAUSE_MILLISECONDS, EVERY_MILLISECONDS * 2 ** Math.min(failures - 1, 4));
  const notBefore = new Date(deps.now() + Math.max(pause, asked * 1000)).toISOString();
  return { ...poll, streams: { ...poll.streams, [stream]: { ...before, failures, notBefore } } };
}
