import * as z from "zod";
import { Audit, listAudit as listRecords } from "../../records/customers.ts";
import { api, NONE, notFound } from "./api.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";

export const AuditPage = z.strictObject({ audit: z.array(z.strictObject(Audit.shape)), cursor: z.string().optional() });

export const listAudit = api({
  name: "list-audit",
  method: "GET",
  path: "/v1/customers/{customerId}/audit",
  summary: "Who changed what about a customer, newest first.",
  roles: ["admin", "customer"],
  query: PageQuery,
  body: NONE,
  answer: AuditPage,
  async run(deps, { customer, query: { cursor, limit } }) {
    if (customer === undefined) throw notFound("customer");
    const bound = [customer.customerId, "audit"];
    const page = await listRecords(
      deps.table,
      { customerId: customer.customerId },
      { limit, ...positionOf(cursor, bound) },
    );
    return { audit: page.values, ...cursorOf(page.next, bound) };
  },
});
