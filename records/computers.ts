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
  known: new WeakMap(),
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
  isolations: z.array(z.object({ computerId: z.string(), at: z.string() })),
});
const CEILING: RecordKind<z.infer<typeof Ceiling>> = {
  schema: Ceiling,
  key: ({ customerId }) => ({ pk: customerPk(customerId), sk: "ISOLATION-CEILING" }),
};

/**
 * Takes one automatic isolation out of the customer's allowance: `perWindow` in `minutes`. A computer that already took
 * its place in this window takes no second one. Resolves to false where the ceiling is reached.
 */
export async function takeFromCeiling(
  table: Table,
  customerId: string,
  computerId: string,
  now: string,
  ceiling: { perWindow: number; minutes: number },
): Promise<boolean> {
  const since = new Date(Date.parse(now) - ceiling.minutes * 60_000).toISOString();
  const after = await changeOrCreate(table, CEILING, { customerId, isolations: [] }, (record) => {
    const recent = record.isolations.filter(({ at }) => at > since);
    if (recent.some((taken) => taken.computerId === computerId) || recent.length >= ceiling.perWindow) return undefined;
    return { ...record, isolations: [...recent, { computerId, at: now }] };
  });
  return after.isolations.some((taken) => taken.computerId === computerId && taken.at > since);
}
