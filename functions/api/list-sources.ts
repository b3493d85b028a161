import * as z from "zod";
import { listSources as listRecords } from "../../records/customers.ts";
import { listHeard } from "../../records/heard.ts";
import { api, NONE, notFound } from "./api.ts";
import { SourceView, sourceView } from "./sources.ts";

export const listSources = api({
  name: "list-sources",
  method: "GET",
  path: "/v1/customers/{customerId}/sources",
  summary: "Where a customer's detections come from, without secrets, and when each was last heard.",
  roles: ["admin", "analyst", "support", "customer"],
  query: NONE,
  body: NONE,
  answer: z.strictObject({ sources: z.array(SourceView) }),
  async run(deps, { customer }) {
    if (customer === undefined) throw notFound("customer");
    const sources = await listRecords(deps.table, customer.customerId);
    const heard = new Map((await listHeard(deps.table, customer.customerId)).map((one) => [one.source, one]));
    return { sources: sources.map((source) => sourceView(deps, customer.customerId, source, heard.get(source.name))) };
  },
});
