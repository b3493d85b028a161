import * as z from "zod";
import { listCustomers as listRecords } from "../../records/customers.ts";
import { api, NONE } from "./api.ts";

export const listCustomers = api({
  name: "list-customers",
  method: "GET",
  path: "/v1/customers",
  summary: "All customers of the house.",
  roles: ["admin", "analyst", "support"],
  query: NONE,
  body: NONE,
  answer: z.strictObject({
    customers: z.array(z.strictObject({ customerId: z.string(), name: z.string(), createdAt: z.string() })),
  }),
  async run(deps) {
    const customers = await listRecords(deps.table);
    return {
      customers: customers.map(({ customerId, createdAt, settings: { name } }) => ({ customerId, name, createdAt })),
    };
  },
});
