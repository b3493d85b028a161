// The registry of customers, and under each customer its sources, people and audit records.
import * as z from "zod";
import type { AuditedAs } from "../core/audit.ts";
import { Customer, Person, Source } from "../core/customer.ts";
import { Unavailable } from "../core/errors.ts";
import { hashId } from "../core/ids.ts";
import type { Table } from "../core/ports.ts";
import { customerPk, HOUSE, REGISTRY } from "./keys.ts";
import {
  change,
  changeOrCreate,
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

/** `erasing`: all that is kept of the customer is going, for good; nothing is changed any more. */
const CustomerRecord = Customer.extend({
  erasing: z
    .object({
      at: z.string(),
      by: z.string(),
      byName: z.string(),
      /** From then on no sender was let in. */
      sourcesEndedAt: z.string().optional(),
      /** Nothing was open then, and nothing could open any more. */
      clearedAt: z.string().optional(),
      erasedAt: z.string().optional(),
    })
    .optional(),
});
export type CustomerRecord = z.infer<typeof CustomerRecord>;

const CUSTOMER: RecordKind<CustomerRecord> = {
  schema: CustomerRecord,
  key: ({ customerId }) => ({ pk: REGISTRY, sk: `CUSTOMER#${customerId}` }),
};

export const createCustomer = (table: Table, customer: Customer): Promise<"done" | "refused"> =>
  create(table, CUSTOMER, customer);

export const readCustomer = (table: Table, customerId: string): Promise<Stored<CustomerRecord> | undefined> =>
  read(table, CUSTOMER, { pk: REGISTRY, sk: `CUSTOMER#${customerId}` });

export const changeCustomer = (
  table: Table,
  customerId: string,
  apply: (customer: CustomerRecord) => CustomerRecord | undefined,
) => change(table, CUSTOMER, { pk: REGISTRY, sk: `CUSTOMER#${customerId}` }, apply);

/** Replaces the version that was read. "refused": somebody was faster. */
export const replaceCustomer = (table: Table, customer: CustomerRecord, version: number): Promise<"done" | "refused"> =>
  replace(table, CUSTOMER, customer, version);

/** Last of all. */
export const forgetCustomer = (table: Table, customerId: string): Promise<void> =>
  removeStanding(table, { pk: REGISTRY, sk: `CUSTOMER#${customerId}` });

export const listCustomers = (table: Table): Promise<Customer[]> =>
  readAll(table, CUSTOMER, { pk: REGISTRY, prefix: "CUSTOMER#" });

const knownSources = new WeakMap<object, Source>();
const sourceKind = (customerId: string): RecordKind<Source> => ({
  schema: Source,
  known: knownSources,
  key: ({ name }) => ({ pk: customerPk(customerId), sk: `SOURCE#${name}` }),
});

export const readSource = async (table: Table, customerId: string, name: string): Promise<Source | undefined> =>
  (await read(table, sourceKind(customerId), { pk: customerPk(customerId), sk: `SOURCE#${name}` }))?.value;

export const putSource = (
  table: Table,
  customerId: string,
  source: Source,
  apply: (source: Source) => Source,
): Promise<Source> => changeOrCreate(table, sourceKind(customerId), source, apply);

/** Changes it where it exists; resolves to nothing where it does not. */
export const changeSource = (
  table: Table,
  customerId: string,
  name: string,
  apply: (source: Source) => Source | undefined,
): Promise<Source | undefined> =>
  change(table, sourceKind(customerId), { pk: customerPk(customerId), sk: `SOURCE#${name}` }, apply);

export const listSources = (table: Table, customerId: string): Promise<Source[]> =>
  readAll(table, sourceKind(customerId), { pk: customerPk(customerId), prefix: "SOURCE#" });

/** Whose people: a customer's, or the house's own (admins, and analysts and support for all customers). */
export type Employer = { customerId: string } | "house";

const peoplePk = (employer: Employer): string => (employer === "house" ? HOUSE : customerPk(employer.customerId));
export const personId = (issuer: string, subject: string): string => hashId(16, "person", issuer, subject);

/** The list of a person's own customers holds ids only: who comes without a customer is asked for theirs. */
const personKind = (employer: Employer): RecordKind<Person> => ({
  schema: Person,
  key: (person) => ({ pk: peoplePk(employer), sk: `PERSON#${person.personId}` }),
  list: ({ personId }) =>
    employer === "house" ? undefined : { pk: `PERSON#${personId}`, sk: `${peoplePk(employer)}#${personId}` },
});

/** The customers that a person belongs to, by id. Lags behind on AWS: read the person there before believing it. */
export async function customersOfPerson(table: Table, id: string, limit = 100): Promise<string[]> {
  const { items } = await table.queryIndex("list", { pk: `PERSON#${id}`, limit });
  return items.flatMap(({ pk }) => /^C#([^#]+)$/.exec(pk)?.[1] ?? []);
}

export const readPerson = async (table: Table, employer: Employer, id: string): Promise<Person | undefined> =>
  (await read(table, personKind(employer), { pk: peoplePk(employer), sk: `PERSON#${id}` }))?.value;

/** `check` sees who stands there now, again on each attempt, and throws where that one may not be replaced. */
export const putPerson = (
  table: Table,
  employer: Employer,
  person: Person,
  check: (current: Person) => void = () => {},
): Promise<Person> =>
  changeOrCreate(table, personKind(employer), person, (current) => {
    check(current);
    return person;
  });

/** Resolves to the person who was removed; nothing where there was none. `check` as in `putPerson`. */
export async function removePerson(
  table: Table,
  employer: Employer,
  id: string,
  check: (current: Person) => void = () => {},
): Promise<Person | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const stored = await read(table, personKind(employer), { pk: peoplePk(employer), sk: `PERSON#${id}` });
    if (stored === undefined) return undefined;
    check(stored.value);
    if ((await table.remove({ pk: peoplePk(employer), sk: `PERSON#${id}` }, stored.version)) === "done")
      return stored.value;
  }
  throw new Unavailable("A person changed too often at once.", "none");
}

