// When a source was last heard, and since when it is silent: written once a minute while it sends.
import * as z from "zod";
import { SILENT_AFTER_HOURS, type Source } from "../core/customer.ts";
import type { Key, Table } from "../core/ports.ts";
import { customerPk } from "./keys.ts";
import { change, changeOrCreate, type RecordKind, read, readAll } from "./store.ts";

const Heard = z.object({
  customerId: z.string(),
  source: z.string(),
  /** A minute old at the most. */
  lastHeardAt: z.string(),
  /** When its silence will be told; absent where it was told, and where nobody wants to know. */
  silentAt: z.string().optional(),
  /** People were told; until it is heard again. */
  silentSince: z.string().optional(),
});
export type Heard = z.infer<typeof Heard>;

const PREFIX = "HEARD#";
const HOUR = 3_600_000;

const HEARD: RecordKind<Heard> = {
  schema: Heard,
  key: ({ customerId, source }) => heardKey(customerId, source),
  dueAt: ({ silentAt }) => silentAt,
};

export const heardKey = (customerId: string, source: string): Key => ({
  pk: customerPk(customerId),
  sk: `${PREFIX}${source}`,
});

export const silentHours = ({ silentAfterHours }: Pick<Source, "silentAfterHours">): number =>
  silentAfterHours ?? SILENT_AFTER_HOURS;

export function silentAtOf(source: Pick<Source, "silentAfterHours">, lastHeardAt: string): string | undefined {
  const hours = silentHours(source);
  return hours === 0 ? undefined : new Date(Date.parse(lastHeardAt) + hours * HOUR).toISOString();
}

const due = (source: Pick<Source, "silentAfterHours">, lastHeardAt: string): { silentAt?: string } => {
  const silentAt = silentAtOf(source, lastHeardAt);
  return silentAt === undefined ? {} : { silentAt };
};

/** It was heard: any silence is over. */
export const recordHeard = (table: Table, customerId: string, source: Source, at: string): Promise<Heard> => {
  const heard: Heard = { customerId, source: source.name, lastHeardAt: at, ...due(source, at) };
  return changeOrCreate(table, HEARD, heard, (standing) => (standing.lastHeardAt >= at ? undefined : heard));
};

/** The source's own setting changed, and with it when its silence is told. A silence that was told stays told. */
export const rescheduleSilence = (table: Table, customerId: string, source: Source): Promise<Heard | undefined> =>
  change(table, HEARD, heardKey(customerId, source.name), ({ silentAt, ...rest }) => {
    if (rest.silentSince !== undefined) return undefined;
    const next = due(source, rest.lastHeardAt);
    return next.silentAt === silentAt ? undefined : { ...rest, ...next };
  });

/** Told, unless it was heard since. */
export const recordSilence = (table: Table, heard: Heard, at: string): Promise<Heard | undefined> =>
  change(table, HEARD, HEARD.key(heard), ({ silentAt: _s, ...rest }) =>
    rest.lastHeardAt === heard.lastHeardAt ? { ...rest, silentSince: at } : undefined,
  );

export const readHeard = async (table: Table, key: Key): Promise<Heard | undefined> =>
  (await read(table, HEARD, key))?.value;

/** Of all sources of a customer that were ever heard. */
export const listHeard = (table: Table, customerId: string): Promise<Heard[]> =>
  readAll(table, HEARD, { pk: customerPk(customerId), prefix: PREFIX });
