import { listAudit } from "../../records/customers.ts";
import { api, NONE } from "./api.ts";
import { AuditPage } from "./list-audit.ts";
import { cursorOf, PageQuery, positionOf } from "./paging.ts";

export const listHouseAudit = api({
  name: "list-house-audit",
  method: "GET",
  path: "/v1/audit",
  summary: "Who changed what about the house's own people, newest first.",
  roles: ["admin"],
  query: PageQuery,
  body: NONE,
  answer: AuditPage,
  async run(deps, { query: { cursor, limit } }) {
    const bound = ["house", "audit"];
    const page = await listAudit(deps.table, "house", { limit, ...positionOf(cursor, bound) });
    return { audit: page.values, ...cursorOf(page.next, bound) };
  },
});
