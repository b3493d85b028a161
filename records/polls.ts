// Where the reading of a source that must be asked stands: a cursor a stream, when it is asked next, and who asks now.
import * as z from "zod";
import type { Key, Table } from "../core/ports.ts";
import { customerPk } from "./keys.ts";
import { change, changeOrCreate, type RecordKind, read, replace } from "./store.ts";

const Poll = z.object({
  customerId: z.string(),
  source: z.string(),
  /** By name. A cursor stands here only once all that was read before it is kept; failures are in a row. */
  streams: z.record(
    z.string(),
    z.object({ cursor: z.string().optional(), failures: z.int(), notBefore: z.string().optional() }),
  ),
  /** Where reading begins that has no cursor. */
  since: z.string(),
  /** Absent: it is not asked (any more). */
  pollAt: z.string().optional(),
  /** Who asks now, and nobody else before `pollAt`. */
  lease: z.string().optional(),
});
export type Poll = z.infer<typeof Poll>;
export type StreamState = Poll["streams"][string];

export const POLL = "POLL#";

const KIND: RecordKind<Poll> = {
  schema: Poll,
  key: ({ customerId, source }) => pollKey(customerId, source),
  dueAt: ({ pollAt }) => pollAt,
};

export const pollKey = (customerId: string, source: string): Key => ({
  pk: customerPk(customerId),
  sk: `${POLL}${source}`,
});

/** Whose it is, for who found only a key. */
export function pollOf({ pk, sk }: Key): { customerId: string; source: string } | undefined {
  const [, customerId] = /^C#([^#]+)$/.exec(pk) ?? [];
  return customerId === undefined || !sk.startsWith(POLL) ? undefined : { customerId, source: sk.slice(POLL.length) };
}

export const readPoll = async (table: Table, key: Key): Promise<Poll | undefined> =>
  (await read(table, KIND, key))?.value;

/** From now on it is asked, where it is not already. Cursors of an earlier time stay: what came meanwhile is read. */
export const beginPolling = (table: Table, customerId: string, source: string, at: string): Promise<Poll> =>
  changeOrCreate(table, KIND, { customerId, source, streams: {}, since: at, pollAt: at }, (standing) =>
    standing.pollAt === undefined ? { ...standing, pollAt: at } : undefined,
  );

export const endPolling = (table: Table, customerId: string, source: string): Promise<Poll | undefined> =>
  change(table, KIND, pollKey(customerId, source), ({ pollAt, lease: _l, ...rest }) =>
    pollAt === undefined ? undefined : rest,
  );

/** Takes it until then, where it is due; nothing where somebody else has it. */
export async function leasePoll(table: Table, key: Key, now: string, until: string, lease: string) {
  const stored = await read(table, KIND, key);
  if (stored?.value.pollAt === undefined || stored.value.pollAt > now) return undefined;
  const mine = { ...stored.value, pollAt: until, lease };
  return (await replace(table, KIND, mine, stored.version)) === "done" ? mine : undefined;
}

/** Only by who has the lease: an earlier one that comes back late changes nothing. Resolves to whether it was ours. */
export async function changeLeased(table: Table, leased: Poll, apply: (poll: Poll) => Poll): Promise<boolean> {
  let mine = false;
  await change(table, KIND, KIND.key(leased), (standing) => {
    mine = standing.lease === leased.lease && standing.pollAt !== undefined;
    return mine ? apply(standing) : undefined;
  });
  return mine;
}