export const listPeople = (table: Table, employer: Employer): Promise<Person[]> =>
  readAll(table, personKind(employer), { pk: peoplePk(employer), prefix: "PERSON#" });

/** Who changed what about a customer, with the fields' names and never a secret. */
export const Audit = z.object({
  auditId: z.string(),
  at: z.string(),
  /** The person's id, and the name at that time. */
  by: z.string(),
  byName: z.string().optional(),
  what: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type Audit = z.infer<typeof Audit>;

const auditKind = (of: Employer): RecordKind<Audit> => ({
  schema: Audit,
  key: (record) => ({ pk: peoplePk(of), sk: auditPosition(record) }),
});
/** Where a list goes on after this record. */
export const auditPosition = ({ at, auditId }: Pick<Audit, "at" | "auditId">) => `AUDIT#${at}#${auditId}`;

/** `what` is stored as a text: readers take kinds of every version. */
type AuditFact = Omit<Audit, "auditId" | "what"> & { what: AuditedAs };

/** About the house itself (its people) under `HOUSE`. */
export const auditOf = (table: Table, of: Employer, record: AuditFact): Promise<"done" | "refused"> =>
  create(table, auditKind(of), {
    ...record,
    auditId: hashId(12, record.at, record.by, record.what, JSON.stringify(record.details)),
  });

export const audit = (table: Table, customerId: string, record: AuditFact): Promise<"done" | "refused"> =>
  auditOf(table, { customerId }, record);

export const listAudit = (
  table: Table,
  of: Employer,
  query: { after?: string; limit: number },
): Promise<ValuePage<Audit>> =>
  readPage(table, auditKind(of), { pk: peoplePk(of), prefix: "AUDIT#", descending: true, ...query });
