import { Settings } from "../../core/customer.ts";
import { readCustomer } from "../../records/customers.ts";
import { answered, api, NONE, notFound } from "./api.ts";

export const etag = (version: number): { etag: string } => ({ etag: `"${version}"` });

export const readSettings = api({
  name: "read-settings",
  method: "GET",
  path: "/v1/customers/{customerId}/settings",
  summary:
    "A customer's settings: names, recipients of mails, languages, time zone, response policy. ETag: the version.",
  roles: ["admin", "analyst", "support", "customer"],
  query: NONE,
  body: NONE,
  answer: Settings,
  async run(deps, { customer }) {
    const stored = customer === undefined ? undefined : await readCustomer(deps.table, customer.customerId);
    if (stored === undefined) throw notFound("customer");
    return answered(stored.value.settings, etag(stored.version));
  },
});
