// All that is kept of one customer, partition by partition: what an export reads and an erasure removes.
import * as z from "zod";
import type { Item, Page, Table } from "../core/ports.ts";
import { inquiriesListPk, SECTIONS } from "./inquiries.ts";
import { computerPk, computersPk, customerPk, incidentPk, incidentsListPk, quarantinePk } from "./keys.ts";
import { OWN_NOTICES } from "./notices.ts";

interface Entry {
  pk: string;
  /** Go on behind it with this. */
  position: string;
}
interface Entries {
  entries: Entry[];
  next?: string;
}
type Section = (table: Table, customerId: string, after: string | undefined, limit: number) => Promise<Entries>;

const AT_ONCE = 100;
const from = (after: string | undefined, limit = AT_ONCE) => ({ limit, ...(after === undefined ? {} : { after }) });

const entriesOf = (page: Page, entryOf: (item: Item) => Entry): Entries => ({
  entries: page.items.map(entryOf),
  ...(page.next === undefined ? {} : { next: page.next }),
});

const one =
  (pkOf: (customerId: string) => string): Section =>
  async (_table, customerId, after) => ({
    entries: after === undefined ? [{ pk: pkOf(customerId), position: "read" }] : [],
  });

const listed =
  (listPk: (customerId: string) => string): Section =>
  async (table, customerId, after, limit) =>
    entriesOf(
      await table.queryIndex("list", { pk: listPk(customerId), ...from(after, limit) }),
      ({ pk, sk, list }) => ({
        pk,
        position: list?.sk ?? sk,
      }),
    );

const histories: Section = async (table, customerId, after, limit) =>
  entriesOf(await table.query({ pk: computersPk(customerId), ...from(after, limit) }), ({ sk }) => ({
    pk: computerPk(customerId, sk.slice("COMPUTER#".length)),
    position: sk,
  }));

/** Incidents and inquiries hang in partitions that only their lists know; the rest is found by the customer's id, last of all who may look. */
export const LISTED: readonly Section[] = [
  listed(incidentsListPk),
  ...SECTIONS.map((section) => listed((customerId) => inquiriesListPk(customerId, section))),
];
export const OTHERS: readonly Section[] = [
  ...OWN_NOTICES.map((under) => one((customerId) => incidentPk(customerId, under))),
  one(quarantinePk),
  histories,
  one(computersPk),
  one(customerPk),
];
const ALL = LISTED.concat(OTHERS);

/** Runs through all entries of the sections until `visit` resolves to false; resolves to whether it came to the end. */
export async function visitHoldings(
  table: Table,
  customerId: string,
  sections: readonly Section[],
  visit: (pk: string) => Promise<boolean>,
): Promise<boolean> {
  for (const section of sections) {
    let after: string | undefined;
    do {
      const { entries, next } = await section(table, customerId, after, AT_ONCE);
      for (const { pk } of entries) if (!(await visit(pk))) return false;
      after = next;
    } while (after !== undefined);
  }
  return true;
}

/** The house's own notes on its work, which say nothing that does not stand elsewhere; a wait's token would even end it. */
export const LEFT_OUT: ReadonlySet<string> = new Set(
  "FINDING FOLLOW-UP ISOLATION-CEILING MOMENT POLL REASON WAIT".split(" "),
);

/** `under`: the incident, inquiry or computer to which it belongs. `value`: as the record's home in docs/architecture.md says. */
export interface Holding {
  kind: string;
  under?: string;
  value: unknown;
}

/** Computers of incidents and incidents of computers are one fact, seen from either side. */
const KINDS: Readonly<Record<string, string>> = {
  "I COMPUTER": "incident-computer",
  "COMPUTER INCIDENT": "computer-incident",
};

function holdingOf({ pk, sk, body: { value } }: Item): Holding | undefined {
  const [name = ""] = sk.split("#");
  if (LEFT_OUT.has(name)) return undefined;
  const [, place = "", under] = /^C#[^#]+#(I|COMPUTER)#(.+)$/s.exec(pk) ?? [];
  const kind = KINDS[`${place} ${name}`] ?? name.toLowerCase();
  return { kind, ...(under === undefined ? {} : { under }), value };
}

/** Where an export goes on: behind which entry of which section, and in which partition behind which item. */
export const ExportPosition = z.strictObject({
  section: z.int().min(0),
  after: z.string().optional(),
  pk: z.string().optional(),
  item: z.string().optional(),
});
export type ExportPosition = z.infer<typeof ExportPosition>;

/** Of JSON: an answer of the API must hold it, with the largest item on top. */
const MOST_CHARACTERS = 1_000_000;
/** Empty partitions take their time, too. */
const MOST_READS = 100;

/**
 * What is next, so much that one answer holds it; `next` is absent at the end. What is changed meanwhile stands there as it
 * was or as it is; an inquiry that is written to may come twice, the later one counts.
 */
export async function exportPage(
  table: Table,
  customerId: string,
  begin: ExportPosition = { section: 0 },
): Promise<{ records: Holding[]; next?: ExportPosition }> {
  const records: Holding[] = [];
  let at = begin;
  let characters = 0;
  for (let reads = 0; reads < MOST_READS && characters < MOST_CHARACTERS; reads += 1) {
    const step = at.pk === undefined ? await nextPartition(table, customerId, at) : await nextItems(table, at.pk, at);
    if (step === undefined) return { records };
    at = step.at;
    records.push(...step.records);
    characters += JSON.stringify(step.records).length;
  }
  return { records, next: at };
}

interface Step {
  at: ExportPosition;
  records: Holding[];
}

async function nextPartition(
  table: Table,
  customerId: string,
  { section, after }: ExportPosition,
): Promise<Step | undefined> {
  const find = ALL[section];
  if (find === undefined) return undefined;
  const { entries, next } = await find(table, customerId, after, 1);
  const [entry] = entries;
  if (entry !== undefined) return { at: { section, after: entry.position, pk: entry.pk }, records: [] };
  return { at: next === undefined ? { section: section + 1 } : { section, after: next }, records: [] };
}

async function nextItems(table: Table, pk: string, { section, after, item }: ExportPosition): Promise<Step> {
  const page = await table.query({ pk, ...from(item) });
  const records: Holding[] = [];
  let characters = 0;
  const entry = { section, ...(after === undefined ? {} : { after }) };
  for (const each of page.items) {
    const holding = holdingOf(each);
    if (holding !== undefined) records.push(holding);
    characters += JSON.stringify(each.body).length;
    if (characters > MOST_CHARACTERS) return { at: { ...entry, pk, item: each.sk }, records };
  }
  return { at: page.next === undefined ? entry : { ...entry, pk, item: page.next }, records };
}
