// Computers under their customer, the incidents each was part of, and the ceiling of automatic isolations.
import * as z from "zod";
import { CONNECTED, Computer, type Isolation } from "../core/computer.ts";
import type { Detection } from "../core/detection.ts";
import type { Table } from "../core/ports.ts";
import { computerPk, computersPk, customerPk, incidentPk, under } from "./keys.ts";
import { change, changeOrCreate, create, type RecordKind, read, readAll, readPage, type ValuePage } from "./store.ts";
import type { Place } from "./timeline.ts";

const computerKey = (customerId: string, computerId: string) => ({
  pk: computersPk(customerId),
  sk: `COMPUTER#${computerId}`,
});
const COMPUTER: RecordKind<Computer> = {
  schema: Computer,
  key: ({ customerId, computerId }) => computerKey(customerId, computerId),
};

/** A computer we have not heard of before is connected and held by nobody. */
export const createComputer = (
  table: Table,
  customerId: string,
  source: string,
  { computer }: Pick<Detection, "computer">,
) =>
  create(table, COMPUTER, {
    customerId,
    computerId: computer.id,
    name: computer.name,
    source,
    isolation: CONNECTED,
    ...(computer.operatingSystem === undefined ? {} : { operatingSystem: computer.operatingSystem }),
    ...(computer.group === undefined ? {} : { group: computer.group }),
  });

export const readComputer = async (
  table: Table,
  customerId: string,
  computerId: string,
): Promise<Computer | undefined> => (await read(table, COMPUTER, computerKey(customerId, computerId)))?.value;

export const readComputerVersion = (table: Table, customerId: string, computerId: string) =>
  read(table, COMPUTER, computerKey(customerId, computerId));

export const changeComputer = (
  table: Table,
  customerId: string,
  computerId: string,
  apply: (computer: Computer) => Computer | undefined,
): Promise<Computer | undefined> => change(table, COMPUTER, computerKey(customerId, computerId), apply);

export const changeIsolation = (
  table: Table,
  customerId: string,
  computerId: string,
  apply: (isolation: Isolation) => Isolation | undefined,
): Promise<Computer | undefined> =>
  changeComputer(table, customerId, computerId, (computer) => {
    const isolation = apply(computer.isolation);
    return isolation === undefined ? undefined : { ...computer, isolation };
  });

export const listComputers = (
  table: Table,
  customerId: string,
  query: { after?: string; limit: number },
): Promise<ValuePage<Computer>> =>
  readPage(table, COMPUTER, { pk: computersPk(customerId), prefix: "COMPUTER#", ...query });

const Membership = z.object({
  customerId: z.string(),
  incidentId: z.string(),
  computerId: z.string(),
  name: z.string(),
  at: z.string(),
  /** When somebody last ended this incident\'s hold of it. */
  releasedAt: z.string().optional(),
});
export type Membership = z.infer<typeof Membership>;
const MEMBER: RecordKind<Membership> = {
  schema: Membership,
  key: ({ customerId, incidentId, computerId }) => ({
    pk: incidentPk(customerId, incidentId),
    sk: `${under.computer}${computerId}`,
  }),
};
const HISTORY: RecordKind<Membership> = {
  schema: Membership,
  key: ({ customerId, computerId, at, incidentId }) => ({
    pk: computerPk(customerId, computerId),
    sk: `INCIDENT#${at}#${incidentId}`,
  }),
};

/** The computer is part of the incident: under the incident, and in the computer's own history. Resolves to the instant at which it joined. */
export async function addComputer(table: Table, member: Membership): Promise<string> {
  const added = await create(table, MEMBER, member);
  const stands = added === "done" ? member : ((await read(table, MEMBER, MEMBER.key(member)))?.value ?? member);
  await create(table, HISTORY, stands);
  return stands.at;
}

/** Somebody ends the incident's hold of the computer, knowing what is known now. The latest stands. */
export async function markReleased(table: Table, place: Place, computerId: string, at: string): Promise<void> {
  const key = { pk: incidentPk(place.customerId, place.incidentId), sk: `${under.computer}${computerId}` };
  await change(table, MEMBER, key, (member) =>
    (member.releasedAt ?? "") >= at ? undefined : { ...member, releasedAt: at },
  );
}

export const computersOf = (table: Table, { customerId, incidentId }: Place): Promise<Membership[]> =>
  readAll(table, MEMBER, { pk: incidentPk(customerId, incidentId), prefix: under.computer });

/** Takes the incident out of the computer's history. */
export async function forgetIncident(table: Table, member: Membership): Promise<void> {
  const stands = await read(table, HISTORY, HISTORY.key(member));
  if (stands !== undefined) await table.remove(HISTORY.key(member), stands.version);
}

export const incidentsOf = (
  table: Table,
  customerId: string,
  computerId: string,
  query: { after?: string; limit: number },
) =>
  readPage(table, HISTORY, { pk: computerPk(customerId, computerId), prefix: "INCIDENT#", descending: true, ...query });

const Ceiling = z.object({
  customerId: z.string(),
  /** Those of the window. */
  isolations: z.array(z.object({ computerId: z.string(), at: z.string() })),
  /** Those that were in force when last looked: never fewer than there are. */
  held: z.array(z.string()).default([]),
});
type Ceiling = z.infer<typeof Ceiling>;
const CEILING: RecordKind<Ceiling> = {
  schema: Ceiling,
  key: ({ customerId }) => ({ pk: customerPk(customerId), sk: "ISOLATION-CEILING" }),
};

/**
 * Takes one automatic isolation out of the customer's allowance: `perWindow` in `minutes`, and `atATime` in force. A
 * computer that already took its place in this window takes no second one. Resolves to false where the ceiling is reached.
 */
export async function takeFromCeiling(
  table: Table,
  customerId: string,
  computerId: string,
  now: string,
  ceiling: { perWindow: number; minutes: number; atATime: number },
): Promise<boolean> {
  const since = new Date(Date.parse(now) - ceiling.minutes * 60_000).toISOString();
  const initial: Ceiling = { customerId, isolations: [], held: [] };
  const over = await noLongerHeld(table, initial, since, ceiling.atATime);
  let taken = false;
  await changeOrCreate(table, CEILING, initial, (record) => {
    const recent = record.isolations.filter(({ at }) => at > since);
    taken = recent.some((one) => one.computerId === computerId);
    const held = record.held.filter((id) => id !== computerId && !over.has(id));
    if (taken || recent.length >= ceiling.perWindow || held.length >= ceiling.atATime) return undefined;
    taken = true;
    return { ...record, isolations: [...recent, { computerId, at: now }], held: [...held, computerId] };
  });
  return taken;
}

/** Looked at only when the ceiling seems full, so that nothing has to be given back: computers whose isolation has ended since. */
async function noLongerHeld(
  table: Table,
  initial: Ceiling,
  since: string,
  atATime: number,
): Promise<ReadonlySet<string>> {
  const record = (await read(table, CEILING, CEILING.key(initial)))?.value ?? initial;
  if (record.held.length < atATime) return new Set();
  const isRecent = (id: string) => record.isolations.some(({ computerId, at }) => computerId === id && at > since);
  const over = new Set<string>();
  for (const id of record.held) {
    const computer = isRecent(id) ? undefined : await readComputer(table, initial.customerId, id);
    if (computer?.isolation.wanted === "connected") over.add(id);
  }
  return over;
}
