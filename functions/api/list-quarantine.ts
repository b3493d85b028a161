import * as z from "zod";
import { ItemResult, listQuarantined, type Quarantined, quarantinePosition } from "../../records/deliveries.ts";
import { api, NONE, notFound } from "./api.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";
import { search } from "./search.ts";

const Query = PageQuery.extend({
  source: z.string().min(1).max(64).optional(),
  /** Still not understood, or sent through since. */
  state: z.enum(["waiting", "replayed"]).optional(),
});

const QuarantineView = z.strictObject({
  quarantineId: z.string(),
  source: z.string(),
  receivedAt: z.string(),
  reason: z.string(),
  raw: z.string().optional(),
  replayedAt: z.string().optional(),
  results: z.array(ItemResult).optional(),
});

/** Lambda answers 6 MB at the most; one item alone is 256 kB at the most, before JSON escapes it. */
const PAGE_BYTES = 3_000_000;

export const listQuarantine = api({
  name: "list-quarantine",
  method: "GET",
  path: "/v1/customers/{customerId}/quarantine",
  summary:
    "Authentic items that could not be understood, with the reason, newest first, also those that went through since (`replayedAt`); " +
    "filter by source and state. The item itself for analysts.",
  roles: ["admin", "analyst"],
  query: Query,
  body: NONE,
  answer: z.strictObject({ items: z.array(QuarantineView), cursor: z.string().optional() }),
  async run(deps, { customer, person, query: { cursor, limit, ...filter } }) {
    if (customer === undefined) throw notFound("customer");
    const bound = [customer.customerId, "quarantine", filter];
    const { source, state } = filter;
    const page = await search<Quarantined>({
      read: (query) => listQuarantined(deps.table, customer.customerId, query),
      wants:
        source === undefined && state === undefined
          ? undefined
          : (item) =>
              (source === undefined || item.source === source) &&
              (state === undefined || (state === "replayed") === (item.replayedAt !== undefined)),
      positionOf: quarantinePosition,
      after: positionOf(cursor, bound).after,
      limit,
    });
    const shown = capped(page.values.map((item) => view(item, person.role === "analyst")));
    const last = page.values[shown.length - 1];
    const cut = shown.length < page.values.length && last !== undefined;
    return { items: shown, ...cursorOf(cut ? quarantinePosition(last) : page.next, bound) };
  },
});

const view = ({ customerId: _c, raw, ...item }: Quarantined, withRaw: boolean) => ({
  ...item,
  ...(withRaw ? { raw } : {}),
});

/** As many as one answer can carry, at least one. */
function capped<T>(items: readonly T[]): T[] {
  let bytes = 0;
  return items.filter((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return index === 0 || bytes <= PAGE_BYTES;
  });
}
