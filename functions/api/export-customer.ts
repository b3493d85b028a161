import * as z from "zod";
import { Refusal } from "../../core/errors.ts";
import { ExportPosition, exportPage } from "../../records/holdings.ts";
import { customerPk } from "../../records/keys.ts";
import { api, NONE, notFound } from "./api.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";

const Holding = z.strictObject({ kind: z.string(), under: z.string().optional(), value: z.unknown() });

export const exportCustomer = api({
  name: "export-customer",
  method: "GET",
  path: "/v1/customers/{customerId}/export",
  summary:
    "All that is kept of a customer, record by record, without secrets. Take the cursor of each answer until there is none.",
  roles: ["admin"],
  query: PageQuery.pick({ cursor: true }),
  body: NONE,
  answer: z.strictObject({ records: z.array(Holding), cursor: z.string().optional() }),
  async run(deps, { customer, query: { cursor } }) {
    if (customer === undefined) throw notFound("customer");
    const { customerId, createdAt, settings } = customer;
    const bound = [customerId, "export"];
    const { after } = positionOf(cursor, bound);
    const first = after === undefined ? [{ kind: "customer", value: { customerId, createdAt, settings } }] : [];
    const { records, next } = await exportPage(deps.table, customerId, positionIn(after, customerId));
    return { records: [...first, ...records], ...cursorOf(next && JSON.stringify(next), bound) };
  },
});

/** A cursor comes from outside: what it names must be this customer's. */
function positionIn(after: string | undefined, customerId: string): ExportPosition | undefined {
  if (after === undefined) return undefined;
  const position = ExportPosition.parse(JSON.parse(after));
  const own = customerPk(customerId);
  const { pk = own } = position;
  if (pk === own || pk.startsWith(`${own}#`)) return position;
  throw new Refusal("bad-request", "invalid-cursor", "The cursor belongs to another list.");
}
