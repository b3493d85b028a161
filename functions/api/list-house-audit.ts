import { api, NONE } from "./api.ts";
import { AuditPage, AuditQuery, auditPage } from "./list-audit.ts";

export const listHouseAudit = api({
  name: "list-house-audit",
  method: "GET",
  path: "/v1/audit",
  summary: "Who changed what about the house's own people, newest first; filter by kind and by who it was.",
  roles: ["admin"],
  query: AuditQuery,
  body: NONE,
  answer: AuditPage,
  run: (deps, { query }) => auditPage(deps, "house", query),
});
