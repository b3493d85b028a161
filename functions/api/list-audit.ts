import * as z from "zod";
import { AUDIT_KINDS, refusalOf } from "../../core/audit.ts";
import { Audit, auditPosition, type Employer, listAudit as listRecords } from "../../records/customers.ts";
import type { Deps } from "../deps.ts";
import { api, NONE } from "./api.ts";
import { customerOf } from "./incident-of.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";
import { search } from "./search.ts";

export const AuditPage = z.strictObject({ audit: z.array(z.strictObject(Audit.shape)), cursor: z.string().optional() });

export const AuditQuery = PageQuery.extend({
  /** With what was refused of that kind. */
  what: z.enum(AUDIT_KINDS).optional(),
  /** A part of who it was (the name at that time), in any case. */
  by: z.string().min(1).max(200).optional(),
});

export const listAudit = api({
  name: "list-audit",
  method: "GET",
  path: "/v1/customers/{customerId}/audit",
  summary: "Who changed what about a customer, newest first; filter by kind and by who it was.",
  roles: ["admin", "customer"],
  query: AuditQuery,
  body: NONE,
  answer: AuditPage,
  async run(deps, request) {
    const { customerId } = customerOf(request);
    return auditPage(deps, { customerId }, request.query);
  },
});

export async function auditPage(
  deps: Deps,
  of: Employer,
  { cursor, limit, ...filter }: z.output<typeof AuditQuery>,
): Promise<z.input<typeof AuditPage>> {
  const bound = [of === "house" ? of : of.customerId, "audit", filter];
  const { what } = filter;
  const by = filter.by?.toLowerCase();
  const kinds: readonly string[] | undefined = what === undefined ? undefined : [what, refusalOf(what)];
  const page = await search<Audit>({
    read: (query) => listRecords(deps.table, of, query),
    wants:
      by === undefined && kinds === undefined
        ? undefined
        : (record) =>
            (kinds?.includes(record.what) ?? true) &&
            (by === undefined || (record.byName ?? record.by).toLowerCase().includes(by)),
    positionOf: auditPosition,
    after: positionOf(cursor, bound).after,
    limit,
  });
  return { audit: page.values, ...cursorOf(page.next, bound) };
}
